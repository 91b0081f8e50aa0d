"""My work: for each role what needs a person now, in order. Each number leads to exactly its cases."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from accounts.requests import current_user
from accounts.roles import Role
from cases.homes import SECTIONS, Filled, fill, sections_of
from cases.models import Case
from cases.presenters.lines import lines_of
from cases.presenters.rows import rows_of
from cases.rulebook import Rulebook, rulebook
from cases.workflow import REPORTERS
from citymgmt.watch import recent, watch


@login_required
@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """The home of this person's role; with `X-Live` only its lists, for the page that refreshes itself."""
    user, now = current_user(request), timezone.now()
    book = rulebook() if user.role in SECTIONS else None
    filled = fill(user, sections_of(user.role, book.settings), at=now) if book else []
    waiting, units = [each for each in filled if each.number], not user.works_in_unit
    context: dict[str, Any] = {
        "now": now, "waiting": [(each, _lines(each, now, book, units=units)) for each in waiting],
        "quiet": [each.section for each in filled if not each.number],
        "watched": watch(now, user.role),
        "recent": recent(user.role),
        "may_report": user.role in REPORTERS,
    }  # fmt: skip
    if request.headers.get("X-Live"):
        return render(request, "work_live.html", context)
    return render(request, "work_field.html" if user.role == Role.INSPECTOR else "work.html", context)


def _lines(filled: Filled, now: datetime, book: Rulebook | None, *, units: bool) -> list[SafeString]:
    """What the person is to look at leads to where that is done, all else to the case."""
    address = _task if filled.section.looks else Case.get_absolute_url
    return lines_of(rows_of(filled.cases, now, book), now, units=units, address=address)


def _task(case: Case) -> str:
    return reverse("inspections:task", args=[case.number])
