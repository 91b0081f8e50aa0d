"""What findings put on a person's home: a unit what it may object to, who decides the objections to answer, who walks
the rounds to walk."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Window
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from common.templatetags import marks
from departments.queries import units_of
from registry.homes import HomePart, HomeSection, home_line, register
from rounds.models import Finding, Objection
from rounds.workflow.rounds import RUNNERS

SHOWN = 3


def _to_object(user: User, at: datetime) -> Iterator[HomeSection]:
    """Deductions to which the unit can still object, those whose term ends first, in one statement."""
    found = Finding.objects.objectionable(at=at).filter(unit__in=units_of(user)).annotate(total=Window(Count("pk")))
    related = ("place", "unit", "round", "answer__item")
    rows = list(found.select_related(*related).defer("place__boundary").order_by("object_until", "pk")[:SHOWN])
    if not rows:
        return
    url = f"{reverse('rounds:findings')}?objectionable=true"
    lines = [
        home_line(
            url=row.get_absolute_url(), seen=f"{row.pk}.{row.state}", lamp=SafeString(""),
            what=f"−{row.lost.normalize():f} {row.answer.item}", place=row.place, unit=row.unit,
            due=marks.due(row.object_until, now=at), number=row.round.number,
        ) for row in rows
    ]  # fmt: skip
    number: int = rows[0].total  # type: ignore[attr-defined]
    yield HomeSection(_("Deductions of rounds: objection possible"), url, number, lines)


def _to_answer(user: User, at: datetime) -> Iterator[HomeSection]:
    """Objections that this person may decide, those due first, in one statement."""
    found = Objection.objects.visible_to(user).to_answer(user).annotate(total=Window(Count("pk")))
    related = ("unit", "finding__place", "finding__round")
    rows = list(found.select_related(*related).defer("finding__place__boundary").order_by("due_at", "pk")[:SHOWN])
    if not rows:
        return
    url = f"{reverse('rounds:objections')}?to_answer=true"
    lines = [
        home_line(
            url=reverse("rounds:objection", args=[row.pk]), seen=f"{row.pk}.{row.version}",
            lamp=marks.lamp(row.lamp(at=at), compact=True), what=row.grounds[:80], place=row.finding.place,
            unit=row.unit, due=marks.due(row.due_at, now=at), number=row.finding.round.number,
        ) for row in rows
    ]  # fmt: skip
    number: int = rows[0].total  # type: ignore[attr-defined]
    yield HomeSection(_("Objections to answer"), url, number, lines, bad=rows[0].due_at < at)


register(HomePart("deductions to object to", 75, {Role.HANDLER}, _to_object))
register(HomePart("objections to answer", 75, RUNNERS, _to_answer))
