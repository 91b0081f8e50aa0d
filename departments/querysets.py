from typing import TYPE_CHECKING

from django.db.models import QuerySet

if TYPE_CHECKING:
    from departments.models import Department  # noqa: F401 - read by mypy in the strings below


class DepartmentQuerySet(QuerySet["Department"]):
    def active(self) -> "DepartmentQuerySet":
        return self.filter(active=True)
