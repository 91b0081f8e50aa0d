"""The shapes of answers about rounds, for the OpenAPI document; `round_shapes` builds them."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from common.owed import Lamp
from common.schema import CodeName, GeoPoint
from common.workflow.api import Event, OfferFields
from rounds.choices import Openness, Scope, Selection
from rounds.models import FindingState
from rounds.workflow.rounds import MOVES, RoundState
from rounds.workflow.stops import StopState

MOVE_NAMES = sorted(MOVES)
LIST_PARAMETERS = [
    OpenApiParameter("q", str, description="words of the title, or a number"),
    OpenApiParameter("state", str, enum=RoundState.values, many=True, description="may be repeated"),
    OpenApiParameter("plan", str, description="code of a plan"),
    OpenApiParameter("scheme", str, description="code of a scheme"),
    OpenApiParameter("group", str, description="code of the group that walks it"),
    OpenApiParameter("selection", str, enum=Selection.values),
    OpenApiParameter("openness", str, enum=Openness.values),
    OpenApiParameter("scope", str, enum=Scope.values),
    OpenApiParameter("unit", str, description="code of a unit that something was charged to"),
    OpenApiParameter("place", str, description="code of a place that is looked at"),
    OpenApiParameter("overdue", bool, description="somebody has to walk it still, and it is past its due time"),
    OpenApiParameter("mine", bool, description="I walk it: of a group of mine, or of none and I am a supervisor"),
    OpenApiParameter("objectionable", bool, description="it charged something to my unit, which may object still"),
    OpenApiParameter("again", bool, description="made by hand, or drawn again"),
    OpenApiParameter("due_from", str, description="a day; included"),
    OpenApiParameter("due_to", str, description="a day; included"),
    OpenApiParameter("due_after", str, description="time with offset; included"),
    OpenApiParameter("due_before", str, description="time with offset; not included"),
    OpenApiParameter("in_time", bool, description="handed in by its due time"),
    OpenApiParameter("looked_at", str, description="code of a place at which somebody looked"),
    OpenApiParameter("ordering", str, enum=["-due_on", "due_on"]),
    OpenApiParameter("cursor", str, description="from `next` or `previous`"),
    OpenApiParameter("page_size", int, description="rows of a page, at most 200"),
]


class RoundLinks(serializers.Serializer[Any]):
    self = serializers.CharField()


class RoundRow(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.CharField()
    title = serializers.CharField()
    plan = CodeName()
    group = CodeName(allow_null=True, help_text="null: all supervisors walk it")
    state = serializers.ChoiceField(RoundState.choices)
    version = serializers.IntegerField()
    selection = serializers.ChoiceField(Selection.choices)
    openness = serializers.ChoiceField(Openness.choices)
    scope = serializers.ChoiceField(Scope.choices)
    due_on = serializers.DateField()
    attempt = serializers.IntegerField(help_text="1, and one more for each further draw of that plan and day")
    reason = serializers.CharField(help_text="why it was made by hand, or drawn again")
    draws_at = serializers.DateTimeField(help_text="nobody knows its places before")
    due_at = serializers.DateTimeField()
    lamp = serializers.ChoiceField(Lamp.choices)
    handed_in_at = serializers.DateTimeField(allow_null=True)
    objections_until = serializers.DateTimeField(allow_null=True)
    settled_at = serializers.DateTimeField(allow_null=True)
    marks_possible = serializers.CharField(
        allow_null=True, help_text="a decimal, once it is settled; null for a unit, which sees its own findings"
    )
    marks_lost = serializers.CharField(allow_null=True, help_text="a decimal, after all objections")
    links = RoundLinks()


class RoundPage(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = RoundRow(many=True)


class StopAnswer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    order = serializers.IntegerField()
    place = CodeName()
    location = GeoPoint()
    state = serializers.ChoiceField(StopState.choices)
    version = serializers.IntegerField()
    looked_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    possible = serializers.CharField(allow_null=True)
    lost = serializers.CharField(allow_null=True)
    result = serializers.CharField(help_text="good, minor or bad once the round is settled; empty before")


class FindingAnswer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    item = CodeName()
    place = CodeName()
    unit = CodeName()
    person = serializers.CharField(allow_null=True)
    state = serializers.ChoiceField(FindingState.choices)
    lost = serializers.CharField()
    found_at = serializers.DateTimeField()
    case = serializers.CharField(allow_null=True, help_text="its number")


class RoundOffer(OfferFields):
    move = serializers.ChoiceField(MOVE_NAMES)


class RoundAnswer(RoundRow):
    stops = StopAnswer(many=True, help_text="in the order of the way; a unit sees those of its findings")
    findings = FindingAnswer(many=True, help_text="a unit sees its own")
    allowed_moves = RoundOffer(many=True)
    events = Event(many=True, help_text="the last 50, for oversight and the group")
