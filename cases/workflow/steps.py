"""The steps that a history of a case may hold: those of the table of moves, and the words beside them."""

from cases.workflow.table import MOVES
from cases.workflow.words import REPORT, WORDS
from common.workflow.steps import Step, Steps, steps_of

STEPS: Steps = steps_of(MOVES, WORDS, first=REPORT)

__all__ = ["STEPS", "Step"]
