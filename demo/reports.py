"""Who reports what in a month of the demo district: drawn by a seed, with hot spots, rush hours and weekends."""

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import accumulate
from random import Random
from uuid import UUID

from demo.generator.words import SURNAMES
from demo.queries.streets import Spot, Standing
from demo.scenes import CITIZENS, SCENES, SOURCES, Scene

WEEKDAY, WEEKEND = 60, 44  # reports on a day


@dataclass(frozen=True)
class Telling:
    """One report to be made, in plain values."""

    id: UUID
    at: datetime
    scene: Scene
    source: str
    lng: float
    lat: float
    duty_grid: int | None
    road: str
    text: str
    component: str
    citizen: str
    phone: str


class Town:
    """Where things happen: each scene has its own weights over the places, some of which are hot."""

    def __init__(self, seed: int, spots: Sequence[Spot], standing: Mapping[str, Sequence[Standing]]) -> None:
        rng = Random(f"hot spots {seed}")  # noqa: S311 - a play, not a secret
        self.spots = spots
        self.standing = standing
        heat = [rng.lognormvariate(0, 0.9) for _spot in spots]
        self._weights = {
            id(scene): list(
                accumulate(
                    warmth * scene.where.get(spot.land_use, 1.0) for spot, warmth in zip(spots, heat, strict=True)
                )
            )
            for scene in SCENES
        }

    def spot(self, scene: Scene, rng: Random) -> Spot:
        weights = self._weights[id(scene)]
        return self.spots[min(bisect(weights, rng.random() * weights[-1]), len(self.spots) - 1)]


def tellings(town: Town, *, seed: int, start: datetime, end: datetime) -> Iterator[Telling]:
    """All reports from `start` to `end` (local times), in the order in which they come in."""
    day = datetime.combine(start.date(), time.min, start.tzinfo)
    while day < end:
        rng = Random(f"reports {seed} {(end.date() - day.date()).days}")  # noqa: S311
        mean = WEEKDAY if day.weekday() < 5 else WEEKEND
        count = round(mean * rng.uniform(0.85, 1.15))
        moments = sorted((_telling(town, rng, day) for _report in range(count)), key=lambda telling: telling.at)
        yield from (telling for telling in moments if start <= telling.at <= end)
        day += timedelta(days=1)


def _telling(town: Town, rng: Random, day: datetime) -> Telling:
    scene = rng.choices(SCENES, [scene.weight for scene in SCENES])[0]
    hour = rng.choices(range(24), scene.hours)[0]
    at = day + timedelta(hours=hour, seconds=rng.randrange(3_600))
    source = rng.choices([name for name, __ in SOURCES], [weight for __, weight in SOURCES])[0]
    if source == "inspector" and not 7 <= hour < 21:
        source = "hotline"
    spot = town.spot(scene, rng)
    lng, lat = spot.point(rng)
    road, component, duty_grid = spot.road, "", spot.duty_grid
    if scene.component and town.standing.get(scene.component) and rng.random() < 0.75:
        thing = rng.choice(town.standing[scene.component])
        (lng, lat), road, component, duty_grid = thing.point, thing.road, thing.code, None
    citizen = f"{rng.choice(SURNAMES)}{rng.choice(('先生', '女士'))}" if source in CITIZENS else ""
    return Telling(
        id=UUID(int=rng.getrandbits(128), version=4), at=at, scene=scene, source=source, lng=lng, lat=lat,
        duty_grid=duty_grid, road=road, text=rng.choice(scene.texts).format(road=road), component=component,
        citizen=citizen, phone=f"1380000{rng.randrange(10_000):04}" if citizen else "",
    )  # fmt: skip
