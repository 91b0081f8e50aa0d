"""What waits of places on a person's home: permits to decide on, what a survey asks to collect and to verify."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Window
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from common.templatetags import marks
from places.models import Permit, SurveyTask
from places.queries.surveys import my_tasks, to_verify
from places.workflow import PermitState
from places.workflow.surveys import COLLECTORS, MAKERS
from registry.homes import HomePart, HomeSection, home_line, register

SHOWN = 3


def _to_decide(user: User, at: datetime) -> Iterator[HomeSection]:
    """The applications that wait for this head, the oldest first, in one statement."""
    waiting = Permit.objects.visible_to(user).decided_by(user).filter(state=PermitState.APPLIED)
    rows = list(
        waiting.annotate(total=Window(Count("pk"))).select_related("place", "unit")
        .only("number", "kind", "holder", "applied_at", "version", "place__name", "unit__name", "unit__short_name")
        .order_by("applied_at", "pk")[:SHOWN]
    )  # fmt: skip
    number = rows[0].total if rows else 0  # type: ignore[attr-defined]
    url = f"{reverse('places:permits')}?state={PermitState.APPLIED}&own=true"
    lines = [
        home_line(
            url=row.get_absolute_url(), seen=f"{row.pk}.{row.version}", lamp=SafeString(""),
            what=f"{row.get_kind_display()} · {row.holder}", place=row.place or "", unit=row.unit,
            due=marks.ago(row.applied_at, now=at), number=row.number,
        ) for row in rows
    ]  # fmt: skip
    yield HomeSection(_("Permits to decide"), url, number, lines)


def _to_collect(user: User, at: datetime) -> Iterator[HomeSection]:
    """What this person has to look at for surveys, in one statement; nothing where no survey asks anything."""
    waiting = my_tasks(user).annotate(total=Window(Count("pk")))
    rows = list(waiting[:SHOWN])
    if rows:
        total = rows[0].total
        late = any(row.survey.due_at < at for row in rows)
        lines = [_line_of(row, at, reverse("places:collect", args=[row.pk])) for row in rows]
        yield HomeSection(_("To collect for surveys"), reverse("places:my_surveys"), total, lines, bad=late)


def _to_verify(user: User, at: datetime) -> Iterator[HomeSection]:
    """What was handed in and waits for this person as the second, in one statement."""
    found = to_verify(user).annotate(total=Window(Count("pk")))
    rows = list(found.order_by("collected_at", "pk")[:SHOWN])
    if rows:
        total, url = rows[0].total, f"{reverse('places:survey_tasks')}?own=true"
        lines = [_line_of(row, at, row.get_absolute_url()) for row in rows]
        yield HomeSection(_("Surveys to verify"), url, total, lines)


def _line_of(row: SurveyTask, at: datetime, url: str) -> SafeString:
    return home_line(
        url=url, seen=f"{row.pk}.{row.version}", lamp=marks.lamp(row.survey.lamp(at=at), compact=True), what=row.title,
        place=row.community or "", unit=row.collector, due=marks.ago(row.collected_at or row.given_at, now=at),
        number=row.survey.number,
    )  # fmt: skip


register(HomePart("surveys to collect", 65, COLLECTORS, _to_collect))
register(HomePart("surveys to verify", 71, MAKERS - {Role.ADMINISTRATOR}, _to_verify))  # theirs is full of the set-up
register(HomePart("permits to decide", 70, {Role.DEPARTMENT_HEAD}, _to_decide))
