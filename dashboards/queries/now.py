"""What stands now, whatever period is looked at: the oldest overdue, what waits beside the cases, people on duty."""

from collections.abc import Mapping
from datetime import datetime
from functools import reduce
from typing import Any

from django.db.models import CharField, Count, QuerySet, Value

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT
from cases.models import Case
from cases.querysets.lateness import running
from inspections.models import Presence
from inspections.queries import inspectors
from ledgers.models import Item, Order
from rounds.models import Round

OLDEST = 10
SEES_DUTY = DESK | OVERSIGHT


def oldest_overdue(user: User, at: datetime) -> list[Case]:
    cases = Case.objects.visible_to(user).overdue(at=at)
    return list(
        cases.select_related("category", "department", "street").defer("street__geom").order_by("due_at", "id")[:OLDEST]
    )


def owes_by_a_day(user: User) -> bool:
    """Whether any case that is still owed has a due time: without one nothing can be overdue, and that is no praise."""
    return Case.objects.visible_to(user).filter(running(), due_at__isnull=False).exists()


def last_report(user: User, before: datetime) -> datetime | None:
    """When the last case before a moment came in: where a history was imported, long ago."""
    seen = Case.objects.visible_to(user).filter(reported_at__lt=before)
    found: datetime | None = seen.order_by("-reported_at", "-id").values_list("reported_at", flat=True).first()
    return found


def beside(user: User, at: datetime) -> Mapping[str, int]:
    """How many rounds, orders and items are late, and inspectors on duty of how many. One statement."""
    parts = [
        _counted("rounds", Round.objects.visible_to(user).overdue(at=at)),
        _counted("unsigned", Order.objects.visible_to(user).unsigned(at=at)),
        _counted("orders", Order.objects.visible_to(user).overdue(at=at)),
        _counted("items", Item.objects.visible_to(user).overdue(at=at)),
    ]
    if user.role in SEES_DUTY:
        parts += [_counted("duty", _on_duty(at)), _counted("inspectors", inspectors())]
    found: Any = reduce(lambda all_of, part: all_of.union(part, all=True), parts)
    return {row["what"]: row["n"] for row in found}


def _counted(what: str, rows: QuerySet[Any]) -> Any:
    return rows.order_by().values(what=Value(what, CharField())).annotate(n=Count("pk", distinct=True))


def _on_duty(at: datetime) -> QuerySet[Presence]:
    return Presence.objects.on_duty(at=at).filter(user__in=inspectors())


def people_on_duty(at: datetime) -> QuerySet[Presence]:
    """Each with the person, since when and until when; by name."""
    return _on_duty(at).select_related("user").defer("location").order_by("user__name", "user__username")
