"""整改台账与督办: items of the ledger with their histories. Nothing here is deleted."""

from ledgers.models.items import Item, ItemCase, ItemEvent

__all__ = ["Item", "ItemCase", "ItemEvent"]
