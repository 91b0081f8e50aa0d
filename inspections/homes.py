"""What inspections show on a person's home: to the inspector where to go, to the desk the visits that need a hand."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
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
    """The numbers and the first rows of both lists in one statement."""
    found: dict[str, list[Visit]] = {state: [] for state in WAITING}
    visits = Visit.objects.visible_to(user).filter(state__in=WAITING).annotate(
        total=Window(Count("pk"), partition_by=F("state")),
        rank=Window(RowNumber(), partition_by=F("state"), order_by=["ordered_at", "pk"]),
    )  # fmt: skip
    related = ("case__category", "case__street", "inspector")
    for visit in visits.filter(rank__lte=SHOWN).select_related(*related).defer("case__street__geom").order_by("rank"):
        found[visit.state].append(visit)
    for state, (label, bad) in WAITING.items():
        rows = found[state]
        total = rows[0].total if rows else 0  # type: ignore[attr-defined]
        url = f"{reverse('inspections:index')}?tab={state}"
        yield HomeSection(label, url, total, [_line(visit, at) for visit in rows], bad)


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
