"""What a city decides about its ledgers; each number with its default and its bounds."""

from ledgers.settings import items, orders

__all__ = ["items", "orders"]
