"""A round is due at the end of its window: its group is warned, and the lateness goes up to the leader."""

from datetime import timedelta

from common.owed import Clock, Ladder, Owed
from rounds.topics import ROUND
from rounds.workflow.rounds import LATE, OWED, WARN

TERM = Clock(
    "round", due="due_at", warn="warn_at", level="level", states=OWED, warned=WARN, escalated=LATE,
    ladder=Ladder((timedelta(0), timedelta(days=1), timedelta(days=3))),
)  # fmt: skip
LEADER_LEVEL = 3  # from here on the leader hears of it too
ROUNDS = Owed(
    table="rounds_round", events="rounds_roundevent", subject="round_id", topic=ROUND, clocks=(TERM,),
    facts={"due_at": "due_at"},
)  # fmt: skip
