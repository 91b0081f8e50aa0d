"""Moves of the stops of a round: done here, could not look, look again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.ids import growing_id
from common.refusals import Conflict
from common.workflow.engine import Life, Promises
from rounds.actions.set_out import hold_round, set_out
from rounds.choices import Verdict
from rounds.models import Answer, Stop, StopEvent
from rounds.permissions.stops import RULES
from rounds.queries.scores import score_of
from rounds.viewer import RoundViewer
from rounds.workflow.stops import GIVE_UP, LOOK, LOOK_AGAIN, QUIET, Move, Need

_MOVED = ("state", "version", "seq", "looked_at", "looked_by_id", "reason", "possible", "lost")


@dataclass(frozen=True, slots=True)
class StopRequest:
    """What a person wants done to a stop; `version` is the one they saw."""

    move: str
    version: int | None
    id: UUID | None = None
    note: str = ""
    reason: str = ""

    def given(self) -> set[str]:
        return {need.value for need in Need if getattr(self, need.value)}


class StopLife(Life[Move, Stop, RoundViewer, StopRequest, StopEvent, int]):
    rules = RULES
    events = StopEvent
    thing = "stop"
    moved = _MOVED
    absent = gettext_lazy("There is no such stop, or it is not yours.")
    stale = gettext_lazy("%(who)s has just done “%(what)s”. Look at the stop again.")
    version_missing = gettext_lazy("Say which version of the stop you saw.")
    quiet = QUIET

    def find(self, key: int, by: User, *, lock: bool) -> Stop | None:
        """With its round held, so that nobody hands it in while a stop of it is opened again."""
        seen = Stop.objects.visible_to(by).filter(pk=key)
        if lock:
            hold_round(seen)
        seen = seen.select_related("round", "place")
        return (seen.select_for_update(of=("self",)) if lock else seen).first()

    def viewer(self, thing: Stop, by: User, at: datetime) -> RoundViewer:
        return RoundViewer(by, at)

    def make(
        self, thing: Stop, move: Move, request: StopRequest, viewer: RoundViewer, at: datetime, fingerprint: str
    ) -> tuple[StopEvent, Promises]:
        set_out(thing, at=at, by=viewer.user)
        before, thing.state = thing.state, move.target or thing.state
        thing.seq, thing.version = thing.seq + 1, thing.version + 1
        EFFECTS[move.name](thing, request, viewer, at)
        event = StopEvent(
            id=request.id or growing_id(), stop=thing, seq=thing.seq, move=move.name, from_state=before,
            to_state=thing.state, by=viewer.user, at=at, note=request.note or request.reason,
            data=_facts(thing, request), content_hash=fingerprint,
        )  # fmt: skip
        return event, ()


def _looked(stop: Stop, request: StopRequest, viewer: RoundViewer, at: datetime) -> None:
    found = score_of(stop)
    stop.possible, stop.lost = found.possible, found.lost
    stop.looked_at, stop.looked_by = at, viewer.user


def _gave_up(stop: Stop, request: StopRequest, viewer: RoundViewer, at: datetime) -> None:
    """What was found before somebody had to leave is not dropped."""
    if Answer.objects.current().filter(stop=stop, verdict=Verdict.NO).exists():
        sentence = _("Faults were found here, so it was looked at: answer n/a to what you could not see.")
        raise Conflict(sentence, state=stop.state)
    stop.looked_at, stop.looked_by, stop.reason = at, viewer.user, request.reason


def _again(stop: Stop, request: StopRequest, viewer: RoundViewer, at: datetime) -> None:
    stop.possible = stop.lost = stop.looked_at = stop.looked_by = None
    stop.reason = ""


def _facts(stop: Stop, request: StopRequest) -> dict[str, Any]:
    said = {"reason": request.reason} if request.reason else {}
    if stop.possible is None or stop.lost is None:
        return said
    return {"possible": str(stop.possible), "lost": str(stop.lost), **said}


EFFECTS: Mapping[str, Callable[[Stop, StopRequest, RoundViewer, datetime], None]] = {
    LOOK: _looked, GIVE_UP: _gave_up, LOOK_AGAIN: _again,
}  # fmt: skip
STOPS = StopLife()


def move_stop(*, stop_id: int, request: StopRequest, at: datetime | None = None, by: User) -> tuple[Stop, bool]:
    """Make one move of a stop; the stop after it, and whether it had been made before (the same request sent again).

    The first word about any stop of a drawn round sets out on it. Raises what `Life.perform` does.
    """
    with transaction.atomic():
        return STOPS.perform(key=stop_id, request=request, at=at or timezone.now(), by=by)
