"""Foreign features as the base map of a city: kinds found, shapes repaired, cut at the city's border."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import orjson
import shapely
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from grids.carving.plane import snapped
from imports.ground.kinds import Drawn, Kinds, Rule, tags_of
from imports.shapes.files import Feature

DRAWN = {
    "Point": Drawn.POINT, "MultiPoint": Drawn.POINT, "LineString": Drawn.LINE, "MultiLineString": Drawn.LINE,
    "LinearRing": Drawn.LINE, "Polygon": Drawn.AREA, "MultiPolygon": Drawn.AREA,
}  # fmt: skip
SINGLE = {Drawn.POINT: "Point", Drawn.LINE: "LineString", Drawn.AREA: "Polygon"}
MANY = {Drawn.POINT: shapely.multipoints, Drawn.LINE: shapely.multilinestrings, Drawn.AREA: shapely.multipolygons}


class LeftOut(TextChoices):
    """Why a feature is not in the base map."""

    KIND = "kind", gettext_lazy("no rule of the map of kinds fits")
    SHAPE = "shape", gettext_lazy("its kind is not drawn as such a shape (a label, an outline)")
    BROKEN = "broken", gettext_lazy("its shape can't be read, or is nothing after the repair")
    OUTSIDE = "outside", gettext_lazy("outside the city's areas")
    TWICE = "twice", gettext_lazy("there already, the same kind, name and shape")


def reason_in_words(said: str) -> str:
    """One of ours in the active language, or the words of a rule as they stand."""
    return str(LeftOut(said).label) if said in LeftOut.values else said


@dataclass(frozen=True)
class GroundFeature:
    """A feature of the base map; its shape has the decimals that the folder's files have."""

    kind: str
    name: str
    rank: int
    shape: Any


@dataclass
class GroundReader:
    """One pass over foreign features. `left` counts what was left out: by a reason of ours, or the words of a rule."""

    kinds: Kinds
    border: Any = None  # the union of the city's areas, None where there are none: then nothing is cut
    read: int = 0
    repaired: int = 0
    cut: int = 0
    kept: Counter[str] = field(default_factory=Counter)  # by kind
    left: Counter[str] = field(default_factory=Counter)
    _seen: set[tuple[str, str, bytes]] = field(default_factory=set)

    def __post_init__(self) -> None:
        if self.border is not None:
            shapely.prepare(self.border)

    def adopt(self, features: Iterable[Feature]) -> Iterator[GroundFeature]:
        for feature in features:
            self.read += 1
            tags = tags_of(feature.properties)
            rule = self.kinds.rule(tags)
            if rule is None or not rule.kind:
                self.left[rule.reason if rule else LeftOut.KIND] += 1
                continue
            yield from self._shaped(feature.geometry, rule, self.kinds.name(tags))

    def _shaped(self, geometry: Any, rule: Rule, name: str) -> Iterator[GroundFeature]:
        parts = self._parts(geometry)
        fitting = [shape for shape in parts if DRAWN[shape.geom_type] in rule.shapes]
        if not fitting:
            self.left[LeftOut.SHAPE if parts else LeftOut.BROKEN] += 1
        for shape in fitting:
            if reason := self._reason_against(shape := self._clipped(shape), rule, name):
                self.left[reason] += 1
            else:
                self.kept[rule.kind] += 1
                yield GroundFeature(rule.kind, name, rule.rank, shape)

    def _reason_against(self, shape: Any, rule: Rule, name: str) -> LeftOut | None:
        if shape is None:
            return LeftOut.OUTSIDE
        key = rule.kind, name, shapely.to_wkb(shapely.normalize(shape))
        if key in self._seen:
            return LeftOut.TWICE
        self._seen.add(key)
        return None

    def _parts(self, geometry: Any) -> list[Any]:
        """Valid shapes, each a point, a line or an area, single or multiple; a collection gives one of each."""
        shape = shapely.from_geojson(orjson.dumps(geometry), on_invalid="ignore") if geometry else None
        if shape is None or shape.is_empty:
            return []
        if not shape.is_valid:
            shape = shapely.make_valid(shape)
            self.repaired += 1
        return [part for drawn in Drawn if (part := gathered(snapped(shape), drawn)) is not None]

    def _clipped(self, shape: Any) -> Any:
        """What of the shape lies in the city, as the same kind of shape; None where nothing does."""
        if self.border is None or self.border.covers(shape):
            return shape
        if not self.border.intersects(shape):
            return None
        inside = gathered(snapped(shapely.intersection(self.border, shape)), DRAWN[shape.geom_type])
        self.cut += inside is not None
        return inside


def gathered(shape: Any, drawn: Drawn) -> Any:
    """The parts of a shape that are drawn so, as one shape; None where there are none."""
    parts = [part for part in _single(shape) if part.geom_type == SINGLE[drawn]]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else MANY[drawn](np.array(parts, dtype=object))


def _single(shape: Any) -> Sequence[Any]:
    found: list[Any] = []
    for part in shapely.get_parts(shape):
        found += _single(part) if hasattr(part, "geoms") else [part]
    return [part for part in found if not part.is_empty]
