"""The one table of moves. Pages, API, permissions, forms and the state diagram all read it; nothing else decides.

Sources: the seven links of the field and its exceptional operations (facts.md 2.6, 2.7) and design.md section 3. The
tests state it a second time by hand.
"""

from cases.workflow.moves import Ask, Clock, Guard, Move, Need, Relation
from cases.workflow.states import FINAL, LOOKED_AT, OPEN, OWED, STAGE_OF, TIMED, State
from cases.workflow.steps import STEPS, Step
from cases.workflow.table import (
    CLOCK_WORDS,
    ESCALATE,
    ESCALATE_STAGE,
    MOVES,
    QUIET,
    REPORT,
    REPORTERS,
    SUPERVISION_OVERDUE,
    SYSTEM,
    VERSION,
    VISIT,
    WARN,
    WARN_STAGE,
)
from cases.workflow.verdicts import verdict

__all__ = [
    "CLOCK_WORDS",
    "ESCALATE",
    "ESCALATE_STAGE",
    "FINAL",
    "LOOKED_AT",
    "MOVES",
    "OPEN",
    "OWED",
    "QUIET",
    "REPORT",
    "REPORTERS",
    "STAGE_OF",
    "STEPS",
    "SUPERVISION_OVERDUE",
    "SYSTEM",
    "TIMED",
    "VERSION",
    "VISIT",
    "WARN",
    "WARN_STAGE",
    "Ask",
    "Clock",
    "Guard",
    "Move",
    "Need",
    "Relation",
    "State",
    "Step",
    "verdict",
]
