"""The chase of orders: raises what is unsigned or overdue, one level at a time; common.owed.chase says how."""

from datetime import datetime

from common.owed import chase
from ledgers.deadlines.orders import ORDERS


def chase_orders(*, at: datetime | None = None) -> int:
    """Raise until nothing is due; the clock's job."""
    return chase.chase_all(ORDERS, at=at)
