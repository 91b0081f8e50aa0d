"""The verbs: fold what happened into counters, count anew, write the weekly letter."""

from evaluations.actions.fold import fold, fold_all
from evaluations.actions.follow import follow
from evaluations.actions.letters import write_letters
from evaluations.actions.rebuild import rebuild

__all__ = ["fold", "fold_all", "follow", "rebuild", "write_letters"]
