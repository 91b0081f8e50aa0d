"""Vector tiles of cases: those that this person sees, narrowed as the list is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request

from accounts.models import User
from accounts.requests import current_user
from accounts.roles import DESK, OVERSIGHT
from cases.actions import follow_map
from cases.api import answers
from cases.filters import ListFilter, narrowed
from cases.queries.tiles import CELLS_TO, MapSight, map_sight_of, tile_of_cases, tile_of_cells, tile_of_open
from common.refusals import Malformed
from common.schema import refuse_unknown_parameters
from common.tile_answers import PARAMETERS, RESPONSES, tag_of, tile_answer, tile_view
from common.tiles import Tile, tile_at

OF_CELLS = frozenset({"department", "area", "lamp"})  # the filters that the sums of cells answer
DESCRIPTION = """
One layer, `cases`, of points. Each has `n`, how many cases it stands for, `red`, `yellow`, `green` and `grey` of them,
the worst as `lamp`, and `cell`: `/api/v1/cases/?cell=…` lists exactly these. From zoom 14 a single one has its `number`
and `name`. Filters are those of the list; without any, or another that speaks of closed cases, open ones are shown;
`all=1` shows closed ones too. A tile without cases answers 204.
""".strip()


@dataclass(frozen=True)
class _Asked:
    tile: Tile
    user: User
    found: ListFilter
    at: datetime

    @property
    def said(self) -> dict[str, Any]:
        """What the filters say; nothing where open cases are asked for."""
        return {name: value for name, value in self.found.form.cleaned_data.items() if value not in (None, "", [])}


@extend_schema(
    operation_id="get_tile_of_cases",
    summary="A vector tile of cases",
    description=DESCRIPTION,
    filters=False,
    parameters=[*PARAMETERS, *answers.FILTERS],
    responses=RESPONSES,
)
@api_view(["GET"])
@tile_view
def cases(request: Request, z: int, x: int, y: int) -> HttpResponse:
    asked = _asked(request, tile_at(z, x, y))
    sight = _sight(asked)
    version = follow_map(at=asked.at) if sight is not None else None
    if sight is None or version is None:
        body = _of_cases(asked)
        return tile_answer(request, lambda: body, tag=tag_of(body))
    lamp: str = asked.found.form.cleaned_data.get("lamp") or ""
    tag = tag_of(version, asked.tile, lamp, sight)
    return tile_answer(request, lambda: tile_of_cells(asked.tile, sight, lamp=lamp), tag=tag)


def _asked(request: Request, tile: Tile) -> _Asked:
    refuse_unknown_parameters(request, *ListFilter.base_filters)
    user, at = current_user(request), timezone.now()
    found = narrowed(user, request.query_params.urlencode(), at)
    if not found.is_valid():
        raise Malformed(_("A filter of the map is wrong."), errors=found.errors)
    return _Asked(tile, user, found, at)


def _of_cases(asked: _Asked) -> bytes:
    """A statement that is planned for any place looks for the place: from near, of whose cases it leaves few out."""
    if asked.said or asked.tile.z <= CELLS_TO or asked.user.role not in DESK | OVERSIGHT:
        return tile_of_cases(asked.tile, asked.found.qs, at=asked.at)
    return tile_of_open(asked.tile, asked.user, at=asked.at)


def _sight(asked: _Asked) -> MapSight | None:
    """What of the kept cells answers this; None where the cases themselves have to."""
    said = asked.said
    if asked.tile.z > CELLS_TO or not said.keys() <= OF_CELLS:
        return None
    sight = map_sight_of(asked.user)
    if sight is None:
        return None
    if department := said.get("department"):
        sight = sight.narrowed(Q(department=department.pk))
    if area := said.get("area"):
        sight = sight.narrowed(Q(**{area.level: area.pk}))
    return sight
