"""Permits: an application is entered, the unit decides, and the clock lets it come into force and expire."""

import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.datum import Datum, to_wgs84
from common.ids import growing_id
from common.refusals import Conflict, Malformed, Refused
from common.series import take_numbers
from common.workflow.engine import Life, Promises
from common.workflow.events import content_hash
from departments.models import Department
from places.choices import PermitKind
from places.models import Permit, PermitEvent, Place
from places.permissions import PERMITS, PermitViewer, applying_refusal
from places.registers import shapes
from places.registers.shapes import DIGITS
from places.workflow import APPLY, BEGIN, EXPIRE, GRANT, MOVES, QUIET, Move, Need, PermitState

SERIES, BATCH = "permit", 200
CLOCK = "clock"  # the actor of what comes with its day
LONGEST = timedelta(days=3_660)  # a term
_MOVED = ("state", "version", "seq", "turns_on")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody applies for, in codes and plain values; `id` was made where it was typed.

    It is for the place of this code, for a point in the `datum`, or for an area: `boundary` is GeoJSON in WGS 84 (a
    Polygon, or a Feature with one), and the point then lies in it where none is said.
    """

    id: UUID
    kind: str
    holder: str
    purpose: str
    unit: str
    starts_on: date
    ends_on: date
    place: str = ""
    lng: float | None = None
    lat: float | None = None
    datum: str = Datum.WGS84
    boundary: str = ""
    conditions: str = ""


def apply_for_permit(*, application: Application, at: datetime | None = None, by: User) -> tuple[Permit, bool]:
    """The permit that was applied for, and whether it was entered before (the same application sent again).

    Raises Forbidden for roles that enter none, Malformed for codes and places that are none, Refused for a term that
    can't be, Conflict where the id was used for another application.
    """
    if no := applying_refusal(by):
        raise no
    fingerprint, at = content_hash({**asdict(application), "by": by.pk}), at or timezone.now()
    try:
        with transaction.atomic():
            return _enter(application, fingerprint, at, by), False
    except IntegrityError:
        permit = Permit.objects.filter(pk=application.id).first()
        if permit is None:
            raise
        if permit.content_hash != fingerprint:
            raise Conflict(_("This id was already used for another application.")) from None
        return permit, True


def _enter(said: Application, fingerprint: str, at: datetime, by: User) -> Permit:
    _check_term(said, at)
    place, unit, boundary = _place(said.place), _unit(said.unit), _boundary(said.boundary)
    permit = Permit(
        id=said.id, content_hash=fingerprint, kind=_kind(said.kind), holder=said.holder, purpose=said.purpose,
        conditions=said.conditions, place=place, point=_point(said, place, boundary), boundary=boundary, unit=unit,
        starts_on=said.starts_on, ends_on=said.ends_on, applied_at=at, entered_by=by,
    )  # fmt: skip
    if Permit.objects.filter(pk=said.id).exists():
        raise IntegrityError  # before a number is taken
    [number] = take_numbers(SERIES, at=at)
    permit.number = f"P{number.year}-{number.number:05}"
    permit.save(force_insert=True)
    PermitEvent(
        permit=permit, seq=1, move=APPLY, to_state=permit.state, by=by, at=at, data=_facts(permit)
    ).save(force_insert=True)  # fmt: skip
    return permit


def _wrong(field: str, sentence: str) -> Malformed:
    return Malformed(sentence, errors={field: [sentence]})


def _check_term(said: Application, at: datetime) -> None:
    if said.ends_on < said.starts_on:
        raise _wrong("ends_on", _("It must end after it starts."))
    if said.ends_on < timezone.localdate(at):
        sentence = _("The term that was applied for is over.")
        raise Refused(sentence, errors={"ends_on": [sentence]})
    if said.ends_on - said.starts_on > LONGEST:
        raise _wrong("ends_on", _("A permit holds for ten years at most."))


def _kind(said: str) -> str:
    if said not in PermitKind.values:
        raise _wrong("kind", _("“%(value)s” is none of: %(known)s.") % {"value": said, "known": ", ".join(PermitKind)})
    return said


def _place(code: str) -> Place | None:
    place = Place.objects.current().filter(code=code).first() if code else None
    if code and place is None:
        raise _wrong("place", _("Unknown place “%(code)s”.") % {"code": code})
    return place


def _unit(code: str) -> Department:
    unit = Department.objects.active().filter(code=code).first()
    if unit is None:
        raise _wrong("unit", _("Unknown unit “%(code)s”.") % {"code": code})
    return unit


def _point(said: Application, place: Place | None, boundary: GEOSGeometry | None) -> Point:
    if said.lng is None or said.lat is None:
        if place is not None:
            return place.point
        if boundary is not None:
            return boundary.point_on_surface
        raise _wrong("place", _("Say where it is: a place, a point or an area on the map."))
    try:
        lng, lat = to_wgs84(said.lng, said.lat, Datum(said.datum))
    except ValueError as error:
        raise _wrong("location", str(error)) from error
    return Point(round(lng, DIGITS), round(lat, DIGITS), srid=4326)


def _boundary(text: str) -> GEOSGeometry | None:
    try:
        return shapes.drawn(text)
    except ValueError as error:
        raise _wrong("boundary", str(error)) from error


# --- moves ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PermitRequest:
    """What a person wants done to a permit; `version` is the one they saw."""

    move: str
    version: int | None
    id: UUID | None = None
    note: str = ""
    reason: str = ""

    def given(self) -> set[str]:
        return {need.value for need in Need if getattr(self, need.value)}


class PermitLife(Life[Move, Permit, PermitViewer, PermitRequest, PermitEvent, UUID]):
    rules = PERMITS
    events = PermitEvent
    thing = "permit"
    moved = _MOVED
    absent = gettext_lazy("There is no such permit.")
    stale = gettext_lazy("%(who)s has just done “%(what)s”. Look at the permit again.")
    version_missing = gettext_lazy("Say which version of the permit you saw.")
    quiet = QUIET

    def find(self, key: UUID, by: User, *, lock: bool) -> Permit | None:
        seen = Permit.objects.visible_to(by).filter(pk=key).select_related("unit")
        return (seen.select_for_update(of=("self",)) if lock else seen).first()

    def viewer(self, thing: Permit, by: User, at: datetime) -> PermitViewer:
        return PermitViewer(by, at)

    def make(
        self, thing: Permit, move: Move, request: PermitRequest, viewer: PermitViewer, at: datetime, fingerprint: str
    ) -> tuple[PermitEvent, Promises]:
        data = {"reason": request.reason} if request.reason else {}
        event = _advance(
            thing, move, at=at, by=viewer.user, id=request.id, note=request.note or request.reason, data=data,
            content_hash=fingerprint,
        )  # fmt: skip
        return event, ()


LIFE = PermitLife()


def move_permit(
    *, permit_id: UUID, request: PermitRequest, at: datetime | None = None, by: User
) -> tuple[Permit, bool]:
    """Make one move of a permit; the permit after it, and whether it had been made before.

    What is granted on a day of its term comes into force in the same moment. Raises what `Life.perform` does.
    """
    at = at or timezone.now()
    with transaction.atomic():
        permit, again = LIFE.perform(key=permit_id, request=request, at=at, by=by)
        if request.move == GRANT and not again:
            _turn_one(permit, at)
    return permit, again


def turn_permits(*, at: datetime | None = None) -> int:
    """Let permits come into force and expire whose day has come; how many moves. Two clocks at once share the work."""
    at, done = at or timezone.now(), 0
    while step := _turn_some(at):
        done += step
    return done


def _turn_some(at: datetime) -> int:
    due = Permit.objects.filter(turns_on__lte=timezone.localdate(at)).order_by("turns_on", "pk")
    with transaction.atomic():
        return _turn(due.select_for_update(skip_locked=True)[:BATCH], at)


def _turn(permits: Iterable[Permit], at: datetime) -> int:
    """What the day asks of each of these; one whose whole term went by comes into force and expires."""
    moved = 0
    for permit in permits:
        try:
            with transaction.atomic():
                moved += _turn_one(permit, at)
        except IntegrityError:
            # One whose history is broken must not stand before all the others for ever.
            log.exception("Permit %s can't be moved on; `manage.py fsck` says what is wrong with it", permit.pk)
    return moved


def _turn_one(permit: Permit, at: datetime) -> int:
    moved, today = 0, timezone.localdate(at)
    while permit.turns_on is not None and permit.turns_on <= today:
        move = MOVES[BEGIN if permit.state == PermitState.GRANTED else EXPIRE]
        event = _advance(permit, move, at=at, by=None, actor=CLOCK)
        permit.save(update_fields=_MOVED)
        event.save(force_insert=True)
        moved += 1
    return moved


def _advance(permit: Permit, move: Move, *, at: datetime, by: User | None, **said: Any) -> PermitEvent:
    """Change the permit in memory; its event, not yet saved."""
    before, permit.state = permit.state, move.target or permit.state
    permit.seq, permit.version = permit.seq + 1, permit.version + 1
    permit.turns_on = _turns_on(permit)
    data = _facts(permit) | said.pop("data", {})
    key = said.pop("id", None) or growing_id()
    return PermitEvent(
        id=key, permit=permit, seq=permit.seq, move=move.name, from_state=before, to_state=permit.state, by=by, at=at,
        data=data, **said,
    )  # fmt: skip


def _turns_on(permit: Permit) -> date | None:
    """The day on which the clock has something to do about it."""
    return {
        PermitState.GRANTED: permit.starts_on,
        PermitState.IN_FORCE: permit.ends_on + timedelta(days=1),
    }.get(PermitState(permit.state))


def _facts(permit: Permit) -> dict[str, Any]:
    """What an event records of the term."""
    return {"starts_on": permit.starts_on.isoformat(), "ends_on": permit.ends_on.isoformat()}
