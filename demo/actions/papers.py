"""What the other houses have of the month, beside the cases: each played through its own verbs, in this order."""

from datetime import datetime

from demo.actions.items import invent_items
from demo.actions.permits import invent_permits


def invent(*, seed: int, end: datetime) -> None:
    invent_permits(seed=seed, end=end)
    invent_items(seed=seed, end=end)
