"""The verbs about rounds."""

from rounds.actions.answers import AnswerMessage, give_answer
from rounds.actions.drawing import draw_due_rounds
from rounds.actions.examples import add_examples, drop_example
from rounds.actions.findings import Turn, look_again, turn_finding
from rounds.actions.missing import look_after_rounds, miss_rounds
from rounds.actions.objections import (
    Grounds,
    ObjectionRequest,
    chase_objections,
    move_objection,
    raise_objection,
)
from rounds.actions.planning import RoundOrder, make_due_rounds, make_past_rounds, make_round_now
from rounds.actions.rounds import RoundRequest, move_round
from rounds.actions.stops import StopRequest, move_stop

__all__ = [
    "AnswerMessage",
    "Grounds",
    "ObjectionRequest",
    "RoundOrder",
    "RoundRequest",
    "StopRequest",
    "Turn",
    "add_examples",
    "chase_objections",
    "draw_due_rounds",
    "drop_example",
    "give_answer",
    "look_after_rounds",
    "look_again",
    "make_due_rounds",
    "make_past_rounds",
    "make_round_now",
    "miss_rounds",
    "move_objection",
    "move_round",
    "move_stop",
    "raise_objection",
    "turn_finding",
]
