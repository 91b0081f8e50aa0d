"""What is told of the ledger, and to whom."""

from ledgers.news.items import declare_items

__all__ = ["declare_news"]


def declare_news() -> None:
    """Once, when the houses are ready."""
    declare_items()
