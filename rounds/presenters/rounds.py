"""How a round is shown: its history, its stops on a map, how its places were drawn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from common.workflow import Tone
from places.choices import Result
from places.models import Place
from rounds.choices import Selection
from rounds.models import Draw, Round, RoundEvent, Stop
from rounds.sampling import Candidate, chances
from rounds.tour import metres
from rounds.workflow.rounds import MOVES, WORDS, RoundState
from rounds.workflow.stops import StopState

_LAMPS = {StopState.OPEN: "grey", StopState.LOOKED_AT: "green", StopState.COULD_NOT: "yellow"}
_RESULTS = {Result.GOOD: "green", Result.MINOR: "yellow", Result.BAD: "red"}
HUNDRED = Decimal(100)
MOST_CHANCES = 200  # places of a draw that a page lists, where no more were drawn


@dataclass(frozen=True, slots=True)
class Moment:
    """One item of a history, as the kit's `event` tag wants it."""

    at: datetime
    what: str
    who: User | None
    note: str
    changes: Sequence[tuple[str, str, str]]
    icon: str
    tone: str


def timeline(of: Round) -> list[Moment]:
    """Newest first."""
    return [_moment(event) for event in of.events.select_related("by").order_by("-seq")]


def _moment(event: RoundEvent) -> Moment:
    row = MOVES.get(event.move) or WORDS[event.move]
    states = [str(RoundState(each).label) if each else "" for each in (event.from_state, event.to_state)]
    changes = [(_("State"), states[0], states[1])] if states[0] != states[1] else []
    note = _("These words were erased.") if event.erased else event.note
    tone = row.tone or ("" if event.by else "auto")
    return Moment(event.at, str(row.label), event.by, note, changes, row.icon, str(tone or Tone.PLAIN))


def points(stops: Iterable[Stop]) -> dict[str, Any]:
    """The stops as marks of a map, by how they stand, or by what the place got once that is known."""
    return {"type": "FeatureCollection", "features": [_point(stop) for stop in stops]}


def _point(stop: Stop) -> dict[str, Any]:
    lamp = _RESULTS[Result(stop.result)] if stop.result else _LAMPS[StopState(stop.state)]
    said = {"lamp": lamp, "label": f"{stop.order}. {stop.place.name}", "url": stop.place.get_absolute_url()}
    return {"type": "Feature", "properties": said, "geometry": stop.place.spot}


def way_of(stops: Sequence[Stop]) -> str:
    """How long the way is, as people say it."""
    length = metres([(stop.place.point.x, stop.place.point.y) for stop in stops])
    return f"{length / 1000:.1f} km" if length >= 1_000 else f"{length:.0f} m"


@dataclass(frozen=True, slots=True)
class Chance:
    """A place of the draw: its weight, with which probability it was drawn, and whether it was."""

    place: Place
    weight: int
    share: Decimal  # of a hundred
    drawn: bool


@dataclass(frozen=True)
class DrawShown:
    """How the places were found, for whoever checks it."""

    draw: Draw
    total: int  # places that could be drawn
    chances: Sequence[Chance]

    @property
    def is_random(self) -> bool:
        return self.draw.selection == Selection.RANDOM


def draw_shown(of: Round, stops: Sequence[Stop]) -> DrawShown | None:
    """The draw with the places that were drawn, and of a great frame the others of most weight; None before its hour.
    Two statements."""
    draw = Draw.objects.filter(round=of).first()
    if draw is None:
        return None
    frame = [Candidate(key, weight) for key, weight in draw.frame]
    due = chances(frame, draw.size) if draw.selection == Selection.RANDOM else {}
    drawn = {stop.place_id for stop in stops}
    listed = sorted(frame, key=lambda each: (each.key not in drawn, -each.weight))[: max(len(drawn), MOST_CHANCES)]
    rows = Place.objects.defer("boundary").in_bulk([each.key for each in listed])
    shown = [
        Chance(rows[each.key], each.weight, _hundredths(due.get(each.key)), each.key in drawn)
        for each in listed if each.key in rows
    ]  # fmt: skip
    return DrawShown(draw, len(frame), shown)


def _hundredths(share: Any) -> Decimal:
    return Decimal(0) if share is None else (HUNDRED * share.numerator / share.denominator).quantize(Decimal("0.1"))
