"""One visit on the phone: what it looked like, what must hold, what was found."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.requests import current_user
from cases.actions import perform
from cases.models import Case
from cases.permissions import Viewer, refusal
from cases.presenters.case import context_of
from cases.queries import case_for
from cases.views.case import raise_if_forbidden
from cases.workflow import MOVES, Move
from common.refusals import Refused
from evidence.models import PhotoKind
from inspections.forms import VisitForm
from inspections.workflow import KIND_OF, Kind

DONE: Mapping[tuple[str, bool], Promise | str] = {
    (Kind.VERIFY, True): _("%(number)s: found as reported."),
    (Kind.VERIFY, False): _("%(number)s: not found; the desk decides."),
    (Kind.CHECK, True): _("%(number)s: passed."),
    (Kind.CHECK, False): _("%(number)s: not passed, it goes back to the unit."),
    (Kind.RECHECK, True): _("%(number)s: the re-check was passed."),
    (Kind.RECHECK, False): _("%(number)s: the re-check was not passed; the shift leader decides."),
}


@login_required
@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, number: str) -> HttpResponse:
    """The visit that the case's state asks for; where it asks for none, the page says why there is nothing to do."""
    case = case_for(current_user(request), number=number)
    move = MOVES[KIND_OF.get(case.state, Kind.CHECK)]
    if request.method == "POST":
        return _looked(request, case, VisitForm(_meant(request, move.name), case, request.POST))
    no = refusal(Viewer(current_user(request)), case, move)
    form = VisitForm(move, case, initial={"id": uuid4(), "version": case.version})
    return _page(request, case, form, {"no": no})


def _meant(request: HttpRequest, now: str) -> Move:
    """What the page was opened for: where the case has moved on, that is refused, and nothing else done."""
    kind = request.POST.get("kind", now)
    return MOVES[kind if kind in Kind.values else now]


def _looked(request: HttpRequest, case: Case, form: VisitForm) -> HttpResponse:
    if not form.is_valid():
        raise_if_forbidden(current_user(request), case, form.move)
        return _page(request, case, form, status=422)
    try:
        perform(case_id=case.pk, request=form.move_request(), by=current_user(request))
    except Refused as no:
        if no.status in (403, 404):
            raise
        fresh = case_for(current_user(request), pk=case.pk)
        return _page(request, fresh, form.refused(no, fresh.version), status=no.status)
    messages.success(request, DONE[form.move.name, form.cleaned_data["passed"]] % {"number": case.number})
    return redirect("inspections:tasks")


def _page(
    request: HttpRequest, case: Case, form: Any, extra: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    kind = Kind(form.move.name)
    context = context_of(case, current_user(request)) | {"form": form, "move": form.move, "kind": kind}
    context["photo_kind"] = PhotoKind.NEAR if kind == Kind.VERIFY else PhotoKind.AFTER
    return render(request, "inspections/task.html", context | (extra or {}), status=status)
