"""What of a case has a due time, and the ladders by which it is escalated (common.owed)."""

from datetime import timedelta

from cases.topics import NOTICE
from cases.workflow import ESCALATE, OWED, WARN
from common.owed import Clock, Ladder, Owed

# Whom a level means is said by the rules of notices: the handler, the unit head, the shift leader, the leader.
FIX = Clock(
    "fix", due="due_at", warn="warn_at", level="chase_level", states=tuple(OWED), warned=WARN, escalated=ESCALATE,
    ladder=Ladder((timedelta(0), timedelta(hours=2), timedelta(hours=8), timedelta(hours=24))),
)  # fmt: skip
TOP_LEVEL = FIX.ladder.top

CASES = Owed(
    table="cases_case", events="cases_caseevent", subject="case_id", topic=NOTICE, clocks=(FIX,),
    facts={"due_at": "due_at", "limit": "limit_text"},
)  # fmt: skip
