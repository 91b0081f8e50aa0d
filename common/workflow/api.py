"""The API of whatever has a life: its table, the moves a person is offered, the body of a move, its history."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from common.refusals import Refused
from common.schema import INTEGER_MAX, ClientId, Problem, Strict, Text
from common.workflow.charts import Chart
from common.workflow.moves import Move

EVENTS_SHOWN = 50
MAX_TEXT = 2_000
VERSION_MISSING: dict[tuple[int, str], Any] = {(428, "application/problem+json"): Problem}


class MoveFields(Strict):
    """What the body of any move may hold."""

    id = ClientId(required=False, help_text="made by the client, so that the move can be sent again safely")
    version = serializers.IntegerField(
        min_value=1, max_value=INTEGER_MAX, required=False, allow_null=True,
        help_text="the version you saw of what you move; without it the answer is 428",
    )  # fmt: skip
    note = Text(max_length=MAX_TEXT, multiline=True, required=False, allow_blank=True)
    reason = Text(max_length=MAX_TEXT, multiline=True, required=False, allow_blank=True)


class OfferFields(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]
    needs = serializers.ListField(child=serializers.CharField())
    optional = serializers.ListField(child=serializers.CharField())
    needs_to_pass = serializers.ListField(
        child=serializers.CharField(), help_text="needed besides where `passed` is true"
    )
    refusal = serializers.CharField(allow_null=True, help_text="why not now; null if you may")


class By(serializers.Serializer[Any]):
    name = serializers.CharField()
    role = serializers.CharField(allow_null=True, help_text="null where the platform acted by itself")


class _EventFields(serializers.Serializer[Any]):
    seq = serializers.IntegerField(help_text="from 1 without gaps")
    move = serializers.CharField()
    to = serializers.CharField()
    by = By()
    at = serializers.DateTimeField()
    note = serializers.CharField()
    data = serializers.DictField()  # type: ignore[assignment]
    hash = serializers.CharField()
    prev_hash = serializers.CharField()


# `from` is a word of Python, so that the class has to be made by hand.
Event = type("Event", (_EventFields,), {"from": serializers.CharField(allow_null=True), "__module__": __name__})


class _RowFields(serializers.Serializer[Any]):
    move = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    to = serializers.CharField(allow_null=True, help_text="null: the state stays")
    also = serializers.ListField(child=serializers.CharField(), help_text="states it can lead to besides")
    relations = serializers.DictField(
        child=serializers.CharField(), help_text="how each role must be related to what it moves"
    )
    to_if_failed = serializers.CharField(allow_null=True)
    roles = serializers.ListField(child=serializers.CharField())
    needs = serializers.ListField(child=serializers.CharField())
    optional = serializers.ListField(child=serializers.CharField())
    needs_to_pass = serializers.ListField(
        child=serializers.CharField(), help_text="needed besides where `passed` is true"
    )


WorkflowMove = type(
    "WorkflowMove",
    (_RowFields,),
    {"from": serializers.ListField(child=serializers.CharField()), "__module__": __name__},
)


class WorkflowState(serializers.Serializer[Any]):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class WorkflowTable(serializers.Serializer[Any]):
    states = WorkflowState(many=True)
    moves = WorkflowMove(many=True)


def offers(found: Iterable[tuple[Move[Any, Any, Any, Any], Refused | None]]) -> list[dict[str, Any]]:
    """The moves that a person of this role could make, each with why not now (see `Rules.offered`)."""
    return [
        {
            "move": move.name,
            "label": str(move.label),
            "needs": [need.value for need in move.needs],
            "optional": [need.value for need in move.optional],
            "needs_to_pass": [need.value for need in move.needs_to_pass],
            "refusal": refusal.message if refusal else None,
        }
        for move, refusal in found
    ]


def last_events(
    events: QuerySet[Any], *, told: Callable[[Sequence[Any]], Sequence[Any]] = lambda rows: rows
) -> list[dict[str, Any]]:
    """The end of a history, oldest first; `told` leaves out of their data what a reader must not hear of."""
    rows = list(events.select_related("by").order_by("-seq")[:EVENTS_SHOWN])
    return [row.told() for row in told(rows[::-1])]


def table(chart: Chart) -> dict[str, Any]:
    """States and moves of one kind of thing, as /workflow/ answers them."""
    states = [{"name": state.value, "label": str(state.label)} for state in chart.states]
    return {"states": states, "moves": [_row(chart, move) for move in chart.moves.values()]}


def _row(chart: Chart, move: Move[Any, Any, Any, Any]) -> dict[str, Any]:
    return {
        "move": move.name,
        "label": str(move.label),
        "from": [state.value for state in chart.states if state in move.sources],
        "to": move.target.value if move.target else None,
        "to_if_failed": move.target_if_failed.value if move.target_if_failed else None,
        "also": sorted(state.value for state in move.also),
        "roles": sorted(move.roles),
        "relations": {str(role): relation.value for role, relation in move.may.items()},
        "needs": [need.value for need in move.needs],
        "optional": [need.value for need in move.optional],
        "needs_to_pass": [need.value for need in move.needs_to_pass],
    }
