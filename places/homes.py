"""What waits of places on a person's home: permits to decide on, what a survey asks to collect and to verify."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet, Value, Window
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from common.templatetags import marks
from places.choices import PermitKind
from places.models import Permit, SurveyTask
from places.queries.surveys import my_tasks, to_verify
from places.workflow import PermitState
from places.workflow.surveys import COLLECTORS
from registry.homes import HomePart, HomeSection, home_line, register

SHOWN = 3
_TOTAL = Window(Count("pk"))


def _of_head(user: User, at: datetime) -> Iterator[HomeSection]:
    """The permits that wait for this head and what surveys ask to verify, the oldest first, in one statement."""
    waiting = Permit.objects.visible_to(user).decided_by(user).filter(state=PermitState.APPLIED)
    permits = waiting.order_by("applied_at", "pk").values_list(
        Value(0), "pk", _TOTAL, "kind", "holder", "place__name", "unit__name", "applied_at", "version", "number"
    )  # fmt: skip
    rows = list(permits[:SHOWN].union(_verifying(user), all=True))
    url = f"{reverse('places:permits')}?state={PermitState.APPLIED}&own=true"
    yield _section(_("Permits to decide"), url, [row for row in rows if row[0] == 0], at)
    if handed_in := [row for row in rows if row[0] == 1]:
        yield _section(_("Surveys to verify"), f"{reverse('places:survey_tasks')}?own=true", handed_in, at)


def _to_verify(user: User, at: datetime) -> Iterator[HomeSection]:
    """What was handed in and waits for this person as the second, in one statement."""
    if rows := list(_verifying(user)):
        yield _section(_("Surveys to verify"), f"{reverse('places:survey_tasks')}?own=true", rows, at)


def _verifying(user: User) -> "QuerySet[Any, Any]":
    found: QuerySet[Any, Any] = to_verify(user).order_by("collected_at", "pk").values_list(
        Value(1), "pk", _TOTAL, Value(""), "title", "community__name", "collector__name", "collected_at", "version",
        "survey__number",
    )[:SHOWN]  # fmt: skip
    return found


def _section(label: Promise, url: str, rows: Sequence[Any], at: datetime) -> HomeSection:
    """The rows as they come from the statement; of a permit with its kind before the holder."""
    lines = []
    for which, key, __, kind, what, place, unit, since, version, number in rows:
        page = reverse("places:survey_task" if which else "places:permit", args=[key])
        named = what if which else f"{PermitKind(kind).label} · {what}"
        lines.append(
            home_line(url=page, seen=f"{key}.{version}", lamp=SafeString(""), what=named, place=place or "",
                      unit=unit or "", due=marks.ago(since, now=at), number=number)
        )  # fmt: skip
    return HomeSection(label, url, rows[0][2] if rows else 0, lines)


def _to_collect(user: User, at: datetime) -> Iterator[HomeSection]:
    """What this person has to look at for surveys, in one statement; nothing where no survey asks anything."""
    waiting = my_tasks(user).annotate(total=Window(Count("pk")))
    rows = list(waiting[:SHOWN])
    if rows:
        total = rows[0].total
        late = any(row.survey.due_at < at for row in rows)
        lines = [_line_of(row, at, reverse("places:collect", args=[row.pk])) for row in rows]
        yield HomeSection(_("To collect for surveys"), reverse("places:my_surveys"), total, lines, bad=late)


def _line_of(row: SurveyTask, at: datetime, url: str) -> SafeString:
    return home_line(
        url=url, seen=f"{row.pk}.{row.version}", lamp=marks.lamp(row.survey.lamp(at=at), compact=True), what=row.title,
        place=row.community or "", unit=row.collector, due=marks.ago(row.collected_at or row.given_at, now=at),
        number=row.survey.number,
    )  # fmt: skip


register(HomePart("surveys to collect", 65, COLLECTORS, _to_collect))
register(HomePart("surveys to verify", 71, {Role.SHIFT_LEADER}, _to_verify))
register(HomePart("permits to decide", 70, {Role.DEPARTMENT_HEAD}, _of_head))
