"""The verbs of the ledger, the only room that writes it."""

from ledgers.actions.items import ItemReport, ItemRequest, chase_items, follow_items, move_item, open_item, order_looks
from ledgers.actions.orders import (
    OrderDraft,
    OrderRequest,
    chase_orders,
    draw_up_order,
    end_orders_of_items,
    follow_given,
    move_order,
    order_item,
    order_supervision,
    sign_order,
)
from ledgers.choices import Origin

__all__ = [
    "ItemReport",
    "ItemRequest",
    "OrderDraft",
    "OrderRequest",
    "Origin",
    "chase_items",
    "chase_orders",
    "draw_up_order",
    "end_orders_of_items",
    "follow_given",
    "follow_items",
    "move_item",
    "move_order",
    "open_item",
    "order_item",
    "order_looks",
    "order_supervision",
    "sign_order",
]
