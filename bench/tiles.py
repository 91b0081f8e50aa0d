"""Goal t: tiles of cases over 100,000 open ones, of the whole city and from near, beside the bare `ST_AsMVT`."""

import math
import statistics
import urllib.request
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from bench import ground
from bench.ceiling import TILE
from bench.servers import Rate, wrk
from bench.setting import Setting, beside, median_ms, report_ratio
from bench.signed_in import cookie_of
from cases.actions import count_map_anew
from cases.models import Case
from cases.queries.tiles import CELLS_TO, map_sight_of, tile_of_cells, tile_of_open
from common.tiles import Tile

NEAR = range(12, 19)
# Over HTTP. From nearer on the bare statement takes less than signing in does.
TARGETS = {12: 0.5, 13: 0.5, 14: None, 16: None}


def tiles(at: Setting) -> None:
    """The whole city for one viewer, then tiles in its middle beside the same tile made by bare SQL."""
    count_map_anew(at=timezone.now())
    ground.run("VACUUM ANALYZE")
    cookie, whole = cookie_of(Role.LEADER), _whole(at)
    many = Case.objects.filter(is_open=True).count()
    body = _body(at, cookie, whole)
    at.add("t", f"a tile of the whole city, {many:,} open cases", len(body) / 1000, "kB", 100, good="down")
    rates = [_load(at, cookie, whole) for _ in range(at.rounds + 1)][1:]
    cpu, sql = statistics.median(rate.cpu_ms for rate in rates), median_ms(_statement(whole), 50)
    shown = f"{cpu:.1f} ms CPU a request, {sql:.1f} ms of SQL"
    p95 = statistics.median(rate.p95_ms for rate in rates)
    at.add("t", "its 95th percentile for one viewer", p95, "ms", 25, good="down", notes=shown)
    for z in NEAR:
        tile = _middle(at, z)
        if z in TARGETS:
            measured = beside(at, partial(_ours, at, cookie, tile), partial(_bare, at, tile))
            report_ratio(at, "t", f"a tile of zoom {z}, beside a bare view of ST_AsMVT", TARGETS[z], measured)
        _beside_sql(at, tile)


def _beside_sql(at: Setting, tile: Tile) -> None:
    """One and the other in turn: what else the machine does falls on both."""
    limit = partial(_execute, TILE, {"z": tile.z, "x": tile.x, "y": tile.y})
    pairs = [(median_ms(made, 1), median_ms(limit, 1)) for made in [_statement(tile)] * 200]
    ours, bare = (statistics.median(taken) for taken in zip(*pairs, strict=True))
    at.add("t", f"its statement beside the bare one at zoom {tile.z}", ours / bare, "times", 2, good="down",
           notes=f"{ours:.2f} and {bare:.2f} ms")  # fmt: skip


def _statement(tile: Tile) -> Callable[[], None]:
    """To have PostgreSQL make the tile, without the writing of its statement."""
    leader = User.objects.filter(role=Role.LEADER)[0]
    sight, said = map_sight_of(leader), list[tuple[str, Any]]()
    assert sight is not None

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        said.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        if tile.z <= CELLS_TO:
            tile_of_cells(tile, sight)
        else:
            tile_of_open(tile, leader, at=timezone.now())
    return partial(_execute, *said[-1])


def _execute(sql: str, parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        cursor.fetchone()


def _whole(at: Setting) -> Tile:
    """The deepest tile in which all of the city lies; mostly it lies across the borders of those below."""
    east, north = ground.WEST + at.width, ground.SOUTH + at.width
    corners = ((ground.WEST, ground.SOUTH), (east, north))
    return next(first for z in range(12, -1, -1) if (first := _at(*corners[0], z)) == _at(*corners[1], z))


def _middle(at: Setting, z: int) -> Tile:
    return _at(ground.WEST + at.width / 2, ground.SOUTH + at.width / 2, z)


def _at(lng: float, lat: float, z: int) -> Tile:
    row = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return Tile(z, int((lng + 180) / 360 * 2**z), int(row * 2**z))


def _address(tile: Tile) -> str:
    return f"/api/v1/tiles/cases/{tile.z}/{tile.x}/{tile.y}.mvt"


def _load(at: Setting, cookie: str, tile: Tile) -> Rate:
    return wrk(at.ours, "page.lua", [cookie, _address(tile)], seconds=at.seconds, clients=1)


def _ours(at: Setting, cookie: str, tile: Tile, number: int) -> Rate:
    return _load(at, cookie, tile)


def _bare(at: Setting, tile: Tile, number: int) -> float:
    address = f"/tile/{tile.z}/{tile.x}/{tile.y}/"
    return wrk(at.bare, "page.lua", ["none", address], seconds=at.seconds, clients=1).per_second


def _body(at: Setting, cookie: str, tile: Tile) -> bytes:
    request = urllib.request.Request(at.ours + _address(tile), headers={"Cookie": cookie})
    with urllib.request.urlopen(request, timeout=60) as answer:
        body: bytes = answer.read()
    return body
