"""What is told of the ledger, and to whom."""

from ledgers.news.items import declare_items
from ledgers.news.orders import declare_orders

__all__ = ["declare_news"]


def declare_news() -> None:
    """Once, when the houses are ready."""
    declare_items()
    declare_orders()
