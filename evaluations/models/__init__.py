"""Counters: sums by day of what cases add to them, and what of each case was counted last."""

from evaluations.models.counters import DayCount, DayDuration
from evaluations.models.facts import Fact
from evaluations.models.folding import Folding

__all__ = ["DayCount", "DayDuration", "Fact", "Folding"]
