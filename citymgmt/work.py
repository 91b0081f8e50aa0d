"""My work: for each role what needs a person now, in order. Each number leads to exactly its cases."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.roles import Role
from cases.queries import rulebook
from cases.views.lines import lines_of
from cases.views.parts import me
from cases.views.rows import rows_of
from cases.workflow import REPORTERS
from cases.worklists import SECTIONS, fill, sections_of
from citymgmt.watch import recent, watch


@login_required
@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """The home of this person's role; with `X-Live` only its lists, for the page that refreshes itself."""
    user, now = me(request), timezone.now()
    book = rulebook() if user.role in SECTIONS else None
    filled = fill(user, sections_of(user.role, book.settings), at=now) if book else []
    waiting, units = [each for each in filled if each.number], not user.works_in_unit
    context: dict[str, Any] = {
        "now": now, "waiting": [(each, lines_of(rows_of(each.cases, now, book), now, units=units)) for each in waiting],
        "quiet": [each.section for each in filled if not each.number],
        "watched": watch(now, user.role),
        "recent": recent(user.role),
        "may_report": user.role in REPORTERS,
    }  # fmt: skip
    if request.headers.get("X-Live"):
        return render(request, "work_live.html", context)
    return render(request, "work_field.html" if user.role == Role.INSPECTOR else "work.html", context)
