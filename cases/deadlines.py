"""What of a case has a due time, and the ladders by which it is escalated (common.owed).

Three clocks: the unit's fix, the stage in which the case waits, and a supervision, which names a
day. Whom a level means is said by the rules of notices, not here.
"""

from datetime import timedelta

from cases.topics import NOTICE
from cases.workflow import ESCALATE, ESCALATE_STAGE, OPEN, OWED, SUPERVISION_OVERDUE, WARN, WARN_STAGE
from common.owed import Clock, Ladder, Owed

FIX = Clock(
    "fix", due="due_at", warn="warn_at", level="chase_level", states=OWED, warned=WARN, escalated=ESCALATE,
    ladder=Ladder((timedelta(0), timedelta(hours=2), timedelta(hours=8), timedelta(hours=24))),
)  # fmt: skip
# The stage of disposal has the clock of the fix, and so has taking over where it has no limit of its own: then the
# stage stands on the top of its ladder (cases.actions.advance), so that nobody hears of one clock twice.
STAGE = Clock(
    "stage", due="stage_due_at", warn="stage_warn_at", level="stage_level", warned=WARN_STAGE, escalated=ESCALATE_STAGE,
    ladder=Ladder((timedelta(0), timedelta(hours=2))), facts={"stage_due_at": "stage_due_at"},
)  # fmt: skip
SUPERVISION = Clock(
    "supervision", due="supervision_due_at", level="supervision_level", states=OPEN, escalated=SUPERVISION_OVERDUE,
    ladder=Ladder((timedelta(0), timedelta(hours=24))), facts={"until": "supervision_due_at"},
)  # fmt: skip
TOP_LEVEL = FIX.ladder.top

CASES = Owed(
    table="cases_case", events="cases_caseevent", subject="case_id", topic=NOTICE, clocks=(FIX, STAGE, SUPERVISION),
    facts={"due_at": "due_at", "limit": "limit_text"}, queue="cases_chaseentry",
)  # fmt: skip
