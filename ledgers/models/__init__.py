"""整改台账与督办: items of the ledger with their histories. Nothing here is deleted."""

from ledgers.models.items import Item, ItemCase, ItemEvent
from ledgers.models.orders import Order, OrderEvent, Service

__all__ = ["Item", "ItemCase", "ItemEvent", "Order", "OrderEvent", "Service"]
