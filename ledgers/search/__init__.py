"""What of the ledger a word finds."""

from ledgers.search import items

__all__ = ["items"]
