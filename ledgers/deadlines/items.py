"""Three clocks of an item: its limit, the step for which it waits, and the silence of its diary."""

from datetime import timedelta

from common.owed import Clock, Ladder, Owed
from ledgers.topics import ITEM
from ledgers.workflow.item_states import OWED, ItemState
from ledgers.workflow.items import LATE, SILENT, STAGE_LATE, STAGE_WARN, WARN

DAY = timedelta(days=1)
TERM = Clock(
    "term", due="due_at", warn="warn_at", level="chase_level", states=OWED, warned=WARN, escalated=LATE,
    ladder=Ladder((timedelta(0), DAY, 3 * DAY, 7 * DAY)),
)  # fmt: skip
# To be handed over, to be reviewed, or put off to a day.
STAGE = Clock(
    "stage", due="stage_due_at", warn="stage_warn_at", level="stage_level",
    states=(ItemState.FOUND, ItemState.REVIEWING, ItemState.ACCEPTED), warned=STAGE_WARN, escalated=STAGE_LATE,
    ladder=Ladder((timedelta(0), 2 * DAY)), facts={"stage_due_at": "stage_due_at"},
)  # fmt: skip
DIARY = Clock(
    "diary", due="diary_due_at", level="diary_level", states=OWED, escalated=SILENT,
    ladder=Ladder((timedelta(0), 3 * DAY)), facts={"diary_due_at": "diary_due_at"},
)  # fmt: skip
TOP_LEVEL = TERM.ladder.top
ITEMS = Owed(
    table="ledgers_item", events="ledgers_itemevent", subject="item_id", topic=ITEM, clocks=(TERM, STAGE, DIARY),
    facts={"due_at": "due_at", "department": "department_id"},
)  # fmt: skip
