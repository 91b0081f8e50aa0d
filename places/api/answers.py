"""The shapes of answers about places, for the OpenAPI document; `shapes` builds them."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from common.schema import CodeName, GeoPoint
from common.workflow.api import Event, OfferFields
from places.choices import PermitKind, Result, Risk, ZoneKind
from places.workflow import MOVES, PermitState

CODE = OpenApiParameter("code", str, "path", description="code of a place")
LIST_PARAMETERS = [
    OpenApiParameter("q", str, description="words of name, address or responsible person, or a code"),
    OpenApiParameter("kind", str, description="code of a kind of place"),
    OpenApiParameter("risk", str, enum=Risk.values),
    OpenApiParameter("unit", str, description="code of the unit that answers for it"),
    OpenApiParameter("area", str, description="code of a sub-district or community"),
    OpenApiParameter("last_result", str, enum=Result.values),
    OpenApiParameter("zone", str, description="code of a zone in which it lies"),
    OpenApiParameter("ended", bool, description="what has ended; without it what stands"),
    OpenApiParameter("ordering", str, enum=["code"]),
    OpenApiParameter("cursor", str, description="from `next` or `previous`"),
    OpenApiParameter("page_size", int, description="rows of a page, at most 200"),
]


class PlaceLinks(serializers.Serializer[Any]):
    self = serializers.CharField()


class PlaceRow(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    kind = CodeName()
    address = serializers.CharField()
    location = GeoPoint()
    unit = CodeName(allow_null=True)
    street = CodeName(allow_null=True)
    community = CodeName(allow_null=True)
    risk = serializers.ChoiceField(Risk.choices)
    last_result = serializers.ChoiceField(["", *Result.values])
    looked_on = serializers.DateField(allow_null=True)
    started_on = serializers.DateField()
    ended_on = serializers.DateField(allow_null=True)
    links = PlaceLinks()


class PlacePage(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = PlaceRow(many=True)


class Detail(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    value = serializers.CharField()


class Contact(serializers.Serializer[Any]):
    name = serializers.CharField()
    phone = serializers.CharField(help_text="masked; the page of the place shows it to those who may see it")


class PlaceFile(PlaceRow):
    boundary = serializers.DictField(allow_null=True, help_text="GeoJSON geometry in WGS 84")
    responsible = Contact()
    details = Detail(many=True, help_text="what its kind asks for")


class PlaceHere(serializers.Serializer[Any]):
    place = PlaceRow()
    distance_m = serializers.IntegerField()
    inside = serializers.BooleanField(help_text="the point lies in its boundary")


class ZoneAnswer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(ZoneKind.choices)
    classes = serializers.ListField(child=serializers.CharField(), help_text="of which it speaks; none: of all")
    hours = serializers.CharField(help_text="such as 07:20-08:20 sat sun; empty: always")
    note = serializers.CharField()
    speaks = serializers.BooleanField(help_text="of the class asked for, or of any where none was")
    now = serializers.BooleanField(help_text="it is one of its hours")


class PermitHere(serializers.Serializer[Any]):
    number = serializers.CharField()
    kind = serializers.ChoiceField(PermitKind.choices)
    holder = serializers.CharField()
    purpose = serializers.CharField()
    conditions = serializers.CharField()
    ends_on = serializers.DateField()
    links = PlaceLinks()


class HereAnswer(serializers.Serializer[Any]):
    places = PlaceHere(many=True, help_text="the nearest first, at most five")
    zones = ZoneAnswer(many=True)
    permits = PermitHere(many=True, help_text="in force here")


# --- permits ----------------------------------------------------------------------------------------------------------

PERMIT_MOVES = sorted(MOVES)
PERMIT_PARAMETERS = [
    OpenApiParameter("q", str, description="words of holder, purpose or place, or a number"),
    OpenApiParameter("kind", str, enum=PermitKind.values),
    OpenApiParameter("state", str, enum=PermitState.values, many=True, description="may be repeated"),
    OpenApiParameter("unit", str, description="code of the unit that decides"),
    OpenApiParameter("place", str, description="code of a place"),
    OpenApiParameter("own", bool, description="decided by my unit"),
    OpenApiParameter("ends_before", str, description="of the last day; not included"),
    OpenApiParameter("ordering", str, enum=["-applied_at", "ends_on"]),
    OpenApiParameter("cursor", str, description="from `next` or `previous`"),
    OpenApiParameter("page_size", int, description="rows of a page, at most 200"),
]


class PermitOffer(OfferFields):
    move = serializers.ChoiceField(PERMIT_MOVES)


class PermitRow(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.CharField()
    kind = serializers.ChoiceField(PermitKind.choices)
    state = serializers.ChoiceField(PermitState.choices)
    version = serializers.IntegerField()
    holder = serializers.CharField()
    purpose = serializers.CharField()
    conditions = serializers.CharField()
    place = CodeName(allow_null=True)
    location = GeoPoint()
    unit = CodeName()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(help_text="the last day on which it holds")
    applied_at = serializers.DateTimeField()
    links = PlaceLinks()


class PermitPage(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = PermitRow(many=True)


class PermitAnswer(PermitRow):
    boundary = serializers.DictField(allow_null=True, help_text="its area, as GeoJSON in WGS 84")
    allowed_moves = PermitOffer(many=True)
    events = Event(many=True, help_text="the last 50")
