"""What people call by a code or a name, found; each refusal names the field."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from cases.models import Case
from catalogue.models import Category
from common.datum import Datum, to_wgs84
from common.moments import LATEST, local
from common.refusals import Malformed, Refused
from departments.models import Department
from places.models import Place

DIGITS, MOST_CASES = 7, 50


def wrong(field: str, sentence: str) -> Malformed:
    return Malformed(sentence, errors={field: [sentence]})


def refused(field: str, sentence: str) -> Refused:
    return Refused(sentence, errors={field: [sentence]})


def unit_called(code: str, field: str = "department") -> Department:
    unit = Department.objects.active().filter(code=code).first()
    if unit is None:
        raise wrong(field, _("Unknown unit “%(code)s”.") % {"code": code})
    return unit


def person_called(username: str, field: str) -> User:
    """Somebody who works here; no other system."""
    person = User.objects.filter(username=username, is_active=True).exclude(role=Role.INTEGRATION).first()
    if person is None:
        raise wrong(field, _("Unknown person “%(name)s”.") % {"name": username})
    return person


def member_called(username: str, unit: Department, field: str = "in_charge") -> User:
    """A member of the unit or of one below it, held until the end of the transaction: who is switched off or moved to
    another unit meanwhile is refused here, or found by `vacate` afterwards."""
    person = person_called(username, field)
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not Department.objects.filter(pk__in=unit.below, members__user=person).exists():
        raise refused(field, _("%(person)s does not work for %(unit)s.") % {"person": person, "unit": unit})
    return person


def place_called(code: str, *, ended: bool = False) -> Place | None:
    """The place of this code; with `ended` one that is there no more too."""
    places = Place.objects.all() if ended else Place.objects.current()
    place = places.filter(code=code).first() if code else None
    if code and place is None:
        raise wrong("place", _("Unknown place “%(code)s”.") % {"code": code})
    return place


def category_called(code: str) -> Category | None:
    found = Category.objects.in_force().filter(code=code).order_by("-effective_from", "kind").first() if code else None
    if code and found is None:
        raise wrong("category", _("Unknown subclass “%(code)s”.") % {"code": code})
    return found


def point_at(lng: float | None, lat: float | None, datum: str) -> Point | None:
    if lng is None or lat is None:
        return None
    try:
        lng, lat = to_wgs84(lng, lat, Datum(datum))
    except ValueError as error:
        raise wrong("location", str(error)) from error
    return Point(round(lng, DIGITS), round(lat, DIGITS), srid=4326)


def cases_with(keys: Sequence[UUID], by: User | None) -> list[Case]:
    """The cases of these ids that this person sees; the platform sees all."""
    return _all_of(list(keys), Case.objects.visible_to(by) if by is not None else Case.objects.all(), "pk")


def cases_called(numbers: Sequence[str], by: User) -> list[Case]:
    """The cases of these numbers that this person sees."""
    return _all_of(list(numbers), Case.objects.visible_to(by), "number")


def _all_of(wanted: list[Any], seen: QuerySet[Case], name: str) -> list[Case]:
    if len(wanted) > MOST_CASES:
        raise wrong("cases", _("At most %(most)s cases.") % {"most": MOST_CASES})
    found = list(seen.filter(**{f"{name}__in": wanted}).order_by("pk")) if wanted else []
    missing = {str(each) for each in wanted} - {str(getattr(case, name)) for case in found}
    if missing:
        raise wrong("cases", _("Unknown case “%(number)s”.") % {"number": sorted(missing)[0]})
    return found


def after(until: datetime, *, at: datetime, most: timedelta, field: str = "until") -> datetime:
    """A moment after another one, not further away from it than `most`."""
    facts = {"moment": date_format(local(at), "Y-m-d H:i"), "days": most.days}
    if until <= at:
        raise refused(field, _("Choose a moment after %(moment)s.") % facts)
    if until > min(at + most, LATEST):
        raise refused(field, _("At most %(days)s days after %(moment)s.") % facts)
    return until
