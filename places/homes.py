"""What waits of places on a person's home: permits to decide on, what a survey asks to collect and to verify."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from common.templatetags import marks
from places.choices import PermitKind
from places.models import Permit, Survey
from places.queries.surveys import my_tasks, to_verify
from places.workflow import PermitState
from places.workflow.surveys import COLLECTORS, MAKERS
from registry.homes import HomeList, Line, home_line, lists, register

_VERIFIERS = MAKERS - {Role.DEPARTMENT_HEAD}  # a head sees them after the permits
_OF_SURVEY = ("state", "warn_at", "due_at", "ended_at")


def _permits(user: User, at: datetime) -> "QuerySet[Any]":
    """Those that wait for this head, the oldest first."""
    found = Permit.objects.visible_to(user).decided_by(user).filter(state=PermitState.APPLIED)
    return found.order_by("applied_at", "pk")


def _permit_line(row: Line, at: datetime) -> SafeString:
    return home_line(
        url=reverse("places:permit", args=[row["pk"]]), seen=f"{row['pk']}.{row['version']}", lamp=SafeString(""),
        what=f"{PermitKind(row['kind']).label} · {row['holder']}", place=row["place__name"] or "",
        unit=row["unit__name"] or "", due=marks.ago(row["applied_at"], now=at), number=row["number"],
    )  # fmt: skip


def _verify_line(row: Line, at: datetime) -> SafeString:
    return home_line(
        url=reverse("places:survey_task", args=[row["pk"]]), seen=f"{row['pk']}.{row['version']}", lamp=SafeString(""),
        what=row["title"], place=row["community__name"] or "", unit=row["collector__name"] or "",
        due=marks.ago(row["collected_at"], now=at), number=row["survey__number"],
    )  # fmt: skip


def _collect_line(row: Line, at: datetime) -> SafeString:
    survey = Survey(**{name: row[f"survey__{name}"] for name in _OF_SURVEY})
    return home_line(
        url=reverse("places:collect", args=[row["pk"]]), seen=f"{row['pk']}.{row['version']}",
        lamp=marks.lamp(survey.lamp(at=at), compact=True), what=row["title"], place=row["community__name"] or "",
        unit=row["collector__name"] or row["collector__username"] or "",
        due=marks.ago(row["collected_at"] or row["given_at"], now=at), number=row["survey__number"],
    )  # fmt: skip


def _late(rows: Sequence[Line], at: datetime) -> bool:
    return any(row["survey__due_at"] < at for row in rows)


_PERMITS = HomeList(
    label=_("Permits to decide"), page="places:permits", question=f"state={PermitState.APPLIED}&own=true",
    rows=_permits, line=_permit_line,
    columns=("pk", "kind", "holder", "place__name", "unit__name", "applied_at", "version", "number"),
)  # fmt: skip
_VERIFY = HomeList(
    label=_("Surveys to verify"), page="places:survey_tasks", question="own=true", line=_verify_line, always=False,
    rows=lambda user, at: to_verify(user).order_by("collected_at", "pk"),
    columns=("pk", "title", "community__name", "collector__name", "collected_at", "version", "survey__number"),
)  # fmt: skip
_COLLECT = HomeList(
    label=_("To collect for surveys"), page="places:my_surveys", line=_collect_line, bad=_late, always=False,
    rows=lambda user, at: my_tasks(user),
    columns=(
        "pk", "title", "community__name", "collector__name", "collector__username", "collected_at", "given_at",
        "version", "survey__number", *(f"survey__{name}" for name in _OF_SURVEY),
    ),
)  # fmt: skip

register(lists("surveys to collect", 65, dict.fromkeys(COLLECTORS, (_COLLECT,))))
register(lists("surveys to verify", 71, dict.fromkeys(_VERIFIERS, (_VERIFY,))))
register(lists("permits to decide", 70, {Role.DEPARTMENT_HEAD: [_PERMITS, _VERIFY]}))
