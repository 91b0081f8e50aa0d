"""The shapes of answers about the ledger, for the OpenAPI document; `shapes` builds them."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from accounts.api.shapes import Person
from common.owed import Lamp
from common.schema import CodeName, GeoPoint
from common.workflow.api import Event, OfferFields
from evidence.api.answers import PhotoFacts
from ledgers.workflow.item_states import LINKS, ItemLevel, ItemState, SourceOfItem
from ledgers.workflow.items import MOVES

ITEM_MOVES = sorted(MOVES)
ITEM_LINKS = [(link.value, link.label) for link in LINKS]


def _text(name: str, description: str, **rest: Any) -> OpenApiParameter:
    return OpenApiParameter(name, str, description=description, **rest)


def _truth(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, bool, description=description)


ITEM_PARAMETERS = [
    _text("q", "words of the problem, the measures or the place, or a number"),
    _text("state", "may be repeated", enum=ItemState.values, many=True),
    _text("unit", "code of the responsible unit"),
    _text("area", "code of a sub-district or community"),
    _text("source", "what it came from", enum=SourceOfItem.values),
    _text("lamp", "of the limit", enum=Lamp.values),
    _text("level", "who answers for the solution", enum=ItemLevel.values),
    _truth("open", "neither written off nor void"),
    _truth("overdue", "owed by a unit, and past its limit"),
    _truth("silent", "nothing in the diary for as long as the city allows"),
    _truth("vacant", "owed by a unit in which nobody is in charge of it"),
    _truth("hot", "marked as hot and hard"),
    _truth("extension", "an extension is asked for"),
    _truth("passed_up", "passed up to a higher level"),
    _truth("recurring", "the recurrence of another item"),
    _truth("own", "owed by my unit or one below it"),
    _truth("mine", "I am leader, linked leader, in charge or owner"),
    _truth("answered_for", "a unit answers for its limit: not void, not put off, not without a unit"),
    _truth("in_time", "done by its limit"),
    _truth("not_enough", "sent back by who looked at the effect, at least once"),
    _truth("extended", "extended at least once"),
    _truth("reopened", "opened again at least once"),
    _text("place", "code of a place"),
    _text("category", "code of a subclass"),
    _text("case", "number of a case"),
    *(
        _text(f"{what}_{side}", f"time with offset; {'included' if side == 'after' else 'not included'}")
        for what in ("due", "opened", "finished", "written_off") for side in ("after", "before")
    ),
    _text("ordering", "default -opened_at", enum=["-opened_at", "due_at"]),
    _text("cursor", "from `next` or `previous`"),
    OpenApiParameter("page_size", int, description="rows of a page, at most 200"),
]  # fmt: skip


class ItemRef(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.CharField()


class ItemOrigin(serializers.Serializer[Any]):
    kind = serializers.CharField()
    key = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()


class ItemLink(serializers.Serializer[Any]):
    self = serializers.CharField()


class ItemLinks(ItemLink):
    moves = serializers.CharField()


class ItemRow(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.CharField()
    problem = serializers.CharField(help_text="具体内容")
    unit = CodeName(allow_null=True, help_text="责任单位; null while nobody was told whose it is")
    measures = serializers.CharField(help_text="整改措施")
    due_at = serializers.DateTimeField(allow_null=True, help_text="整改期限")
    state = serializers.ChoiceField(ItemState.choices)
    link = serializers.ChoiceField(ITEM_LINKS, help_text="of the five links of the chain")
    version = serializers.IntegerField()
    lamp = serializers.ChoiceField(Lamp.choices)
    source = serializers.ChoiceField(SourceOfItem.choices)  # type: ignore[assignment]
    place = CodeName(allow_null=True)
    category = CodeName(allow_null=True)
    in_charge = Person(allow_null=True)
    level = serializers.ChoiceField(ItemLevel.choices)
    passed_up = serializers.IntegerField(help_text="how often")
    hot = serializers.BooleanField()
    opened_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True, help_text="when the unit said that it is done")
    written_off_at = serializers.DateTimeField(allow_null=True)
    links = ItemLink()


class ItemPage(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ItemRow(many=True)


class ItemOffer(OfferFields):
    move = serializers.ChoiceField(ITEM_MOVES)


class ItemAnswer(ItemRow):
    first_due_at = serializers.DateTimeField(allow_null=True, help_text="the limit of the first hand-over")
    location = GeoPoint(allow_null=True)
    leader = Person(allow_null=True)
    linked_leader = Person(allow_null=True)
    linked_unit = CodeName(allow_null=True)
    hot_owner = Person(allow_null=True)
    extension_until = serializers.DateTimeField(allow_null=True, help_text="asked for and not decided yet")
    put_off_until = serializers.DateTimeField(allow_null=True)
    diary_at = serializers.DateTimeField(allow_null=True, help_text="the last word of the unit")
    written_off_by = Person(allow_null=True)
    recurs = ItemRef(allow_null=True, help_text="the item of which it is the recurrence")
    origin = ItemOrigin(allow_null=True)
    cases = ItemRef(many=True, help_text="those that you may see")
    allowed_moves = ItemOffer(many=True)
    photos = PhotoFacts(many=True)
    events = Event(many=True, help_text="the last 50")
    links = ItemLinks()
