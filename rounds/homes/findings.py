"""What findings put on a person's home: a unit what it may object to, who decides the objections to answer, who walks
the rounds to walk."""

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
from departments.queries import units_of
from registry.homes import HomeList, Line, home_line, lists, register
from rounds.models import Finding, Objection
from rounds.workflow.rounds import RUNNERS

_UNIT = ("unit__short_name", "unit__name")
_OF_OBJECTION = ("state", "due_at", "decided_at")


def _to_object(user: User, at: datetime) -> "QuerySet[Any]":
    """Deductions to which the unit can still object, those whose term ends first; of a round that was given back none
    until it is handed in anew."""
    found = Finding.objects.visible_to(user).objectionable(at=at).filter(unit__in=units_of(user))
    return found.order_by("object_until", "pk")


def _to_answer(user: User, at: datetime) -> "QuerySet[Any]":
    """Objections that this person may decide, those due first."""
    return Objection.objects.visible_to(user).to_answer(user).order_by("due_at", "pk")


def _finding_line(row: Line, at: datetime) -> SafeString:
    return home_line(
        url=reverse("rounds:finding", args=[row["pk"]]), seen=f"{row['pk']}.{row['state']}", lamp=SafeString(""),
        what=f"−{row['lost'].normalize():f} {row['answer__item__text']}", place=row["place__name"],
        unit=row["unit__short_name"] or row["unit__name"], due=marks.due(row["object_until"], now=at),
        number=row["round__number"],
    )  # fmt: skip


def _objection_line(row: Line, at: datetime) -> SafeString:
    objection = Objection(**{name: row[name] for name in _OF_OBJECTION})
    return home_line(
        url=reverse("rounds:objection", args=[row["pk"]]), seen=f"{row['pk']}.{row['version']}",
        lamp=marks.lamp(objection.lamp(at=at), compact=True), what=row["grounds"][:80],
        place=row["finding__place__name"], unit=row["unit__short_name"] or row["unit__name"],
        due=marks.due(row["due_at"], now=at), number=row["finding__round__number"],
    )  # fmt: skip


def _late(rows: Sequence[Line], at: datetime) -> bool:
    late: bool = rows[0]["due_at"] < at
    return late


_OBJECT = HomeList(
    label=_("Deductions of rounds: objection possible"), page="rounds:findings", question="own=true&objectionable=true",
    rows=_to_object, line=_finding_line, always=False,
    columns=("pk", "state", "lost", "answer__item__text", "place__name", *_UNIT, "object_until", "round__number"),
)  # fmt: skip
_ANSWER = HomeList(
    label=_("Objections to answer"), page="rounds:objections", question="to_answer=true", rows=_to_answer,
    line=_objection_line, bad=_late, always=False,
    columns=(
        "pk", "version", "grounds", "finding__place__name", *_UNIT, *_OF_OBJECTION, "finding__round__number",
    ),
)  # fmt: skip

register(lists("deductions to object to", 75, {Role.HANDLER: [_OBJECT]}))
register(lists("objections to answer", 75, dict.fromkeys(RUNNERS, (_ANSWER,))))
