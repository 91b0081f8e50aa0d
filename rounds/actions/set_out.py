"""Nobody has to press "set out": the first answer of a round that was drawn does it."""

from datetime import datetime
from uuid import uuid5

from django.db.models import QuerySet

from accounts.models import User
from rounds.actions.rounds import RoundRequest, move_round
from rounds.models import Round, Stop
from rounds.workflow.rounds import BEGIN, RoundState


def hold_round(stops: "QuerySet[Stop]", **which: str) -> None:
    """Hold the round of these stops (if it is one of `which`), before a stop of it is held and read.

    Always the round first: who hands it in, settles or cancels it holds it and looks at its stops then.
    """
    rounds = Round.objects.filter(pk__in=stops.order_by().values("round"), **which).order_by("pk")
    list(rounds.select_for_update(of=("self",), no_key=True).values_list("pk"))


def set_out(stop: Stop, *, at: datetime, by: User) -> None:
    """Let the round of this stop be under way; call it with the round held, if it is a drawn one, and the stop read
    after that: of two first answers at once one sets out, and the other finds the round under way."""
    if stop.round.state != RoundState.DRAWN:
        return
    version = stop.round.version
    request = RoundRequest(BEGIN, version, id=uuid5(stop.round_id, f"begin {version}"))
    stop.round, __ = move_round(round_id=stop.round_id, request=request, at=at, by=by)
