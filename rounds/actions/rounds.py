"""What the engine of moves asks of rounds; `move_round` is the door of every move that a person makes of a round."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import OVERSIGHT
from common.refusals import Conflict
from common.workflow.engine import Life, Promises
from rounds.actions.advance import MOVED, advance
from rounds.actions.again import draw_again
from rounds.actions.findings import open_to_objections
from rounds.actions.settling import settle_places
from rounds.models import Round, RoundEvent, Stop
from rounds.permissions.rounds import RULES
from rounds.querysets.rounds import seen_by
from rounds.topics import ROUND
from rounds.viewer import RoundViewer
from rounds.workflow.rounds import HAND_IN, QUIET, REDRAW, SETTLE, Move, Need, RoundState
from rounds.workflow.stops import StopState

_COLUMNS = [field.attname for field in Round._meta.concrete_fields if field.name in MOVED]
_RELATED = ("group", "plan__group", "plan__checklist", "checklist")


@dataclass(frozen=True, slots=True)
class RoundRequest:
    """What a person wants done to a round; `version` is the one they saw."""

    move: str
    version: int | None
    id: UUID | None = None
    note: str = ""
    reason: str = ""

    def given(self) -> set[str]:
        return {need.value for need in Need if getattr(self, need.value)}


class RoundLife(Life[Move, Round, RoundViewer, RoundRequest, RoundEvent, UUID]):
    rules = RULES
    events = RoundEvent
    thing = "round"
    moved = _COLUMNS
    absent = gettext_lazy("There is no such round, or it is not yours.")
    stale = gettext_lazy("%(who)s has just done “%(what)s”. Look at the round again.")
    version_missing = gettext_lazy("Say which version of the round you saw.")
    quiet = QUIET

    def find(self, key: UUID, by: User, *, lock: bool) -> Round | None:
        """To who oversees a part of the city only what they see all of: what is decided is decided of all of it."""
        whole = seen_by(by) if by.role in OVERSIGHT else Q()
        seen = Round.objects.visible_to(by).filter(whole, pk=key).select_related(*_RELATED)
        return (seen.select_for_update(of=("self",)) if lock else seen).first()

    def viewer(self, thing: Round, by: User, at: datetime) -> RoundViewer:
        return RoundViewer(by, at)

    def make(
        self, thing: Round, move: Move, request: RoundRequest, viewer: RoundViewer, at: datetime, fingerprint: str
    ) -> tuple[RoundEvent, Promises]:
        data = {"reason": request.reason} if request.reason else {}
        if effect := EFFECTS.get(move.name):
            data |= effect(thing, request, viewer.user, at)
        event = advance(
            thing, move, at=at, by=viewer.user, note=request.note or request.reason, data=data, id=request.id,
            fingerprint=fingerprint,
        )  # fmt: skip
        return event, [(ROUND, event.pk)]


ROUNDS_LIFE = RoundLife()


def move_round(*, round_id: UUID, request: RoundRequest, at: datetime | None = None, by: User) -> tuple[Round, bool]:
    """Make one move of a round; the round after it, and whether it had been made before (the same request sent again).

    Raises what `common.workflow.engine.Life.perform` does.
    """
    try:
        return ROUNDS_LIFE.perform(key=round_id, request=request, at=at, by=by)
    except Conflict as no:
        if request.move == HAND_IN and no.extra.get("state") == RoundState.WALKING:
            raise _still_open(round_id, no) from no
        raise


def _still_open(round_id: UUID, no: Conflict) -> Conflict:
    """The refusal with the names of the places that are still to be looked at."""
    stops = Stop.objects.filter(round=round_id, state=StopState.OPEN).select_related("place").order_by("order")
    names = [f"{stop.order}. {stop.place}" for stop in stops.defer("place__boundary")]
    return Conflict(f"{no.message} {_(', ').join(names)}", **no.extra, stops=[stop.pk for stop in stops])


def _hand_in(of: Round, request: RoundRequest, by: User, at: datetime) -> dict[str, Any]:
    of.objections_until = open_to_objections(round=of, at=at)
    return {"objections_until": of.objections_until.isoformat()}


def _settle(of: Round, request: RoundRequest, by: User, at: datetime) -> dict[str, Any]:
    return settle_places(of, by=by)


def _redraw(of: Round, request: RoundRequest, by: User, at: datetime) -> dict[str, Any]:
    return {"again": draw_again(of, reason=request.reason, at=at, by=by).number}


EFFECTS: Mapping[str, Callable[[Round, RoundRequest, User, datetime], dict[str, Any]]] = {
    HAND_IN: _hand_in, SETTLE: _settle, REDRAW: _redraw,
}  # fmt: skip
