"""What is here: the places at a point and the zones around it; and the files of places with what is shown of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.periods import Frequency, Period
from common.refusals import Missing
from departments.queries import calendars
from places.choices import SPEAKING
from places.models import Permit, Place, PlaceField, Zone
from registry.queries import settings_in_force

MOST_NEAR = 5  # places that a report form names
_RELATED = ("kind", "unit", "street", "community")
_SHAPES = ("boundary", "place__boundary", "place__point")
_OUTLINES = ("boundary", "street__geom", "community__geom")


@dataclass(frozen=True)
class Near:
    """A place at a point: the point lies in its boundary, or not more than so many metres from its own."""

    place: Place
    metres: int
    inside: bool


@dataclass(frozen=True)
class ZoneHere:
    """A zone around a point; `speaks` of this class, and `now` is one of its hours."""

    zone: Zone
    speaks: bool
    now: bool


@dataclass(frozen=True)
class Here:
    places: list[Near]
    zones: list[ZoneHere]
    permits: list[Permit]  # in force

    @property
    def likely(self) -> str:
        """The code of the place that a report here is about, as far as a map can tell: the nearest whose boundary
        holds the point."""
        return next((each.place.code for each in self.places if each.inside), "")


def here(lng: float, lat: float, *, category: str = "", at: datetime | None = None) -> Here:
    """What stands at a point (degrees of WGS 84), the nearest first, with permits in force and the zones around it.

    `category` is the code of what is reported: zones that speak of it come first. `at` is the moment at which it was
    seen (now), by which the hours of zones are judged.
    """
    at, point = at or timezone.now(), Point(lng, lat, srid=4326)
    metres = int(settings_in_force("place_metres")["place_metres"])
    near = _near(point, metres)
    permits = Permit.objects.in_force().at(point, [each.place.pk for each in near], metres)
    return Here(
        near, zones_at(point, category=category, at=at),
        list(permits.select_related("place").defer(*_SHAPES).order_by("ends_on", "number")[:MOST_NEAR]),
    )  # fmt: skip


def _near(point: Point, metres: int) -> list[Near]:
    found: Any = Place.objects.current().around(point).annotate(
        inside=_covers(point), distance=Distance("point", point)
    )  # fmt: skip
    rows = found.select_related(*_RELATED).defer(*_OUTLINES).order_by("-inside", "distance", "code")[:MOST_NEAR]
    near = (Near(row, round(row.distance.m), row.inside) for row in rows)
    return [each for each in near if each.inside or each.metres <= metres]


def _covers(point: Point) -> Coalesce:
    return Coalesce(ExpressionWrapper(Q(boundary__covers=point), output_field=BooleanField()), Value(False))


def zones_at(point: Point, *, category: str = "", at: datetime) -> list[ZoneHere]:
    zones = list(Zone.objects.current(timezone.localdate(at)).containing(point).defer("boundary").order_by("code"))
    hours = {zone.hours for zone in zones if zone.hours}
    open_now = _open_at(hours, at)
    found = [ZoneHere(zone, zone.concerns(category), open_now.get(zone.hours, True)) for zone in zones]
    return sorted(found, key=lambda each: not each.speaks)


def _open_at(hours: set[str], at: datetime) -> Mapping[str, bool]:
    """Of these bands whether the moment lies in them, by the city's own calendar."""
    if not hours:
        return {}
    calendar = calendars()[None]
    bands = {text: Period.parse(f"{Frequency.TIME_BAND} {text}") for text in hours}
    return {text: band.holding(at, calendar) is not None for text, band in bands.items()}


def files(user: User) -> "QuerySet[Place]":
    """The places that this person may see, with what a list shows of each."""
    return Place.objects.visible_to(user).select_related(*_RELATED).defer(*_OUTLINES)


def place_for(user: User, code: str) -> Place:
    """The file of one; Missing (404) if there is none."""
    found = files(user).filter(code=code).first()
    if found is None:
        raise Missing(_("There is no such place."))
    return found


def details_of(place: Place) -> list[tuple[PlaceField, str]]:
    """What its kind asks for and the place says, in the kind's order."""
    return [(field, place.details[field.code]) for field in place.kind.fields.all() if place.details.get(field.code)]


def beside(place: Place, *, at: datetime) -> list[Zone]:
    """The zones in which it stands, those that speak first."""
    return [each.zone for each in sorted(zones_at(place.point, at=at), key=lambda each: each.zone.kind not in SPEAKING)]


def permits(user: User) -> "QuerySet[Permit]":
    """The permits that this person may see, with what a list shows of each."""
    return Permit.objects.visible_to(user).select_related("place", "unit").defer(*_SHAPES)


def permit_for(user: User, permit_id: UUID) -> Permit:
    """One permit; Missing (404) if there is none."""
    found = permits(user).filter(pk=permit_id).first()
    if found is None:
        raise Missing(_("There is no such permit."))
    return found


def permits_of(place: Place) -> "QuerySet[Permit]":
    """Those of a place, the newest first."""
    return Permit.objects.filter(place=place).select_related("unit").defer("boundary").order_by("-starts_on", "-number")
