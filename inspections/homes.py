"""What inspections show on a person's home: to the inspector where to go, to the desk the visits that need a hand."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, QuerySet, Window
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from cases.homes import Section, add_sections
from cases.models import Case
from common.templatetags import marks
from inspections.models import Visit
from inspections.querysets import VisitQuerySet
from inspections.workflow import Kind, VisitState
from registry.homes import HomePart, HomeSection, home_line, register

SHOWN = 3  # visits of each list
WAITING: dict[str, tuple[Promise, bool]] = {
    VisitState.EXPIRED.value: (_("Visits: nobody came"), True),
    VisitState.WAITING.value: (_("Visits: nobody on duty"), False),
}


def _task(case: Case) -> str:
    return reverse("inspections:task", args=[case.number])


add_sections(
    Role.INSPECTOR,
    Section(_("To verify"), "stage=verify&own_visit=true", address=_task),
    Section(_("To check"), "stage=check&own_visit=true", address=_task),
)


def _visits(user: User, at: datetime) -> Iterator[HomeSection]:
    """The numbers and the first keys of both lists in one statement, their rows in another where there are any."""
    totals, keys = dict.fromkeys(WAITING, 0), []
    for pk, state, total in _first_of_each(Visit.objects.visible_to(user)):
        totals[state] = total
        keys.append(pk)
    rows = _rows(keys) if keys else []
    for state, (label, bad) in WAITING.items():
        url = f"{reverse('inspections:index')}?tab={state}"
        yield HomeSection(label, url, totals[state], [_line(row, at) for row in rows if row.state == state], bad)


def _first_of_each(visits: VisitQuerySet) -> "QuerySet[Visit, tuple[int, str, int]]":
    """Key, state and the number of the list: keys alone, for the ORM takes long to write windows over whole rows."""
    parts = [
        visits.filter(state=state).order_by("ordered_at", "pk").annotate(total=Window(Count("pk")))[:SHOWN]
        for state in WAITING
    ]
    first, *more = (part.values_list("pk", "state", "total") for part in parts)
    return first.union(*more, all=True)


def _rows(keys: list[int]) -> "QuerySet[Visit]":
    related = ("case__category", "case__street", "inspector")
    found = Visit.objects.filter(pk__in=keys).select_related(*related).defer("case__street__geom")
    return found.order_by("ordered_at", "pk")


def _line(visit: Visit, at: datetime) -> SafeString:
    case = visit.case
    url = case.get_absolute_url() if case else reverse("inspections:visit", args=[visit.pk])
    return home_line(
        url=url, seen=f"{visit.pk}.{visit.version}",
        lamp=marks.lamp(visit.lamp(at=at), compact=True),
        what=f"{visit.get_kind_display()} · {case.category if case else visit.title}",
        place=(case.address or case.street or "") if case else "", unit=visit.inspector or "",
        due=marks.ago(visit.ordered_at, now=at), number=case.number if case else "",
    )  # fmt: skip


def _looks(user: User, at: datetime) -> Iterator[HomeSection]:
    """What is no case and was given to the inspector; visits of cases are among the cases."""
    looks = Visit.objects.given_to(user).filter(case=None).annotate(total=Window(Count("pk"))).order_by("due_at", "pk")
    rows = list(looks.select_related("inspector")[:SHOWN])
    if rows:
        total, url = rows[0].total, f"{reverse('inspections:tasks')}?kind={Kind.LOOK}"  # type: ignore[attr-defined]
        yield HomeSection(_("To look at"), url, total, [_line(visit, at) for visit in rows])


register(HomePart("visits to make", 60, {Role.INSPECTOR}, _looks))
register(HomePart("visits", 60, {Role.ACCEPTOR, Role.SHIFT_LEADER}, _visits))
