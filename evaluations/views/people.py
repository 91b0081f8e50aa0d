"""A person's own month: for themselves, and for who leads them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import current_user
from accounts.roles import UNIT, Role, role_label
from evaluations.actions import follow
from evaluations.forms import PeriodForm
from evaluations.periods import Period
from evaluations.presenters.people import by_assignment, by_report, reports_by_month
from evaluations.queries.answers import Counted
from evaluations.queries.people import assigned, person_of, walker


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    user = current_user(request)
    return _page(request, user, user)


@login_required
@require_safe
def person(request: HttpRequest, username: str) -> HttpResponse:
    user = current_user(request)
    return _page(request, user, person_of(user, username))


def _page(request: HttpRequest, viewer: User, of: User) -> HttpResponse:
    form = PeriodForm(request.GET or None)
    period = form.chosen(timezone.now())
    context: dict[str, Any] = {
        "person": of, "role": role_label(of.role), "form": form, "period": period, "own": viewer.pk == of.pk,
        "query": urlencode(period.query), **_numbers(viewer, of, period),
    }  # fmt: skip
    return render(request, "evaluations/scorecard_person.html", context, status=form.status)


def _numbers(viewer: User, of: User, period: Period) -> Mapping[str, Any]:
    """No tables for those whose work is not counted by person."""
    if of.role == Role.INSPECTOR:
        behind = follow().behind
        found = walker(viewer, of, period)
        tables = [by_report(found), reports_by_month(found)]
        return {"tables": tables, "behind": behind if found.counted == Counted.COUNTERS else None}
    if of.role in UNIT:
        return {"tables": [by_assignment(assigned(viewer, of, period))]}
    return {"tables": []}
