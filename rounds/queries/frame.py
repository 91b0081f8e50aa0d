"""What could be drawn: the places that a plan looks at on a day, each with its weight."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from departments.models import Department
from places.choices import Risk
from places.models import Place, Zone
from rounds.models import Plan
from rounds.sampling import Candidate, weight_of
from rounds.tour import Spot


@dataclass(frozen=True, slots=True)
class Frame:
    """Candidates in the order of the places' codes, and where each of them lies."""

    candidates: list[Candidate]
    spots: Mapping[int, Spot]


def places_of(plan: Plan, on: date) -> "QuerySet[Place]":
    """The places that the plan looks at and that there are on that day."""
    places = Place.objects.current(on)
    if plan.kinds:
        places = places.filter(kind__code__in=plan.kinds)
    if plan.units:
        below = Department.objects.filter(code__in=plan.units).values_list("below", flat=True)
        places = places.filter(unit__in={unit for units in below for unit in units})
    if plan.zones:
        zones = Zone.objects.current(on).filter(code__in=plan.zones, boundary__covers=OuterRef("point"))
        places = places.filter(Exists(zones))
    return places


def frame_of(plan: Plan, on: date) -> Frame:
    """One statement for however many places (two where the plan names units)."""
    rows = places_of(plan, on).order_by("code").values_list("pk", "risk", "looked_on", "started_on", "point")
    candidates, spots = [], {}
    for pk, risk, looked_on, started_on, point in rows:
        days = (on - (looked_on or started_on)).days
        weight = weight_of(_risk_weight(plan, risk), days=days, doubles_after=plan.doubles_after)
        candidates.append(Candidate(pk, weight))
        spots[pk] = (point.x, point.y)
    return Frame(candidates, spots)


def _risk_weight(plan: Plan, risk: str) -> int:
    return {Risk.LOW: plan.weight_low, Risk.NORMAL: plan.weight_normal, Risk.HIGH: plan.weight_high}[Risk(risk)]
