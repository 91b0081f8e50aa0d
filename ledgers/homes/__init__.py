"""What waits in the ledger, on people's homes."""

from ledgers.homes import items

__all__ = ["items"]
