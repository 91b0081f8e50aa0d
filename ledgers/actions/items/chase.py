"""The chase of items: raises what is due, one level at a time; common.owed.chase says how."""

from datetime import datetime

from common.owed import chase
from ledgers.deadlines.items import ITEMS


def chase_items(*, at: datetime | None = None) -> int:
    """Raise until nothing is due; the clock's job."""
    return chase.chase_all(ITEMS, at=at)
