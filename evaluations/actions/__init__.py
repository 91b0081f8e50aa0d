"""The verbs: fold what happened into counters, count anew, write the weekly letter."""

from evaluations.actions.fold import fold, fold_all
from evaluations.actions.follow import follow, waiting
from evaluations.actions.letters import write_letters
from evaluations.actions.rebuild import rebuild

__all__ = ["fold", "fold_all", "follow", "rebuild", "waiting", "write_letters"]
