"""Inspectors come on duty and go off it, on the phone."""

from datetime import datetime, timedelta

from django.contrib.gis.geos import Point
from django.db import transaction
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from common.refusals import Forbidden
from inspections.models import Presence, Visit
from inspections.workflow import VisitState

SHIFT = timedelta(hours=12)  # who forgets to switch off is off duty after it


def come_on_duty(*, place: tuple[float, float] | None = None, at: datetime | None = None, by: User) -> Presence:
    """On duty from now, for a shift at most; said again it goes on. `place` is the phone's, in WGS 84."""
    _must_walk(by)
    at = at or timezone.now()
    with transaction.atomic():
        presence, __ = Presence.objects.select_for_update().get_or_create(
            user=by, defaults={"since": at, "until": at + SHIFT}
        )
        if not presence.on_duty(at=at):
            presence.since = at
        presence.until = at + SHIFT
        if place is not None:
            presence.location, presence.located_at = Point(*place, srid=4326), at
        presence.save()
    return presence


def note_place(*, place: tuple[float, float], at: datetime | None = None, by: User) -> None:
    """Where the phone is; kept of those on duty only."""
    _must_walk(by)
    at = at or timezone.now()
    Presence.objects.on_duty(at=at).filter(user=by).update(location=Point(*place, srid=4326), located_at=at)


def go_off_duty(*, at: datetime | None = None, by: User) -> int:
    """Off duty from now; how many open visits go to others: the clock passes on what is due."""
    _must_walk(by)
    at = at or timezone.now()
    with transaction.atomic():
        Presence.objects.on_duty(at=at).filter(user=by).update(until=at)
        # Without the cases' locks: it only brings the moment nearer at which the clock, which takes them, looks.
        mine = Visit.objects.filter(inspector=by, state=VisitState.GIVEN)
        return mine.update(due_at=Least("due_at", at))


def _must_walk(user: User) -> None:
    if user.role != Role.INSPECTOR:
        raise Forbidden(_("Only inspectors are on duty in the street."))
