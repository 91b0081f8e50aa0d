"""Scorecards: is it better or worse than its group and than before, why, and what is to be done first."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import require_role
from accounts.roles import DESK, OVERSIGHT, Role
from common.refusals import Missing
from departments.models import Department
from departments.queries import own_unit_of
from evaluations.actions import follow
from evaluations.dictionary.chance import TOO_FEW
from evaluations.dictionary.measures import OVERDUE
from evaluations.forms import PeriodForm
from evaluations.periods import Period
from evaluations.presenters import breakdowns as tables
from evaluations.presenters import scorecards as shown
from evaluations.presenters.kept import shelf_of
from evaluations.presenters.reasons import reasons
from evaluations.presenters.supervised import by_supervision
from evaluations.presenters.tables import Table, as_file
from evaluations.presenters.verdicts import against_group
from evaluations.queries.owed import owed
from evaluations.queries.readers import EVERYBODYS, HEADS
from evaluations.queries.scorecards import Card, card, late, rate_numbers, rate_question
from evaluations.queries.subjects import Kind, Subject, subject_of
from evaluations.queries.supervision import supervision

READERS = DESK | OVERSIGHT | HEADS
SEE_PEOPLE = frozenset({Role.LEADER, Role.DEPARTMENT_HEAD})
TABLES = ("classes", "causes", "stages", "months", "supervision")


@login_required
@require_safe
def scorecard(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    user = require_role(request, READERS)
    form, period, subject = _asked(request, kind, code)
    followed = follow()
    shelf = shelf_of(user, f"{subject.kind} {subject.code}", request.GET, turn=followed.turn, at=period.days.at)

    def drawn(names: Sequence[str]) -> Mapping[str, str]:
        found = card(shelf.reader, subject, period)
        context = _context(shelf.reader, found) | {"behind": followed.behind}
        return {name: shelf.drawn(f"evaluations/scorecard_{name}.html", context) for name in names}

    context = {"subject": subject, "form": form, "period": period, **shelf.pieces(["whole"], drawn)}
    return render(request, "evaluations/scorecard.html", context, status=form.status)


@login_required
@require_safe
def table(request: HttpRequest, kind: str, code: str, name: str, form: str) -> HttpResponseBase:
    """One of its tables as a file, of the same period. Raises Missing, Malformed."""
    user = require_role(request, READERS)
    if name not in TABLES:
        raise Missing(_("There is no such table."))
    said, period, subject = _asked(request, kind, code)
    said.refuse_wrong()
    about = said.about(period, follow().behind)
    found = card(user, subject, period)
    asked = _tables(user, found, tables.classes(found), linked=False, whole=True).get(name)
    if asked is None:
        raise Missing(_("There is no such table."))
    return as_file(asked, name=f"scorecard-{name}", title=subject.name, form=form, about=about)


@login_required
@require_safe
def own_unit(request: HttpRequest) -> HttpResponse:
    """On to the scorecard of the own unit, with the same period."""
    user = require_role(request, HEADS)
    unit = Department.objects.filter(pk__in=own_unit_of(user)).first()
    if unit is None:
        raise Missing(_("You work in no unit."))
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(shown.page_of(Kind.UNIT, unit.code) + query)


@login_required
@require_safe
def of_unit(request: HttpRequest, code: str) -> HttpResponse:
    """A fragment on the page of a unit: how it stood in the last 30 days, and the way to the whole."""
    user = require_role(request, EVERYBODYS)
    __, period, subject = _asked(request, Kind.UNIT, code)
    behind = follow().behind
    numbers, others = rate_numbers(user, subject, period)
    context = {
        "rate": shown.on_time(numbers, others, rate_question(subject, period)),
        "verdict": against_group(late(numbers, others)), "period": period, "behind": behind,
        "url": shown.card_url(subject.kind, subject.code, period),
    }  # fmt: skip
    return render(request, "evaluations/of_unit.html", context)


def _asked(request: HttpRequest, kind: str, code: str) -> tuple[PeriodForm, Period, Subject]:
    form = PeriodForm(request.GET or None)
    return form, form.chosen(timezone.now()), subject_of(kind, code)


def _context(user: User, found: Card) -> dict[str, Any]:
    whole, rows = late(found.numbers, found.others_numbers), tables.classes(found)
    at, people = found.period.days.at, _sees_people(user, found)
    now = owed(user, found.subject.part, at, by_person=people)
    return {
        "card": found, "subject": found.subject, "period": found.period, "query": urlencode(found.period.query),
        "late": whole, "few": TOO_FEW, "verdict": against_group(whole),
        "rate": shown.on_time(found.numbers, found.others_numbers, found.question),
        "late_url": shown.late_url(found.question), "late_definition": shown.LATE,
        "overdue_definition": shown.defined(OVERDUE), "figures": shown.figures(found),
        "earlier": shown.earlier(found), "reasons": reasons(found, rows), "chart": shown.rate_chart(found),
        "tables": _tables(user, found, rows, linked=user.role in EVERYBODYS, whole=False), "owed": now,
        "loads": tables.by_person(now.loads) if people else None, "at": at, "below": _below(found),
        "defined": tables.DEFINED,
    }  # fmt: skip


def _tables(user: User, found: Card, rows: list[tables.Class], *, linked: bool, whole: bool) -> dict[str, Table]:
    """Of the ledger, of orders and of rounds only a unit has numbers."""
    shown_tables = {
        "stages": tables.stages(found), "classes": tables.by_class(found, rows, linked=linked, whole=whole),
        "causes": tables.by_cause(found), "months": tables.months(found),
    }  # fmt: skip
    unit, days = found.subject.unit, found.period.days
    if unit is not None:
        shown_tables["supervision"] = by_supervision(supervision(user, days, unit=unit).city, days, unit.code)
    return shown_tables


def _sees_people(user: User, found: Card) -> bool:
    """Who has how much is for those who lead them."""
    return found.subject.kind == Kind.UNIT and user.role in SEE_PEOPLE


def _below(found: Card) -> list[tuple[str, str]]:
    """The units below it, with their scorecards."""
    return [(str(unit), shown.card_url(Kind.UNIT, unit.code, found.period)) for unit in found.subject.below]
