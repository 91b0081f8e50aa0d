"""The dictionary of indicators: what each counts, divides by, leaves out, whom it judges, and what it says."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import current_user, require_role
from accounts.roles import DESK, OVERSIGHT, Role
from common.chips import without
from evaluations.actions import follow
from evaluations.dictionary import VERSION
from evaluations.dictionary.indicators import INDICATORS, NOT_YET
from evaluations.dictionary.supervision_rates import SUPERVISION
from evaluations.forms import AnalysisForm
from evaluations.presenters.indicators import file_of, rows, tables
from evaluations.presenters.tables import as_file
from evaluations.queries.answers import Counted
from evaluations.queries.indicators import told
from evaluations.queries.targets import targets

READERS = DESK | OVERSIGHT | {Role.DEPARTMENT_HEAD}  # of the numbers; the words are for everybody


@login_required
@require_safe
def indicators(request: HttpRequest) -> HttpResponse:
    """The numbers of a period for whom they are for, and the words. What was asked wrongly is said, and the last 30
    days of the whole city are shown."""
    wanted, user, form = targets(), current_user(request), AnalysisForm(request.GET)
    context: dict[str, Any] = {
        "indicators": [(each, wanted.get(name)) for name, each in INDICATORS.items()],
        "supervision": SUPERVISION.values(), "not_yet": NOT_YET, "version": VERSION, "form": form,
    }  # fmt: skip
    if user.role in READERS:
        context |= {"query": without(request.GET)[1:], **_numbers(user, form, wanted)}
    return render(request, "evaluations/indicators.html", context, status=form.status)


def _numbers(user: User, form: AnalysisForm, wanted: Mapping[str, float]) -> dict[str, Any]:
    period = form.chosen(timezone.now())
    behind = follow().behind
    found = told(user, period, form.part)
    now, before, year_before = found
    return {
        "period": period, "tables": tables(rows(*found, wanted)), "now": now,
        "behind": behind if now.found.counted == Counted.COUNTERS else None,
        "beside": [each.question.days for each in (before, year_before) if each is not None],
    }  # fmt: skip


@login_required
@require_safe
def table(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """All of them as a file. Raises Malformed for a question that is wrong."""
    user, asked = require_role(request, READERS), AnalysisForm(request.GET)
    asked.refuse_wrong()
    period, behind = asked.chosen(timezone.now()), follow().behind
    found = told(user, period, asked.part)
    about = asked.about(period, behind if found[0].found.counted == Counted.COUNTERS else None)
    return as_file(file_of(rows(*found, targets())), name="indicators", title="", form=form, about=about)
