"""The chase of orders: raises what is unsigned or overdue, one level at a time; common.owed.chase says how."""

from datetime import datetime

from common.owed import chase
from ledgers.actions.orders.ended import end_orders_of_places
from ledgers.deadlines.orders import ORDERS


def chase_orders(*, at: datetime | None = None) -> int:
    """Raise until nothing is due, after what ended with its place; the clock's job."""
    return end_orders_of_places(at=at) + chase.chase_all(ORDERS, at=at)
