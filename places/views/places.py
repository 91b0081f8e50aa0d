"""The archive of places: the list with its map, the file of one, and what its form asks."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import current_user
from common.chips import without
from common.columns import Column
from common.counting import COUNTED, count_lists
from common.keyset import page_of
from common.moments import bounded
from common.refusals import Malformed
from grids.presenters.layers import city_layers, layers_around
from places import presenters
from places.actions import show_contact
from places.filters import PlaceFilter
from places.forms import LookForm, PlaceForm
from places.models import Place, PlaceKind
from places.permissions import applying_refusal, contact_refusal
from places.queries import beside, details_of, files, permits_of, place_for
from places.registers import PLACES
from registry.timelines import Timeline, timeline_of
from registry.views.common import can_edit, editor
from registry.views.registers import add_page, edit_page

SIZE, PERMITS = 50, 20
COLUMNS = (
    Column("name", pgettext_lazy("of the archive", "Place"), fixed=True),
    Column("kind", gettext_lazy("Kind")),
    Column("address", gettext_lazy("Address")),
    Column("street", gettext_lazy("Sub-district")),
    Column("unit", gettext_lazy("Unit")),
    Column("risk", gettext_lazy("Risk")),
    Column("result", gettext_lazy("Last result")),
)


@login_required
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """What fits the filter, a page of it on the map too."""
    user = current_user(request)
    form = PlaceFilter(request.GET, queryset=files(user))
    if not form.is_valid():
        return render(request, "places/list.html", {"filter": form.form, "wrong": True}, status=400)
    page = page_of(form.qs, ordering="code", cursor=request.GET.get("cursor", ""), size=SIZE)
    context = {
        "filter": form.form, "columns": COLUMNS, "page": page, "rows": page.rows,
        "total": count_lists([form.qs])[0] if page.next or page.previous else len(page.rows), "most": COUNTED,
        "points": presenters.points(page.rows), "layers": city_layers(), "may": can_edit(user, PLACES.editors),
        "narrowed": bool(without(request.GET, "cursor")[1:]),
    }  # fmt: skip
    return render(request, "places/list.html", context)


@login_required
@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """The file of a place: what it is, on one timeline and map what happened there, and what else houses know of it."""
    user, found = current_user(request), place_for(current_user(request), code)
    before, only = _before(request), request.GET.get("only", "")
    timeline = timeline_of(Place.SUBJECT, found, user=user, before=before, only=only)
    context = {
        "timeline": timeline, "earlier": _earlier(timeline),
        "points": {"type": "FeatureCollection", "features": timeline.points} if timeline.points else None,
        "place": found, "details": details_of(found), "zones": beside(found, at=timezone.now()),
        "layers": [*layers_around(found.point.x, found.point.y), _shape_layer(found)],
        "phone": presenters.phone(found), "may_look": contact_refusal(user, found) is None,
        "may": can_edit(user, PLACES.editors), "permits": permits_of(found)[:PERMITS],
        "may_apply": applying_refusal(user) is None,
    }  # fmt: skip
    return render(request, "places/place.html", context)


def _before(request: HttpRequest) -> datetime | None:
    """The moment of an address; raises Malformed where it is none."""
    if not (said := request.GET.get("before", "")):
        return None
    try:
        found = datetime.fromisoformat(said)
        return bounded(found if found.tzinfo else make_aware(found))
    except (ValueError, OverflowError) as error:
        raise Malformed(_("“%(value)s” is no moment.") % {"value": said[:40]}) from error


def _earlier(timeline: Timeline) -> str:
    """The address of the next page; empty on the last one."""
    if timeline.next is None:
        return ""
    return "?" + urlencode({"only": timeline.only, "before": timeline.next.isoformat()})


def _shape_layer(of: Place) -> dict[str, str]:
    return {"url": reverse("places:shape", args=[of.code]), "kind": "area", "name": ""}


@login_required
@require_safe
def shape(request: HttpRequest, code: str) -> JsonResponse:
    """Its boundary as a collection of one feature; of none where it has none."""
    found = place_for(current_user(request), code)
    return JsonResponse(presenters.boundary(found), content_type="application/geo+json")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, code: str) -> HttpResponse:
    """Asks for the purpose, then shows the telephone in this one answer."""
    user, found = current_user(request), place_for(current_user(request), code)
    if no := contact_refusal(user, found):
        raise no
    form = LookForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return _looked(request, {"place": found, "form": form}, status)
    phone = show_contact(place=found, purpose=form.cleaned_data["purpose"], by=user)
    return _looked(request, {"place": found, "shown": phone})


def _looked(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    template = "places/look.html" if request.htmx else "places/look_page.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """First of which kind it is; then a form that asks what places of this kind are asked."""
    editor(request, PLACES.editors, PLACES.readers)
    kind = request.POST.get("kind") or request.GET.get("kind") or ""
    if not PlaceKind.objects.filter(code=kind).exists():
        kinds = PlaceKind.objects.filter(active=True)
        return render(request, "places/kinds.html", {"kinds": kinds, "crumbs": _crumbs()})
    form = PlaceForm(PLACES, request.POST or None, kind=kind, initial=_begun(request))
    return add_page(request, PLACES, form=form, template="places/form.html", layers=city_layers())


def _begun(request: HttpRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.GET.items()}


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, at: str) -> HttpResponse:
    return edit_page(request, PLACES, at, made=PlaceForm, template="places/form.html", layers=city_layers())


def _crumbs() -> list[tuple[str, Any]]:
    return [(reverse("registry:list", args=[PLACES]), PLACES.plural)]
