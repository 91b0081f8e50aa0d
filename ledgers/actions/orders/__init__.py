"""The verbs of orders: drawing up, moves, what cases and items ask for, the chase."""

from ledgers.actions.orders import photos
from ledgers.actions.orders.anew import follow_given
from ledgers.actions.orders.chase import chase_orders
from ledgers.actions.orders.draw_up import OrderDraft, draw_up_order
from ledgers.actions.orders.ended import end_orders_of_items
from ledgers.actions.orders.late_items import order_item
from ledgers.actions.orders.moves import OrderRequest, move_order, sign_order
from ledgers.actions.orders.supervised import order_supervision

__all__ = [
    "OrderDraft",
    "OrderRequest",
    "chase_orders",
    "draw_up_order",
    "end_orders_of_items",
    "follow_given",
    "move_order",
    "order_item",
    "order_supervision",
    "photos",
    "sign_order",
]
