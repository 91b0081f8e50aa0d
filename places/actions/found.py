"""What a collector found, and what the archive says once somebody else has verified it.

Only what differs is said, so that what others changed in the archive meanwhile stays.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.datum import Datum, to_wgs84, wrong_half
from common.phones import mask_phone
from common.refusals import Malformed, Refused
from common.series import take_numbers
from grids.models import Component, ComponentState
from grids.registers import COMPONENTS
from places.choices import TaskKind, What
from places.models import Place, SurveyTask
from places.registers import PLACES, PlaceData
from places.registers.phones import is_masked
from places.registers.shapes import DIGITS
from registry.registers import ChangeRequest

SERIES = "surveyed-place"
_OF_KIND: Mapping[str, tuple[What, ...]] = {
    TaskKind.PLACE: (What.AS_RECORDED, What.CORRECTED, What.ENDED),
    TaskKind.COMPONENT: (What.AS_RECORDED, What.CORRECTED, What.ENDED),
    TaskKind.GRID: (What.WALKED,),
    TaskKind.NEW: (What.NEW,),
}
_CHANGING = (What.CORRECTED, What.NEW)
_COMPONENT = frozenset({"name", "lng", "lat", "datum", "state"})
_PLACE = frozenset({"name", "kind", "address", "lng", "lat", "datum", "responsible", "phone", "details"})


@dataclass(frozen=True, slots=True)
class Found:
    """What stands there, in codes and plain values; None: as it is recorded.

    `lng` and `lat` are degrees in the `datum`, `details` as `places.registers.details` writes them; a masked `phone`
    is the one that stands. `state` is that of a component.
    """

    what: str
    name: str | None = None
    kind: str | None = None
    address: str | None = None
    lng: float | None = None
    lat: float | None = None
    datum: str | None = None
    responsible: str | None = None
    phone: str | None = None
    details: str | None = None
    state: str | None = None

    def said(self) -> dict[str, Any]:
        """What it says; a masked telephone says nothing."""
        said = {name: value for name, value in asdict(self).items() if value is not None}
        return {name: value for name, value in said.items() if name != "phone" or not is_masked(value)}


def choices_of(kind: str) -> tuple[What, ...]:
    """What can be said of a task of this kind."""
    return _OF_KIND[kind]


def checked(task: SurveyTask, found: Found, at: datetime, by: User) -> dict[str, Any]:
    """What the task keeps, with its point in WGS 84.

    Whatever the archive would refuse is refused to who hands it in; nothing is changed. Raises Malformed and Refused
    with the names of the wrong fields.
    """
    said = found.said()
    if found.what not in choices_of(task.kind):
        known = ", ".join(choices_of(task.kind))
        raise _wrong("what", _("“%(value)s” is none of: %(known)s.") % {"value": found.what, "known": known})
    known_phone = str(task.found.get("phone", ""))
    if known_phone and found.phone == mask_phone(known_phone):
        said["phone"] = known_phone  # handed in before, returned, and left as it was
    _check_fields(task, said)
    said = _read(task, said)
    with transaction.atomic():
        enter(task, said, timezone.localdate(at), by)
        transaction.set_rollback(True)
    return said


def _check_fields(task: SurveyTask, said: Mapping[str, Any]) -> None:
    """Which fields may and must be said."""
    rest = said.keys() - {"what"}
    known = (_COMPONENT if task.kind == TaskKind.COMPONENT else _PLACE) if said["what"] in _CHANGING else frozenset()
    if unknown := rest - known:
        sentence = _("Nothing can be said here.")
        raise Malformed(sentence, errors={name: [sentence] for name in sorted(unknown)})
    if said["what"] == What.CORRECTED and not rest:
        raise _wrong("what", _("Say what is different."))
    if ("lng" in said) != ("lat" in said):
        raise _wrong("lat" if "lng" in said else "lng", _("A point needs longitude and latitude."))
    if said["what"] == What.NEW and (missing := sorted({"name", "kind", "lng"} - rest)):
        sentence = _("A new place needs a name, a kind and a point on the map.")
        raise Refused(sentence, errors={name: [sentence] for name in missing})


def _read(task: SurveyTask, said: Mapping[str, Any]) -> dict[str, Any]:
    """Each value as the register's own cell reads it, whichever door it came by."""
    fields = (COMPONENTS if task.kind == TaskKind.COMPONENT else PLACES).by_name
    read: dict[str, Any] = {"what": said["what"]}
    for name in sorted(said.keys() - {"what", "datum"}):
        try:
            read[name] = fields[name].cell.read(str(said[name]))
        except ValueError as error:
            raise _wrong(name, str(error)) from error
    return read | _point(read, said.get("datum") or Datum.WGS84.value)


def _point(read: Mapping[str, Any], datum: str) -> dict[str, float]:
    if "lng" not in read:
        return {}
    try:
        lng, lat = to_wgs84(read["lng"], read["lat"], Datum(datum))
    except ValueError as error:
        raise _wrong(wrong_half(read["lng"], read["lat"]), str(error)) from error
    return {"lng": round(lng, DIGITS), "lat": round(lat, DIGITS)}


def _wrong(field: str, sentence: str) -> Malformed:
    return Malformed(sentence, errors={field: [sentence]})


def enter(task: SurveyTask, said: Mapping[str, Any], on: date, by: User) -> Place | None:
    """Let the archive say what was found, as of the day on which somebody was there; the place that it is now.

    Raises Refused with the names of the wrong fields.
    """
    if task.kind == TaskKind.COMPONENT and task.component is not None:
        _enter_component(task.component, said, by)
    if task.kind == TaskKind.PLACE and task.place is not None:
        return _enter_place(task.place, said, on, by)
    return _enter_new(said, on, by) if task.kind == TaskKind.NEW else None


def _enter_place(place: Place, said: Mapping[str, Any], on: date, by: User) -> Place:
    row = PLACES.find_many([place.code])[place.code]  # held, so that what others change meanwhile is not lost
    data = PLACES.inverse(row) if said["what"] == What.ENDED and row.ended_on is None else PLACES.snapshot(row)
    data = replace(data, **_changes(said), looked_on=max(on, row.looked_on or on))
    # Whether the person may was asked by the move; the register's own editors are those who write past a survey.
    PLACES.save_many([ChangeRequest(PLACES, place.code, data)], planned=True, by=by)
    return row


def _enter_new(said: Mapping[str, Any], on: date, by: User) -> Place:
    [number] = take_numbers(SERIES, at=timezone.now())
    code = f"S{number.year}-{number.number:05}"
    data = PlaceData(**_changes(said), looked_on=on, started_on=on)
    PLACES.save_many([ChangeRequest(PLACES, code, data, new=True)], planned=True, by=by)
    return Place.objects.get(code=code)


def _enter_component(component: Component, said: Mapping[str, Any], by: User) -> None:
    row = COMPONENTS.find_many([component.code])[component.code]
    data = replace(COMPONENTS.snapshot(row), **{name: value for name, value in said.items() if name in _COMPONENT})
    if said["what"] == What.ENDED:
        data = replace(data, state=ComponentState.REMOVED.value)
    COMPONENTS.save_many([ChangeRequest(COMPONENTS, component.code, data)], planned=True, by=by)


def _changes(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name in _PLACE}
