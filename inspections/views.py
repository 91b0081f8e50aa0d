"""The inspector's tasks: disposed cases of the own duty grids, to be looked at in the street."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases.actions import perform
from cases.forms import MoveForm, move_form
from cases.models import Case
from cases.permissions import Viewer, refusal
from cases.views.parts import OUTLINES, RELATED, case_for, context_of, me
from cases.workflow import MOVES, Move, Stage, State
from common.refusals import Refused

CHECK: Move = MOVES["check"]
MOST = 100


@login_required
@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """Cases to check, the longest waiting first; the page puts the nearest first where the phone knows its place."""
    viewer, now = Viewer(me(request)), timezone.now()
    cases = Case.objects.visible_to(me(request)).filter(is_open=True, duty_grid__in=viewer.duty_grid_ids)
    waiting = cases.filter(state__in=(State.DISPOSED, State.CHECKING)).select_related(*RELATED).defer(*OUTLINES)
    rows = list(waiting.order_by("stage_started_at", "id")[:MOST])
    context = {
        "rows": [(case, case.stage_lamp(at=now)) for case in rows], "now": now, "has_grids": bool(viewer.duty_grid_ids),
        "stage": Stage.CHECK,
    }  # fmt: skip
    return render(request, "inspections/tasks.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, number: str) -> HttpResponse:
    """One check: what it looked like, what the unit says, what must be so; passed or not."""
    case = case_for(me(request), number=number)
    if request.method == "POST":
        return _checked(request, case)
    no = refusal(Viewer(me(request)), case, CHECK)
    return _page(request, case, move_form(CHECK, case), {"no": no})


def _checked(request: HttpRequest, case: Case) -> HttpResponse:
    form = MoveForm(CHECK, case, request.POST)
    if not form.is_valid():
        return _page(request, case, form, status=422)
    try:
        perform(case_id=case.pk, wish=form.wish(), by=me(request))
    except Refused as no:
        if no.status in (403, 404):
            raise
        fresh = case_for(me(request), pk=case.pk)
        return _page(request, fresh, form.refused(no, fresh.version), status=no.status)
    passed = form.cleaned_data["passed"]
    sentence = _("%(number)s: passed.") if passed else _("%(number)s: not passed, it goes back to the unit.")
    messages.success(request, sentence % {"number": case.number})
    return redirect("inspections:tasks")


def _page(
    request: HttpRequest, case: Case, form: MoveForm, extra: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    context = context_of(case, me(request)) | {"form": form, "move": CHECK} | (extra or {})
    return render(request, "inspections/task.html", context, status=status)
