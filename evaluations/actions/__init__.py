"""The verbs of counters: fold what happened, count anew."""

from evaluations.actions.fold import fold, fold_all
from evaluations.actions.follow import follow
from evaluations.actions.rebuild import rebuild

__all__ = ["fold", "fold_all", "follow", "rebuild"]
