"""Counters: sums by day of what cases add to them, and what of each case was counted last; the weeks that were told."""

from evaluations.models.changes import DayChange
from evaluations.models.counters import DayCount, DayDuration
from evaluations.models.facts import Fact
from evaluations.models.folding import Folding
from evaluations.models.weeks import ToldWeek

__all__ = ["DayChange", "DayCount", "DayDuration", "Fact", "Folding", "ToldWeek"]
