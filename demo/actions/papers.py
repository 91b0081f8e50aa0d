"""What the month has left beside cases: permits of those who apply for them, the ledger, orders to those who owe."""

from datetime import datetime

from demo.actions.items import invent_items
from demo.actions.orders import invent_orders
from demo.actions.permits import invent_permits
from demo.actions.rounds import invent_rounds
from demo.actions.surveys import invent_surveys


def invent_papers(*, seed: int, end: datetime) -> None:
    invent_permits(seed=seed, end=end)
    invent_surveys(seed=seed, end=end)
    invent_items(seed=seed, end=end)
    invent_orders(seed=seed, end=end)
    invent_rounds(seed=seed, end=end)
