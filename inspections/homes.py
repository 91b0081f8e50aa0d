"""What inspections show on a person's home: to the inspector where to go, to the desk the visits that need a hand."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from cases.homes import Section, add_sections
from cases.models import Case
from catalogue.models import Category
from common.templatetags import marks
from inspections.models import Visit
from inspections.workflow import Kind, VisitState
from registry.homes import HomeList, Line, home_line, lists, register

_OF_VISIT = ("id", "version", "kind", "title", "state", "due_at", "done_at", "ordered_at")
_COLUMNS = (
    *_OF_VISIT, "case__number", "case__address", "case__street__name", "case__category__name",
    "case__category__name_en", "inspector__name", "inspector__username",
)  # fmt: skip


def _task(case: Case) -> str:
    return reverse("inspections:task", args=[case.number])


add_sections(
    Role.INSPECTOR,
    Section(_("To verify"), "stage=verify&own_visit=true", address=_task),
    Section(_("To check"), "stage=check&own_visit=true", address=_task),
)


def _waiting(state: VisitState, label: Promise | str, *, bad: bool = False) -> HomeList:
    """Visits of this state, the oldest first."""

    def rows(user: User, at: datetime) -> "QuerySet[Any]":
        return Visit.objects.visible_to(user).filter(state=state).order_by("ordered_at", "pk")

    return HomeList(
        label=label, page="inspections:index", question=f"tab={state}", rows=rows, columns=_COLUMNS, line=_line, bad=bad
    )  # fmt: skip


def _line(row: Line, at: datetime) -> SafeString:
    visit = Visit(**{name: row[name] for name in _OF_VISIT})
    category = Category(name=row["case__category__name"] or "", name_en=row["case__category__name_en"] or "")
    number = row["case__number"]
    url = reverse("cases:case", args=[number]) if number else reverse("inspections:visit", args=[visit.pk])
    return home_line(
        url=url, seen=f"{visit.pk}.{visit.version}", lamp=marks.lamp(visit.lamp(at=at), compact=True),
        what=f"{visit.get_kind_display()} · {category if number else visit.title}",
        place=row["case__address"] or row["case__street__name"] or "",
        unit=row["inspector__name"] or row["inspector__username"] or "", due=marks.ago(visit.ordered_at, now=at),
        number=number or "",
    )  # fmt: skip


def _looks(user: User, at: datetime) -> "QuerySet[Any]":
    """What is no case and was given to the inspector; visits of cases are among the cases."""
    return Visit.objects.given_to(user).filter(case=None).order_by("due_at", "pk")


_NEED_A_HAND = (
    _waiting(VisitState.EXPIRED, _("Visits: nobody came"), bad=True),
    _waiting(VisitState.WAITING, _("Visits: nobody on duty")),
)
_LOOKS = HomeList(
    label=_("To look at"), page="inspections:tasks", question=f"kind={Kind.LOOK}", rows=_looks, columns=_COLUMNS,
    line=_line, always=False,
)  # fmt: skip

register(lists("visits to make", 60, {Role.INSPECTOR: [_LOOKS]}))
register(lists("visits", 60, {Role.ACCEPTOR: _NEED_A_HAND, Role.SHIFT_LEADER: _NEED_A_HAND}))
