"""What of the ledger a word finds."""

from ledgers.search import items, orders

__all__ = ["items", "orders"]
