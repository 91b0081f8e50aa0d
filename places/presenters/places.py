"""How places and zones are shown, and what is said at a point."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.translation import gettext as _

from common.phones import mask_phone
from places.choices import Risk, ZoneKind
from places.models import Permit, Place
from places.queries import Here, ZoneHere

_LAMPS = {Risk.LOW: "green", Risk.NORMAL: "grey", Risk.HIGH: "red"}


def phone(place: Place) -> str:
    """Masked for everybody; `show_contact` shows it, and keeps who looked and why."""
    return mask_phone(place.phone)


def points(places: Iterable[Place]) -> dict[str, Any]:
    """Places as marks of a map, in the colour of their risk."""
    return {"type": "FeatureCollection", "features": [_point(place) for place in places]}


def _point(place: Place) -> dict[str, Any]:
    said = {"lamp": _LAMPS[Risk(place.risk)], "label": f"{place.name} ({place.kind})", "url": place.get_absolute_url()}
    return {"type": "Feature", "properties": said, "geometry": place.spot}


def boundary(of: Place | Permit) -> dict[str, Any]:
    """The outline of a place or of a permit as a collection of one feature; of none where it has none."""
    shapes = [orjson.loads(of.boundary.geojson)] if of.boundary is not None else []
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {"name": str(of)}, "geometry": each} for each in shapes],
    }


@dataclass(frozen=True)
class HereSaid:
    """What somebody reads who is about to report, or to decide on a report: it warns and refuses nothing."""

    icon: str
    words: str
    tone: str = ""
    url: str = ""


def said_of(here: Here) -> list[HereSaid]:
    """What permits and zones say at a point."""
    return [*(_permit(each) for each in here.permits), *(_zone(each) for each in here.zones)]


def _permit(of: Permit) -> HereSaid:
    sentence = _("Permit in force, %(kind)s: %(number)s of %(holder)s, until %(day)s. %(purpose)s")
    facts = {"kind": of.get_kind_display(), "number": of.number, "holder": of.holder, "purpose": of.purpose}
    facts["day"] = of.ends_on.isoformat()
    words = " ".join(filter(None, (sentence % facts, of.conditions)))
    return HereSaid("license", words, "slow", of.get_absolute_url())


def _zone(of: ZoneHere) -> HereSaid:
    zone, facts = of.zone, {"name": of.zone.name, "hours": of.zone.hours, "note": of.zone.note}
    if zone.kind == ZoneKind.STALLS and of.speaks:
        sentence = (
            _("Stalls are permitted here now: %(name)s.") if of.now else _("Stalls are permitted here: %(name)s.")
        )
        return HereSaid("building-store", _with_rest(sentence % facts, facts), "good" if of.now else "")
    if zone.kind == ZoneKind.CONTROL and of.speaks:
        sentence = _("Control area, in force now: %(name)s.") if of.now else _("Control area: %(name)s.")
        return HereSaid("barrier-block", _with_rest(sentence % facts, facts), "slow" if of.now else "")
    return HereSaid("shape", _with_rest(f"{zone.get_kind_display()}: {zone.name}", facts | {"hours": ""}))


def _with_rest(sentence: str, facts: Mapping[str, str]) -> str:
    """The hours and what the city tells behind it."""
    return " ".join(filter(None, (sentence, facts["hours"], facts["note"])))
