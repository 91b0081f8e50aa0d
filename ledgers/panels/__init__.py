"""What the ledger shows on the pages of cases and places."""

from ledgers.panels import items

__all__ = ["items"]
