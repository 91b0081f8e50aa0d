"""From which unit to which a case went when a unit said that it is not its own."""

from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cases.models import Case, DisputeStatement
from departments.models import Department


def bounces() -> QuerySet[Any]:
    """What units said of cases that they do not owe, with `went_to`: the unit that said so next, or the one that has
    the case now or had it last; null where none has it."""
    later = Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    after = DisputeStatement.objects.filter(later, case=OuterRef("case")).order_by("at", "pk").values("department")[:1]
    went_to = Coalesce(Subquery(after), F("case__department"), output_field=BigIntegerField())
    said: QuerySet[Any] = DisputeStatement.objects.order_by().annotate(went_to=went_to)
    return said


def bounced(cases: QuerySet[Case], sender: str, receiver: str) -> QuerySet[Case]:
    """Those of these cases that went from one unit to the other, by their codes; no receiver is no unit at present."""
    said = bounces().filter(department__code=sender)
    if receiver:
        said = said.filter(went_to__in=Department.objects.filter(code=receiver).values("pk"))
    else:
        said = said.filter(went_to=None)
    return cases.filter(pk__in=said.values("case"))
