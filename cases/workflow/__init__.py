"""The one table of moves. Pages, API, permissions, forms and the state diagram all read it; nothing else decides.

Sources: the seven links of the field and its exceptional operations (facts.md 2.6, 2.7) and design.md section 3. The
tests state it a second time by hand.
"""

from cases.workflow.moves import Ask, Guard, Move, Need, Relation, Units
from cases.workflow.states import FINAL, LOOKED_AT, OPEN, OWED, STAGE_OF, TIMED, VISITED, State
from cases.workflow.steps import STEPS, Step
from cases.workflow.table import (
    ASSIST,
    AUTO_DISPATCH,
    AUTO_FILE,
    AUTO_RESUME,
    AUTO_VERIFICATION,
    CHECK,
    DISPOSE,
    MOVES,
    QUIET,
    RECHECK,
    REFUSE_PROOF,
    REOPEN,
    SELF_HANDLE,
    SUPERVISE,
    VERIFY,
    VERSION,
)
from cases.workflow.words import (
    ERASERS,
    ESCALATE,
    ESCALATE_STAGE,
    PHOTO_REFUSED,
    REPORT,
    REPORTERS,
    SUPERVISION_OVERDUE,
    VISIT,
    WARN,
    WARN_STAGE,
    WORDS,
)
from common.workflow import SYSTEM, Clock

__all__ = [
    "ASSIST",
    "AUTO_DISPATCH",
    "AUTO_FILE",
    "AUTO_RESUME",
    "AUTO_VERIFICATION",
    "CHECK",
    "DISPOSE",
    "ERASERS",
    "ESCALATE",
    "ESCALATE_STAGE",
    "FINAL",
    "LOOKED_AT",
    "MOVES",
    "OPEN",
    "OWED",
    "PHOTO_REFUSED",
    "QUIET",
    "RECHECK",
    "REFUSE_PROOF",
    "REOPEN",
    "REPORT",
    "REPORTERS",
    "SELF_HANDLE",
    "STAGE_OF",
    "STEPS",
    "SUPERVISE",
    "SUPERVISION_OVERDUE",
    "SYSTEM",
    "TIMED",
    "VERIFY",
    "VERSION",
    "VISIT",
    "VISITED",
    "WARN",
    "WARN_STAGE",
    "WORDS",
    "Ask",
    "Clock",
    "Guard",
    "Move",
    "Need",
    "Relation",
    "State",
    "Step",
    "Units",
]
