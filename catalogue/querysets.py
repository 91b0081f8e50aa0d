"""The words of the trade for the catalogue."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

if TYPE_CHECKING:
    from catalogue.models import Category  # noqa: F401 - read by mypy in the strings below


class CategoryQuerySet(QuerySet["Category"]):
    def in_force(self) -> "CategoryQuerySet":
        """Subclasses that can be reported: neither they nor their taxonomy have ended."""
        return self.filter(ended_on=None, taxonomy__ended_on=None)
