"""Nobody has to press "set out": the first answer of a round that was drawn does it."""

from datetime import datetime
from uuid import uuid5

from accounts.models import User
from rounds.actions.rounds import RoundRequest, move_round
from rounds.models import Round, Stop
from rounds.workflow.rounds import BEGIN, RoundState


def set_out(stop: Stop, *, at: datetime, by: User) -> None:
    """Let the round of this stop be under way; call it with the stop held, before anything else is written.

    The round is held, so that of two first answers at once one sets out and the other finds it under way.
    """
    if stop.round.state != RoundState.DRAWN:
        return
    held = Round.objects.select_for_update(of=("self",)).get(pk=stop.round_id)
    if held.state == RoundState.DRAWN:
        request = RoundRequest(BEGIN, held.version, id=uuid5(held.pk, f"begin {held.version}"))
        held, __ = move_round(round_id=held.pk, request=request, at=at, by=by)
    stop.round = held
