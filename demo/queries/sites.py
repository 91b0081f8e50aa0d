"""Where and what a made history may be about: places of the city that stands, matters of its catalogue, their units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.roles import Role
from cases.routing import Decision, RoutingQuestion, decide_many
from catalogue.models import FilingCondition
from common.refusals import Refused
from demo.queries.streets import People, Spot, people, roads_near, spots
from departments.models import Department
from grids.models import Area, UnitGrid
from grids.queries import Place, locate_many

Thing = TypeVar("Thing")
MOST_SPOTS = 3_000  # of a city's hundred thousand unit grids
LEVELS = ("community", "street", "district")  # from the smallest


@dataclass(frozen=True, slots=True)
class Site:
    """A matter at a place, and who owes its fix there by the rules of today."""

    spot: Spot
    place: Place
    condition: FilingCondition
    decision: Decision


@dataclass(frozen=True)
class Material:
    """What lives are made of: the sites, some of them often, and the people who act."""

    sites: Sequence[Site]
    units: Sequence[Department]
    people: People


ACTING = (Role.INSPECTOR, Role.ACCEPTOR, Role.SHIFT_LEADER, Role.DISPATCHER, Role.HANDLER)


def material(*, seed: int, size: int, on: date) -> Material:
    """So many sites; the same seed gives the same ones in the same city.

    Places and matters are unevenly hot. Raises Refused where the city lacks areas, a catalogue, units or people.
    """
    rng = Random(f"sites {seed}")  # noqa: S311 - a play, not a secret
    where, what = _spots(rng), list(_conditions())
    units, who = list(Department.objects.active().order_by("code")), people()
    missing = [str(role.label) for role in ACTING if not who.by_role[role]]
    if not (where and what and units) or missing:
        needs = ", ".join(missing) or _("areas, a catalogue, units")
        raise Refused(_("Load a city first. A history can't be made without: %(needs)s.") % {"needs": needs})
    drawn = zip(_hot(rng, where, size), _hot(rng, what, size), strict=True)
    return Material(_sites(list(drawn), on), units, who)


def _hot(rng: Random, things: Sequence[Thing], size: int) -> list[Thing]:
    return rng.choices(things, [rng.lognormvariate(0, 1.0) for __ in things], k=size)


def _sites(pairs: Sequence[tuple[Spot, FilingCondition]], on: date) -> list[Site]:
    places = locate_many([spot.centre for spot, __ in pairs])
    questions = [
        RoutingQuestion(condition.pk, condition.category_id, condition.category.major_id, place)
        for (__, condition), place in zip(pairs, places, strict=True)
    ]
    decisions = decide_many(questions, on=on)
    return [
        Site(spot, place, condition, decision)
        for (spot, condition), place, decision in zip(pairs, places, decisions, strict=True)
    ]


def _conditions() -> QuerySet[FilingCondition]:
    in_force = FilingCondition.objects.filter(ended_on=None, category__ended_on=None)
    return in_force.select_related("category").order_by("category__code", "number")


def _spots(rng: Random) -> list[Spot]:
    """Unit grids; where the city has none, its smallest areas."""
    grids = list(UnitGrid.objects.current().order_by("code").values_list("pk", flat=True))
    if grids:
        return spots(rng.sample(grids, min(len(grids), MOST_SPOTS)))
    for level in LEVELS:
        areas = list(Area.objects.current().filter(level=level).order_by("code"))
        if areas:
            points = [(point.x, point.y) for point in (area.geom.point_on_surface for area in areas)]
            roads = roads_near(points)
            return [
                Spot(area.code, "", None, (point,), point, road)
                for area, point, road in zip(areas, points, roads, strict=True)
            ]
    return []
