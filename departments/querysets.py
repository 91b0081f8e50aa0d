from typing import TYPE_CHECKING

from django.db.models import QuerySet

if TYPE_CHECKING:
    from departments.models import Department


class DepartmentQuerySet(QuerySet["Department"]):
    def active(self) -> "DepartmentQuerySet":
        return self.filter(active=True)
