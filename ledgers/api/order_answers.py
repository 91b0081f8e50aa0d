"""The shapes of answers about orders, for the OpenAPI document; `order_shapes` builds them."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from common.schema import CodeName
from common.workflow.api import Event, OfferFields
from evidence.api.answers import PhotoFacts
from grids.models import Level
from ledgers.filters.orders import WAITING
from ledgers.workflow.order_states import OrderKind, OrderState, ServiceState
from ledgers.workflow.orders import MOVES

ORDER_MOVES = sorted(MOVES)
NUMBER = OpenApiParameter("number", str, "path", description="number of the order, such as D2026-00012")
LIST_PARAMETERS = [
    OpenApiParameter("q", str, description="words of title, problem or requirement, or a number"),
    OpenApiParameter("kind", str, enum=OrderKind.values),
    OpenApiParameter("state", str, enum=OrderState.values, many=True, description="may be repeated"),
    OpenApiParameter("unit", str, description="code of a unit on which it was served"),
    OpenApiParameter("waiting", str, enum=[name for name, __ in WAITING], description="members of units: theirs"),
    OpenApiParameter("level", str, enum=Level.values),
    OpenApiParameter("open", bool, description="neither closed nor withdrawn"),
    OpenApiParameter("unsigned", bool, description="not signed for in time; with `unit` by that unit"),
    OpenApiParameter("overdue", bool, description="not replied to in time; with `unit` by that unit"),
    OpenApiParameter("sign_owed", bool, description="a signature was owed, by the slowest unit or by `unit`"),
    OpenApiParameter("signed_in_time", bool, description="signed for by the time for it, by all units or by `unit`"),
    OpenApiParameter("reply_owed", bool, description="a reply was owed, by the slowest unit or by `unit`"),
    OpenApiParameter("replied_in_time", bool, description="replied to by the limit, by all units or by `unit`"),
    OpenApiParameter("case", str, description="number of a case"),
    OpenApiParameter("item", str, description="number of a ledger item"),
    OpenApiParameter("place", str, description="code of a place"),
    OpenApiParameter("issued_after", str, description="the first day"),
    OpenApiParameter("issued_before", str, description="a day; not included"),
    *(
        OpenApiParameter(f"{what}_{side}", str, description="time with offset")
        for what in ("sign_due", "due") for side in ("after", "before")
    ),
    OpenApiParameter("ordering", str, enum=["-issued_at", "due_at"]),
    OpenApiParameter("cursor", str, description="from `next` or `previous`"),
    OpenApiParameter("page_size", int, description="rows of a page, at most 200"),
]  # fmt: skip


class OrderLinks(serializers.Serializer[Any]):
    self = serializers.CharField()
    paper = serializers.CharField(help_text="the PDF")


class OrderUnit(serializers.Serializer[Any]):
    unit = CodeName()
    leads = serializers.BooleanField()
    state = serializers.ChoiceField(ServiceState.choices)
    signed_at = serializers.DateTimeField(allow_null=True)
    signed_by = serializers.CharField(help_text="empty while nobody has")
    signer = serializers.CharField(help_text="who signed for the party, on an order to correct")
    replied_at = serializers.DateTimeField(allow_null=True)
    reply = serializers.CharField()
    photos = PhotoFacts(many=True, help_text="that came with its replies")
    refusals = serializers.IntegerField(help_text="how many of its replies were refused")
    answer = serializers.CharField(help_text="what the issuer said of the last reply")


class OrderOffer(OfferFields):
    move = serializers.ChoiceField(ORDER_MOVES)


class OrderSubjectAnswer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    key = serializers.CharField()
    title = serializers.CharField()


class OrderListed(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.CharField()
    paper_number = serializers.CharField()
    kind = serializers.ChoiceField(OrderKind.choices)
    level = serializers.ChoiceField(Level.choices)
    title = serializers.CharField()
    state = serializers.ChoiceField(OrderState.choices)
    version = serializers.IntegerField()
    units = CodeName(many=True, help_text="on which it was served, the leading one first")
    waits_for = CodeName(many=True, help_text="that have to sign, or else to reply")
    case = serializers.CharField(allow_null=True, help_text="number")
    item = serializers.CharField(allow_null=True, help_text="number")
    place = CodeName(allow_null=True)
    issued_at = serializers.DateTimeField()
    sign_due_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    links = OrderLinks()


class OrderPage(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = OrderListed(many=True)


class OrderAnswer(OrderListed):
    problem = serializers.CharField()
    basis = serializers.CharField()
    requirement = serializers.CharField()
    consequences = serializers.CharField()
    contact = serializers.CharField()
    body = serializers.CharField(help_text="the issuing body")
    party = serializers.CharField(help_text="to whom an order to correct goes")
    party_phone = serializers.CharField(help_text="masked")
    subject = OrderSubjectAnswer(allow_null=True)
    services = OrderUnit(many=True)
    allowed_moves = OrderOffer(many=True)
    events = Event(many=True, help_text="the last 50")
