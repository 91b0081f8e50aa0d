"""Permits: the list, the form of an application, the file of one with its history, and its moves."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.requests import current_user
from common.chips import without
from common.columns import Column
from common.form_errors import add_refusal
from common.ids import growing_id
from common.keyset import page_of
from common.refusals import Conflict, Forbidden, Missing, Refused
from grids.presenters.layers import city_layers, layers_around
from places import presenters
from places.actions import apply_for_permit, move_permit
from places.filters import PermitFilter
from places.forms import PermitForm, PermitMoveForm
from places.models import Permit
from places.permissions import PERMITS, PermitViewer, applying_refusal
from places.queries import permit_for
from places.queries import permits as permits_of_city
from places.workflow import MOVES, WORDS, Move, PermitState

SIZE = 50
COLUMNS = (
    Column("number", pgettext_lazy("life", "Number"), fixed=True),
    Column("kind", gettext_lazy("Kind")),
    Column("holder", gettext_lazy("Holder")),
    Column("place", pgettext_lazy("of the archive", "Place")),
    Column("term", gettext_lazy("Term")),
    Column("state", gettext_lazy("State")),
    Column("unit", gettext_lazy("Unit")),
)


@login_required
@require_safe
def permits(request: HttpRequest) -> HttpResponse:
    """What fits the filter, the newest first."""
    user = current_user(request)
    form = PermitFilter(request.GET, queryset=permits_of_city(user), user=user)
    if not form.is_valid():
        return render(request, "places/permits.html", {"filter": form.form, "wrong": True}, status=400)
    page = page_of(form.qs, ordering="-applied_at", cursor=request.GET.get("cursor", ""), size=SIZE)
    context = {
        "filter": form.form, "columns": COLUMNS, "page": page, "may": applying_refusal(user) is None,
        "narrowed": bool(without(request.GET, "cursor")[1:]),
    }  # fmt: skip
    return render(request, "places/permits.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """The application; sent twice it is one, refused it keeps all that was typed."""
    user = current_user(request)
    if no := applying_refusal(user):
        raise no
    if request.method == "GET":
        place = request.GET.get("place", "")
        return _application(request, PermitForm(initial={"id": growing_id(), "place": place}))
    form = PermitForm(request.POST)
    if form.is_valid():
        try:
            permit, __ = apply_for_permit(application=form.application(), by=user)
        except Refused as no:
            add_refusal(form, no, {"location": "place"})
        else:
            messages.success(request, _("The application has the number %(number)s.") % {"number": permit.number})
            return redirect(permit)
    return _application(request, form, status=422)


def _application(request: HttpRequest, form: PermitForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "layers": city_layers()}
    return render(request, "places/permit_add.html", context, status=status)


@login_required
@require_safe
def permit(request: HttpRequest, permit_id: UUID) -> HttpResponse:
    return _page(request, permit_for(current_user(request), permit_id))


@login_required
@require_safe
def shape(request: HttpRequest, permit_id: UUID) -> JsonResponse:
    """Its area as a collection of one feature; of none where it is for a place or a point."""
    found = permit_for(current_user(request), permit_id)
    return JsonResponse(presenters.boundary(found), content_type="application/geo+json")


@login_required
@require_POST
def move(request: HttpRequest, permit_id: UUID, move: str) -> HttpResponse:
    user, wanted = current_user(request), MOVES.get(move)
    found = permit_for(user, permit_id)
    if wanted is None:
        raise Missing(_("There is no such move."))
    form = PermitMoveForm(wanted, request.POST)
    if not form.is_valid():
        if isinstance(no := PERMITS.refusal(PermitViewer(user, timezone.now()), found, wanted), Forbidden):
            raise no
        return _page(request, found, form, status=422)
    try:
        move_permit(permit_id=permit_id, request=form.request(), by=user)
    except Refused as no:
        return _refused(request, permit_id, form, no)
    messages.success(request, _("%(title)s: %(move)s – done.") % {"title": found.number, "move": wanted.label})
    return redirect(found)


def _refused(request: HttpRequest, permit_id: UUID, form: PermitMoveForm, no: Refused) -> HttpResponse:
    """The form again with all that was typed, on the page of the permit as it is now."""
    if no.status in (403, 404):
        raise no
    fresh = permit_for(current_user(request), permit_id)
    if isinstance(no, Conflict):  # sending again, after having looked, is then possible
        form.data = {**request.POST.dict(), "version": str(fresh.version)}
    add_refusal(form, no)
    return _page(request, fresh, form, status=no.status)


@dataclass(frozen=True, slots=True)
class Offer:
    """A move with its form; or, where it is refused now, with the sentence that says why."""

    move: Move
    refusal: Refused | None
    form: PermitMoveForm | None


def _offers(of: Permit, user: User, bound: PermitMoveForm | None) -> list[Offer]:
    found = PERMITS.offered(PermitViewer(user, timezone.now()), of)
    return [Offer(move, no, _form(of, move, no, bound)) for move, no in found]


def _form(of: Permit, move: Move, no: Refused | None, bound: PermitMoveForm | None) -> PermitMoveForm | None:
    """The form that was sent and refused stands in its place, even where the move is no longer possible."""
    if bound is not None and bound.move == move:
        return bound
    return PermitMoveForm(move, initial={"id": growing_id(), "version": of.version}) if no is None else None


def _area_layer(of: Permit) -> dict[str, str]:
    return {"url": reverse("places:permit_shape", args=[of.pk]), "kind": "area", "name": ""}


def _page(request: HttpRequest, of: Permit, bound: PermitMoveForm | None = None, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "permit": of, "offers": _offers(of, current_user(request), bound),
        "timeline": presenters.timeline(of.events.all(), MOVES, WORDS, PermitState),
        "layers": [*layers_around(of.point.x, of.point.y), _area_layer(of)],
    }  # fmt: skip
    return render(request, "places/permit.html", context, status=status)
