"""What waits in the ledger, on people's homes."""

from ledgers.homes import items, orders

__all__ = ["items", "orders"]
