"""Asking for one row."""

from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def one(rows: "QuerySet[Row]") -> Row | None:
    """The row that a unique key finds, or None. `first()` would ask for an order as well, which every request pays."""
    return next(iter(rows.order_by()[:1]), None)
