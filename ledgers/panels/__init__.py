"""What the ledger shows on the pages of cases and places."""

from ledgers.panels import items, orders

__all__ = ["items", "orders"]
