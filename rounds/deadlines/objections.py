"""The answer to an objection is owed: who decides is warned, the leader hears of what is late, at last it lapses."""

from datetime import timedelta

from common.owed import Clock, Ladder, Owed
from rounds.topics import OBJECTION
from rounds.workflow.objections import LATE, WARN, ObjectionState

TERM = Clock(
    "objection", due="due_at", warn="warn_at", level="level", states=(ObjectionState.RAISED,), warned=WARN,
    escalated=LATE, ladder=Ladder((timedelta(0), timedelta(days=3))),
)  # fmt: skip
LAPSES_AFTER = timedelta(days=7)  # overdue for so long, nobody will answer; it can be upheld all the same
OBJECTIONS = Owed(
    table="rounds_objection", events="rounds_objectionevent", subject="objection_id", topic=OBJECTION, clocks=(TERM,),
    facts={"due_at": "due_at"},
)  # fmt: skip
