"""The verbs of the rectification ledger."""

from ledgers.actions.items import left, photos
from ledgers.actions.items.chase import chase_items
from ledgers.actions.items.effects import ItemRequest
from ledgers.actions.items.follow import follow_items
from ledgers.actions.items.look import order_looks
from ledgers.actions.items.move import move_item
from ledgers.actions.items.open import ItemReport, open_item

__all__ = [
    "ItemReport",
    "ItemRequest",
    "chase_items",
    "follow_items",
    "left",
    "move_item",
    "open_item",
    "order_looks",
    "photos",
]
