"""The draw: at its hour, and not a second before, the places of a round are found and put in order."""

import logging
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from common import outbox
from rounds.actions.advance import CLOCK, MOVED, advance
from rounds.actions.versions import freeze
from rounds.choices import Selection
from rounds.models import Draw, Plan, Round, Stop, StopEvent
from rounds.queries.frame import Frame, frame_of
from rounds.sampling import draw, longest_unseen
from rounds.topics import ROUND
from rounds.tour import tour
from rounds.workflow import stops
from rounds.workflow.rounds import DRAW, MOVES, NOTHING, RoundState

BATCH, SEED_BYTES = 20, 32
log = logging.getLogger(__name__)


def draw_due_rounds(*, at: datetime | None = None) -> int:
    """Draw the places of the rounds whose hour has come; how many rounds. Two clocks at once share the work."""
    at, done, last = at or timezone.now(), 0, ""
    while step := _draw_some(at, last):
        done, last = done + sum(drawn for __, drawn in step), step[-1][0]
    return done


def _draw_some(at: datetime, last: str) -> list[tuple[str, bool]]:
    """A batch, each round in a transaction of its own; one that can't be drawn stands before none of the others."""
    due = Round.objects.filter(state=RoundState.PLANNED, draws_at__lte=at, number__gt=last).order_by("number")
    return [(number, _draw_alone(number, at)) for number in due.values_list("number", flat=True)[:BATCH]]


def _draw_alone(number: str, at: datetime) -> bool:
    try:
        with transaction.atomic():
            held = Round.objects.select_for_update(of=("self",), skip_locked=True).select_related("plan__checklist")
            found = held.filter(number=number, state=RoundState.PLANNED).first()
            if found is not None:
                draw_places(found, at=at)
            return found is not None
    except IntegrityError:
        log.exception("Round %s can't be drawn; `manage.py fsck` says what is wrong with it", number)
        return False


def draw_places(of: Round, *, at: datetime) -> None:
    """Find the places of a planned round that the caller has locked, in a transaction.

    The seed is made here and written once. Where the plan looks at no place there is nothing to walk.
    """
    frame = frame_of(of.plan, timezone.localdate(at))
    if not frame.candidates:
        _end_empty(of, at)
        return
    of.checklist = freeze(of.plan.checklist, at=at)
    made = _draw(of, of.plan, frame, at)
    keys = _drawn(made, frame)
    way = [keys[turn] for turn in tour([frame.spots[key] for key in keys])]
    event = advance(of, MOVES[DRAW], at=at, actor=CLOCK, data={"places": len(way), "of": len(frame.candidates)})
    of.save(update_fields=MOVED)
    event.save(force_insert=True)
    made.save(force_insert=True)
    _make_stops(of, way, at)
    outbox.emit(ROUND, [event.pk])


def _end_empty(of: Round, at: datetime) -> None:
    event = advance(of, MOVES[NOTHING], at=at, actor=CLOCK)
    of.save(update_fields=MOVED)
    event.save(force_insert=True)
    outbox.emit(ROUND, [event.pk])


def _draw(of: Round, plan: Plan, frame: Frame, at: datetime) -> Draw:
    size = min(plan.sample_size or len(frame.candidates), len(frame.candidates))
    seed = secrets.token_hex(SEED_BYTES) if of.selection == Selection.RANDOM else ""
    listed = [[each.key, each.weight] for each in frame.candidates]
    return Draw(round=of, selection=of.selection, seed=seed, size=size, frame=listed, drawn_at=at)


def _drawn(made: Draw, frame: Frame) -> list[int]:
    if made.selection == Selection.RANDOM:
        return draw(frame.candidates, made.size, made.seed)
    return longest_unseen(frame.candidates, made.size)


def _make_stops(of: Round, way: Sequence[int], at: datetime) -> None:
    made = Stop.objects.bulk_create(
        Stop(round=of, place_id=place, order=order) for order, place in enumerate(way, start=1)
    )  # fmt: skip
    StopEvent.objects.bulk_create(
        StopEvent(stop=stop, seq=1, move=stops.DRAW, to_state=stop.state, actor=CLOCK, at=at) for stop in made
    )  # fmt: skip
