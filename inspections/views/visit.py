"""The page of one visit of what is no case, for who goes, who sends and who asked; a case's visit is on its case."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.requests import current_user
from accounts.roles import Role
from cases.viewer import Viewer
from common.refusals import Forbidden, Missing, Refused
from inspections import presenters
from inspections.actions import perform_visit
from inspections.forms import VisitMoveForm, visit_form
from inspections.models import Visit
from inspections.permissions import RULES
from inspections.queries import with_all
from inspections.workflow import GIVE, MOVES, Move


@login_required
@require_GET
def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    found = _visible(current_user(request), visit_id)
    return redirect(found.case) if found.case is not None else _page(request, found)


@login_required
@require_POST
def move(request: HttpRequest, visit_id: int, move: str) -> HttpResponse:
    user, wanted = current_user(request), MOVES.get(move)
    found = _visible(user, visit_id)
    if wanted is None:
        raise Missing(_("There is no such move."))
    form = VisitMoveForm(wanted, request.POST)
    if not form.is_valid():
        if isinstance(no := RULES.refusal(Viewer(user), found, wanted), Forbidden):
            raise no
        return _page(request, found, form, status=422)
    try:
        perform_visit(visit_id=visit_id, request=form.request(), by=user)
    except Refused as no:
        return _refused(request, visit_id, form, no)
    messages.success(request, _("%(title)s: %(move)s – done.") % {"title": found.name, "move": wanted.label})
    return redirect("inspections:visit", visit_id)


def _visible(user: User, visit_id: int) -> Visit:
    found = with_all(Visit.objects.visible_to(user)).filter(pk=visit_id).first()
    if found is None:
        raise Missing(_("There is no such visit."))
    return found


def _refused(request: HttpRequest, visit_id: int, form: VisitMoveForm, no: Refused) -> HttpResponse:
    """The form again with all that was typed, on the page of the visit as it is now."""
    if no.status in (403, 404):
        raise no
    fresh = _visible(current_user(request), visit_id)
    form.say(no, fresh.version)
    return _page(request, fresh, form, status=no.status)


@dataclass(frozen=True, slots=True)
class Offer:
    """A move with its form; or, where it is refused now, with the sentence that says why."""

    move: Move
    refusal: Refused | None
    form: VisitMoveForm | None


def _offers(of: Visit, viewer: Viewer, bound: VisitMoveForm | None) -> list[Offer]:
    return [Offer(move, no, _form(of, move, no, bound)) for move, no in RULES.offered(viewer, of)]


def _form(of: Visit, move: Move, no: Refused | None, bound: VisitMoveForm | None) -> VisitMoveForm | None:
    """The form that was sent and refused stands in its place, even where the move is no longer possible."""
    form = bound if bound is not None and bound.move == move else None
    if form is None and no is None:
        form = visit_form(move, of)
    if form is not None and move.name == GIVE:
        form.offer([(choice.pk, str(choice)) for choice in presenters.choices_for(of)])
    return form


def _page(request: HttpRequest, of: Visit, bound: VisitMoveForm | None = None, status: int = 200) -> HttpResponse:
    user, now = current_user(request), timezone.now()
    walks = user.role == Role.INSPECTOR
    context: dict[str, Any] = {
        "visit": of, "now": now, "lamp_state": of.lamp(at=now), "shots": presenters.shots(of, user),
        "timeline": presenters.timeline(of), "offers": _offers(of, Viewer(user, at=now), bound),
        "frame": "field.html" if walks else "page.html", "walks": walks,
    }  # fmt: skip
    return render(request, "inspections/visit.html", context, status=status)
