"""The maps of what the city keeps of where: what a register's list shows, in the box that the map shows."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from common.refusals import Malformed, Missing
from grids.models import UnitGrid
from grids.presenters.places import Shade, shades_of
from grids.queries import topology
from grids.registers import AREAS, COMPONENTS, DUTY_GRIDS, UNIT_GRIDS
from grids.registers.drawn import PRECISION as EXACT
from grids.views.layers import PRECISION, as_fine_as, box
from registry.forms.filters import RegisterFilter
from registry.registers import TableRegister
from registry.views.common import reader

NAMED = 10  # overlaps and gaps of one place
MOST = 2_000  # of what a map shows: more is no map any more
SHAPES = {AREAS.kind: "geom", UNIT_GRIDS.kind: "geom", COMPONENTS.kind: "point", DUTY_GRIDS.kind: "geom"}
Register = TableRegister[Any, Any]
Feature = tuple[str, str, str, str]  # the code by which its page is known, the name, the page, the shape


@login_required
@require_safe
def kept_layer(request: HttpRequest, kind: str) -> HttpResponse:
    """What fits the filter of the list, at most 2,000 in the `bbox`, each with the value `by` which it is coloured."""
    register = _register(kind)
    user, form = reader(request, register.readers), RegisterFilter(register, request.GET)
    if not form.is_valid():
        raise Malformed(_("A filter is wrong; nothing is shown."))
    frame = box(request.GET.get("bbox") or "-180,-90,180,90")
    rows = _drawn(register, form.narrow(register.rows()).order_by())
    rows = rows.filter(**{f"{SHAPES[kind]}__bboverlaps": frame})
    zoom = request.GET.get("zoom", "")
    shape = AsGeoJSON(as_fine_as(SHAPES[kind], zoom), precision=PRECISION if zoom else EXACT)
    features = list(_features(register, rows.annotate(shape=shape)[: MOST + 1]))
    shade = next((each for each in shades_of(register) if each.name == request.GET.get("by")), None)
    values = _values(shade, features[:MOST], user)
    return HttpResponse(_collection(features, values), content_type="application/geo+json")


@login_required
@require_safe
def outline_now(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """The outline of one place as it stands, to the last digit, for what is edited is what is kept.

    Of a duty grid they are those of its unit grids.
    """
    register = _register(kind)
    reader(request, register.readers)
    rows = _drawn(register, register.rows().filter(code=code)).annotate(shape=AsGeoJSON(SHAPES[kind], precision=EXACT))
    features = list(_features(register, rows[:MOST]))
    if not features:
        raise Missing(_("There is no such outline."))
    return HttpResponse(_collection(features, {}), content_type="application/geo+json")


@login_required
@require_safe
def neighbours(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """A fragment beside an area or a unit grid: what overlaps it, the gaps beside it, and whether it lies elsewhere."""
    reader(request)
    part = {each.kind: each for each in (AREAS, UNIT_GRIDS)}.get(kind)
    if part is None or code not in part.rows_of([code]):
        raise Missing(_("There is no such outline."))
    context: dict[str, Any] = {"register": part, "shared": topology.sharing_with(part.stem, code, limit=NAMED)}
    if part is UNIT_GRIDS:
        context |= {"gaps": topology.gaps_beside(code, limit=NAMED), "elsewhere": topology.lies_elsewhere(code)}
    return render(request, "grids/neighbours.html", context)


def _register(kind: str) -> Register:
    found = {each.kind: each for each in (AREAS, UNIT_GRIDS, DUTY_GRIDS, COMPONENTS)}.get(kind)
    if found is None:
        raise Missing(_("There is no such layer."))
    return found


def _drawn(register: Register, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows that have a shape: of a duty grid those of its unit grids."""
    if register is not DUTY_GRIDS:
        return rows
    return UnitGrid.objects.current().filter(duty_grid__in=rows.values("pk")).select_related("duty_grid").order_by()


def _features(register: Register, rows: Iterable[Any]) -> Iterable[Feature]:
    for row in rows:
        of = row.duty_grid if register is DUTY_GRIDS else row
        yield of.code, str(register.name(of)), reverse("registry:edit", args=[register, of.code]), row.shape


def _values(shade: Shade | None, features: Iterable[Feature], user: User) -> Mapping[str, Any]:
    return shade.values([*dict.fromkeys(code for code, *__ in features)], user) if shade is not None else {}


def _collection(features: list[Feature], values: Mapping[str, Any]) -> str:
    """The database has written the geometry as text; it goes out as it came."""
    drawn = (
        f'{{"type":"Feature","properties":{_properties(code, name, url, values)},"geometry":{shape}}}'
        for code, name, url, shape in features[:MOST]
    )
    cut = f'"cut":{MOST},' if len(features) > MOST else ""
    return f'{{"type":"FeatureCollection",{cut}"features":[{",".join(drawn)}]}}'


def _properties(code: str, name: str, url: str, values: Mapping[str, Any]) -> str:
    return json.dumps({"code": code, "name": name, "url": url, "value": values.get(code)})
