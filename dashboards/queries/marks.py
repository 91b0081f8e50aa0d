"""Cases as marks on a map, gathered by the database: a mark for each cell of the screen, however many cases."""

from datetime import datetime
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.db.models import Avg, Count, F, FloatField, Func, Min, QuerySet, Value
from django.urls import reverse
from django.utils.translation import get_language

from cases.models import Case
from cases.querysets.lateness import fix_lamps
from common.owed import Lamp

MOST = 2000  # marks in one answer; the most burning come first
CELL_PIXELS = 56  # two marks never lie closer than this on average
SINGLES_FROM = 18  # from this zoom on cases are gathered only where they lie on the same point
WORLD_PIXELS = 256
WORST_FIRST = (Lamp.RED, Lamp.YELLOW, Lamp.GREEN)

Mark = dict[str, Any]


def marks(cases: QuerySet[Case], *, zoom: float, at: datetime) -> dict[str, Any]:
    """A FeatureCollection; a mark has `n`, how many of each lamp, and for a single case its label and address."""
    rows = _gathered(cases, _cell_degrees(zoom), at)[:MOST]
    return {"type": "FeatureCollection", "features": [_feature(row) for row in rows]}


def _cell_degrees(zoom: float) -> float:
    """The side of a cell in degrees of longitude; 0 does not gather (ST_SnapToGrid leaves the point as it is)."""
    return 0.0 if zoom >= SINGLES_FROM else 360 / (WORLD_PIXELS * 2**zoom) * CELL_PIXELS


def _gathered(cases: QuerySet[Case], side: float, at: datetime) -> Any:
    lamps = fix_lamps(at)
    name = "category__name_en" if get_language() == "en" else "category__name"
    return (
        cases.filter(location__isnull=False)
        .order_by()
        .annotate(
            cell=Func(F("location"), Value(side), function="ST_SnapToGrid", output_field=GeometryField()),
            x=Func(F("location"), function="ST_X", output_field=FloatField()),
            y=Func(F("location"), function="ST_Y", output_field=FloatField()),
        )
        .values("cell")
        .annotate(
            n=Count("pk"),
            red=Count("pk", filter=lamps[Lamp.RED]),
            yellow=Count("pk", filter=lamps[Lamp.YELLOW]),
            grey=Count("pk", filter=lamps[Lamp.GREY]),
            lng=Avg("x"),
            lat=Avg("y"),
            number=Min("number"),
            what=Min(name),
        )
        .order_by("-red", "-yellow", "-n", "number")
    )


def _feature(row: dict[str, Any]) -> Mark:
    counts = {"red": row["red"], "yellow": row["yellow"], "grey": row["grey"]}
    green = row["n"] - sum(counts.values())
    lamp = next((lamp for lamp in WORST_FIRST if (counts | {"green": green})[lamp]), Lamp.GREY)
    single = {"label": f"{row['number']} · {row['what']}", "url": reverse("cases:case", args=[row["number"]])}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(row["lng"], 6), round(row["lat"], 6)]},
        "properties": {"n": row["n"], "lamp": lamp.value, **counts, "green": green} | (single if row["n"] == 1 else {}),
    }
