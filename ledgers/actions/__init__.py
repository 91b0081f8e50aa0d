"""The verbs of the ledger, the only room that writes it."""

from ledgers.actions.items import ItemReport, ItemRequest, chase_items, follow_items, move_item, open_item, order_looks
from ledgers.choices import Origin

__all__ = [
    "ItemReport",
    "ItemRequest",
    "Origin",
    "chase_items",
    "follow_items",
    "move_item",
    "open_item",
    "order_looks",
]
