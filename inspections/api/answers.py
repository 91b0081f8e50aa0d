"""The shapes of answers about visits, for the OpenAPI document; `shapes` builds them."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from accounts.api.shapes import Person
from common.owed import Lamp
from common.schema import CodeName, GeoPoint
from common.workflow.api import Event, OfferFields
from evidence.api.answers import PhotoFacts
from inspections.workflow import MOVES, Kind, VisitState

MOVE_NAMES = sorted(MOVES)


def _text(name: str, description: str, **rest: Any) -> OpenApiParameter:
    return OpenApiParameter(name, str, description=description, **rest)


def _truth(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, bool, description=description)


LIST_PARAMETERS = [
    _text("state", "may be repeated", enum=VisitState.values, many=True),
    _text("kind", "what is looked at", enum=Kind.values),
    _text("case", "number or UUID of a case"),
    _text("inspector", "user name of who goes or went"),
    _truth("mine", "given to me"),
    _truth("open", "somebody still has to go"),
    _truth("overdue", "given to somebody, and past its due time"),
    _truth("passed", "what was found; done ones only"),
    _text("ordered_after", "time with offset, or a date; included"),
    _text("ordered_before", "time with offset, or a date; not included"),
    _text("due_after", "of the due time; included"),
    _text("due_before", "of the due time; not included"),
    _text("ordering", "default -ordered_at", enum=["-ordered_at", "ordered_at", "due_at"]),
    _text("cursor", "from `next` or `previous`"),
    OpenApiParameter("page_size", int, description="rows of a page, at most 200"),
]


class CaseOfVisit(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.CharField()


class SubjectOfVisit(serializers.Serializer[Any]):
    kind = serializers.CharField()
    key = serializers.CharField()
    title = serializers.CharField()


class VisitLink(serializers.Serializer[Any]):
    self = serializers.CharField()


class VisitLinks(VisitLink):
    moves = serializers.CharField()
    case = serializers.CharField(allow_null=True)


class VisitRow(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(Kind.choices)
    state = serializers.ChoiceField(VisitState.choices)
    version = serializers.IntegerField()
    case = CaseOfVisit(allow_null=True)
    subject = SubjectOfVisit(allow_null=True, help_text="where it is no case that is looked at")
    location = GeoPoint(allow_null=True)
    duty_grid = CodeName(allow_null=True)
    inspector = Person(allow_null=True, help_text="who goes; of an ended one who was sent last")
    ordered_at = serializers.DateTimeField()
    given_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    lamp = serializers.ChoiceField(Lamp.choices)
    done_at = serializers.DateTimeField(allow_null=True)
    done_by = Person(allow_null=True)
    passed = serializers.BooleanField(allow_null=True)
    links = VisitLink()


class VisitPage(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = VisitRow(many=True)


class VisitOffer(OfferFields):
    move = serializers.ChoiceField(MOVE_NAMES)


class VisitAnswer(VisitRow):
    times_given = serializers.IntegerField()
    allowed_moves = VisitOffer(many=True)
    photos = PhotoFacts(many=True, help_text="what was seen; the photos of a case's visit are the case's")
    events = Event(many=True, help_text="the last 50")
    links = VisitLinks()
