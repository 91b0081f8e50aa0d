"""What the API says of a stop, its answers, findings and objections: the shapes for the OpenAPI document, and what
fills them."""

from decimal import Decimal
from typing import Any

from django.urls import reverse
from rest_framework import serializers

from accounts.api.shapes import Person, person
from common.schema import CodeName, GeoPoint
from common.workflow.api import Event, OfferFields, last_events, offers
from evidence.api.answers import PhotoFacts
from evidence.api.shapes import photo
from evidence.queries import photos_of
from rounds.choices import Rule, Verdict
from rounds.models import Answer, Finding, FindingState, Objection, Stop
from rounds.permissions.objections import RULES as OBJECTIONS
from rounds.permissions.stops import RULES as STOPS
from rounds.queries.scores import Asked
from rounds.scoring import Score
from rounds.viewer import RoundViewer
from rounds.workflow import objections, stops
from rounds.workflow.objections import ObjectionState
from rounds.workflow.stops import StopState


class ScoreShape(serializers.Serializer[Any]):
    possible = serializers.CharField(help_text="marks that could be earned by what was answered so far, without n/a")
    lost = serializers.CharField()
    share = serializers.CharField(allow_null=True, help_text="of a hundred, to one decimal")
    answered = serializers.IntegerField()
    lines = serializers.IntegerField()


class FindingLinks(serializers.Serializer[Any]):
    self = serializers.CharField()
    case = serializers.CharField(allow_null=True)


class FindingShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    state = serializers.ChoiceField(FindingState.choices)
    lost = serializers.CharField()
    unit = CodeName()
    person = Person(allow_null=True)
    place = CodeName()
    round = serializers.CharField(help_text="number of the round")
    line = CodeName()
    note = serializers.CharField()
    found_at = serializers.DateTimeField()
    object_until = serializers.DateTimeField(allow_null=True)
    case = serializers.CharField(allow_null=True, help_text="number of the case that it became")
    item = serializers.CharField(allow_null=True, help_text="number of the item that it became")
    photos = PhotoFacts(many=True)
    links = FindingLinks()


class AnswerShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    stop = serializers.IntegerField()
    line = serializers.CharField()
    verdict = serializers.ChoiceField(Verdict.choices)
    pieces = serializers.IntegerField()
    lost = serializers.CharField()
    note = serializers.CharField()
    location = GeoPoint(allow_null=True)
    accuracy_m = serializers.FloatField(allow_null=True)
    distance_m = serializers.IntegerField(allow_null=True, help_text="from the place")
    by = Person()
    answered_at = serializers.DateTimeField()
    at = serializers.DateTimeField()
    finding = serializers.IntegerField(allow_null=True)


class AnswerGiven(AnswerShape):
    score = ScoreShape(help_text="of the stop, with this answer")


class LineShape(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField()
    explanation = serializers.CharField()
    marks = serializers.CharField()
    rule = serializers.ChoiceField(Rule.choices)
    each = serializers.CharField()
    cap = serializers.CharField()
    category = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    examples = serializers.ListField(child=serializers.CharField(), help_text="addresses of its example photos")
    answer = AnswerShape(allow_null=True, help_text="the one that stands")


class StopOffer(OfferFields):
    move = serializers.ChoiceField(sorted(stops.MOVES))


class StopShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    round = serializers.CharField()
    order = serializers.IntegerField()
    place = CodeName()
    state = serializers.ChoiceField(StopState.choices)
    version = serializers.IntegerField()
    reason = serializers.CharField()
    score = ScoreShape()
    lines = LineShape(many=True)
    allowed_moves = StopOffer(many=True)


class ObjectionOffer(OfferFields):
    move = serializers.ChoiceField(sorted(objections.MOVES))


class ObjectionShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    state = serializers.ChoiceField(ObjectionState.choices)
    version = serializers.IntegerField()
    finding = serializers.IntegerField()
    unit = CodeName()
    grounds = serializers.CharField()
    words = serializers.CharField()
    raised_by = Person()
    raised_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    decided_by = Person(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    photos = PhotoFacts(many=True)
    allowed_moves = ObjectionOffer(many=True)
    events = Event(many=True)


def _named(code: str, name: object) -> dict[str, str]:
    return {"code": code, "name": str(name)}


def _marks(value: Decimal) -> str:
    return f"{value:f}"


def score(of: Score) -> dict[str, Any]:
    return {
        "possible": _marks(of.possible), "lost": _marks(of.lost),
        "share": None if of.share is None else _marks(of.share), "answered": of.answered, "lines": of.lines,
    }  # fmt: skip


def answer(of: Answer) -> dict[str, Any]:
    finding: Finding | None = getattr(of, "finding", None)
    point = of.location
    return {
        "id": of.pk, "stop": of.stop_id, "line": of.item.code, "verdict": of.verdict, "pieces": of.pieces,
        "lost": _marks(of.lost), "note": of.note,
        "location": {"type": "Point", "coordinates": [point.x, point.y]} if point is not None else None,
        "accuracy_m": of.accuracy_m, "distance_m": of.distance_m, "by": person(of.by), "answered_at": of.answered_at,
        "at": of.at, "finding": finding.pk if finding is not None else None,
    }  # fmt: skip


def _line(of: Asked) -> dict[str, Any]:
    line = of.line
    plain = ("code", "text", "explanation", "rule", "category", "required")
    return {
        **{name: getattr(line, name) for name in plain},
        **{name: _marks(getattr(line, name)) for name in ("marks", "each", "cap")},
        "examples": [reverse("api:photo", args=[each]) for each in line.photos],
        "answer": answer(of.answer) if of.answer is not None else None,
    }


def stop(of: Stop, lines: list[Asked], found: Score, viewer: RoundViewer) -> dict[str, Any]:
    return {
        "id": of.pk, "round": str(of.round_id), "order": of.order, "place": _named(of.place.code, of.place),
        "state": of.state, "version": of.version, "reason": of.reason, "score": score(found),
        "lines": [_line(each) for each in lines], "allowed_moves": offers(STOPS.offered(viewer, of)),
    }  # fmt: skip


def finding(of: Finding) -> dict[str, Any]:
    return {
        "id": of.pk, "state": of.state, "lost": _marks(of.lost), "unit": _named(of.unit.code, of.unit),
        "person": person(of.person) if of.person is not None else None, "place": _named(of.place.code, of.place),
        "round": of.round.number, "line": _named(of.answer.item.code, of.answer.item), "note": of.answer.note,
        "found_at": of.found_at, "object_until": of.object_until,
        "case": of.case.number if of.case is not None else None,
        "item": of.item.number if of.item is not None else None,
        "photos": [photo(each) for each in photos_of(of.subject)],
        "links": {
            "self": reverse("api:finding", args=[of.pk]),
            "case": reverse("api:case", args=[of.case_id]) if of.case_id is not None else None,
        },
    }  # fmt: skip


def objection(of: Objection, viewer: RoundViewer) -> dict[str, Any]:
    return {
        "id": of.pk, "state": of.state, "version": of.version, "finding": of.finding_id,
        "unit": _named(of.unit.code, of.unit), "grounds": of.grounds, "words": of.words,
        "raised_by": person(of.raised_by), "raised_at": of.raised_at, "due_at": of.due_at,
        "decided_by": person(of.decided_by) if of.decided_by is not None else None, "decided_at": of.decided_at,
        "photos": [photo(each) for each in photos_of(of.subject)],
        "allowed_moves": offers(OBJECTIONS.offered(viewer, of)), "events": last_events(of.events.all()),
    }  # fmt: skip
