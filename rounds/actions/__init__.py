"""The verbs about rounds."""

from rounds.actions.drawing import draw_due_rounds
from rounds.actions.missing import look_after_rounds, miss_rounds
from rounds.actions.planning import RoundOrder, make_due_rounds, make_round_now
from rounds.actions.rounds import RoundRequest, move_round

__all__ = [
    "RoundOrder",
    "RoundRequest",
    "draw_due_rounds",
    "look_after_rounds",
    "make_due_rounds",
    "make_round_now",
    "miss_rounds",
    "move_round",
]
