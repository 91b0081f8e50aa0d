"""One visit on the phone: what it looked like, what must hold, what was found."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.requests import current_user
from cases.actions import note_look, perform
from cases.models import Case
from cases.permissions import Viewer, refusal
from cases.presenters.case import context_of
from cases.queries import case_for
from cases.views.case import raise_if_forbidden
from cases.workflow import MOVES, Move
from common.ids import growing_id
from common.refusals import Refused
from evidence.models import PhotoKind
from inspections.actions import perform_visit
from inspections.forms import VisitForm
from inspections.models import Visit
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
    note_look(case=case, part=request.method == "POST", by=current_user(request))
    move = MOVES[KIND_OF.get(case.state, Kind.CHECK)]
    if request.method == "POST":
        return _looked(request, case, VisitForm(_meant(request, move.name), case, request.POST))
    no = refusal(Viewer(current_user(request)), case, move)
    form = VisitForm(move, case, initial={"id": growing_id(), "version": case.version, **_asked(case, move)})
    return _page(request, case, form, {"no": no})


def _asked(case: Case, move: Move) -> dict[str, int]:
    """The visit that somebody was asked to make; none where the message is late, or nobody was drawn for it."""
    visit = Visit.objects.live().filter(case=case, kind=move.name).first()
    return {} if visit is None else {"visit": visit.pk, "visit_version": visit.version}


def _meant(request: HttpRequest, now: str) -> Move:
    """What the page was opened for: where the case has moved on, that is refused, and nothing else done."""
    kind = request.POST.get("kind", now)
    return MOVES[kind if kind in Kind.values else now]


def _looked(request: HttpRequest, case: Case, form: VisitForm) -> HttpResponse:
    if not form.is_valid():
        raise_if_forbidden(current_user(request), case, form.move)
        return _page(request, case, form, status=422)
    try:
        _perform(case, form, current_user(request))
    except Refused as no:
        if no.status in (403, 404):
            raise
        fresh = case_for(current_user(request), pk=case.pk)
        return _page(request, fresh, form.refused(no, fresh.version), status=no.status)
    messages.success(request, DONE[form.move.name, form.cleaned_data["passed"]] % {"number": case.number})
    return redirect("inspections:tasks")


def _perform(case: Case, form: VisitForm, user: User) -> None:
    """Through the visit where there is one; what it does is the move of the case, which any inspector near may make."""
    visit = form.cleaned_data["visit"]
    if visit is not None and form.cleaned_data["visit_version"] is not None:
        perform_visit(visit_id=visit, request=form.visit_request(), by=user)
    else:
        perform(case_id=case.pk, request=form.move_request(), by=user)


def _page(
    request: HttpRequest, case: Case, form: Any, extra: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    kind = Kind(form.move.name)
    context = context_of(case, current_user(request)) | {"form": form, "move": form.move, "kind": kind}
    context["photo_kind"] = PhotoKind.NEAR if kind == Kind.VERIFY else PhotoKind.AFTER
    return render(request, "inspections/task.html", context | (extra or {}), status=status)
