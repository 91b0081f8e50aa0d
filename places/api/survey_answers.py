"""The shapes of answers about surveys, for the OpenAPI document; `survey_shapes` builds them."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from common.schema import CodeName, GeoPoint
from common.workflow.api import Event, OfferFields
from places.api.answers import PlaceLinks
from places.choices import TaskKind, What
from places.workflow.surveys import MOVES, SURVEY_MOVES, SurveyState, TaskState

_PAGES = [
    OpenApiParameter("cursor", str, description="from `next` or `previous`"),
    OpenApiParameter("page_size", int, description="rows of a page, at most 200"),
]
SURVEY_PARAMETERS = [
    OpenApiParameter("q", str, description="words of title or note, or a number"),
    OpenApiParameter("state", str, enum=SurveyState.values),
    OpenApiParameter("unit", str, description="code of the unit that collects"),
    OpenApiParameter("overdue", bool, description="under way after its due day"),
    OpenApiParameter("ordering", str, enum=["-made_at"]),
    *_PAGES,
]
TASK_PARAMETERS = [
    OpenApiParameter("survey", str, description="number of a survey"),
    OpenApiParameter("state", str, enum=TaskState.values, many=True, description="may be repeated"),
    OpenApiParameter("kind", str, enum=TaskKind.values),
    OpenApiParameter("collector", str, description="user name"),
    OpenApiParameter("area", str, description="code of a community"),
    OpenApiParameter("place", str, description="code of a place"),
    OpenApiParameter("mine", bool, description="given to you"),
    OpenApiParameter("own", bool, description="waits for you to verify"),
    OpenApiParameter("ordering", str, enum=["given_at"]),
    *_PAGES,
]


class Person(serializers.Serializer[Any]):
    username = serializers.CharField()
    name = serializers.CharField()


class SurveyRow(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(SurveyState.choices)
    version = serializers.IntegerField()
    areas = serializers.ListField(child=serializers.CharField())
    kinds = serializers.ListField(child=serializers.CharField())
    components = serializers.ListField(child=serializers.CharField())
    finds_new = serializers.BooleanField()
    unit = CodeName(allow_null=True, help_text="who collects; null: inspectors")
    made_by = Person()
    made_at = serializers.DateTimeField()
    due_on = serializers.DateField()
    ended_at = serializers.DateTimeField(allow_null=True)
    links = PlaceLinks()


class SurveyPage(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = SurveyRow(many=True)


class ProgressAnswer(serializers.Serializer[Any]):
    waiting = serializers.IntegerField(help_text="to be collected")
    returned = serializers.IntegerField(help_text="of these returned")
    collected = serializers.IntegerField(help_text="to be verified")
    verified = serializers.IntegerField()
    total = serializers.IntegerField()


class SurveyOffer(OfferFields):
    move = serializers.ChoiceField(sorted(SURVEY_MOVES))


class SurveyAnswer(SurveyRow):
    note = serializers.CharField()
    progress = ProgressAnswer()
    allowed_moves = SurveyOffer(many=True)
    events = Event(many=True, help_text="the last 50")


class TaskRow(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    survey = serializers.CharField(help_text="its number")
    kind = serializers.ChoiceField(TaskKind.choices)
    subject = CodeName(allow_null=True, help_text="the place, component or unit grid; null: found anew")
    title = serializers.CharField()
    location = GeoPoint()
    community = CodeName(allow_null=True)
    collector = Person()
    state = serializers.ChoiceField(TaskState.choices)
    version = serializers.IntegerField()
    what = serializers.ChoiceField(["", *What.values], help_text="what the collector says of it")
    times_returned = serializers.IntegerField()
    given_at = serializers.DateTimeField()
    collected_at = serializers.DateTimeField(allow_null=True)
    verified_at = serializers.DateTimeField(allow_null=True)
    links = PlaceLinks()


class TaskPage(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = TaskRow(many=True)


class Difference(serializers.Serializer[Any]):
    field = serializers.CharField()
    before = serializers.CharField(help_text="in the archive now")
    after = serializers.CharField(help_text="found; telephones masked")


class TaskOffer(OfferFields):
    move = serializers.ChoiceField(sorted(MOVES))


class TaskAnswer(TaskRow):
    differences = Difference(many=True)
    allowed_moves = TaskOffer(many=True)
    events = Event(many=True, help_text="the last 50")
