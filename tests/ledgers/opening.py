"""Items of the ledger on their way, for the tests of the ledger."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from common import outbox
from common.integrity import examine
from ledgers.actions import ItemReport, ItemRequest, move_item, open_item
from ledgers.integrity import CHECKS
from ledgers.models import Item
from ledgers.topics import ITEM, ITEM_TOLD
from notices.models import Notice
from tests import factories as make
from tests.cast import City

DAY = timedelta(days=1)


def report(**rest: Any) -> ItemReport:
    """Of Sanitation, in the first unit grid, due in ten days unless said otherwise."""
    lng, lat = make.middle(0, 0)
    said: dict[str, Any] = {
        "id": uuid.uuid4(), "problem": "后巷长期堆放垃圾", "unit": "sanitation", "measures": "每日清运两次",
        "due_at": timezone.now() + 10 * DAY, "lng": lng, "lat": lat,
    }  # fmt: skip
    return ItemReport(**said | rest)


def opened(city: City, *, at: datetime | None = None, by: User | None = None, **rest: Any) -> Item:
    return open_item(report=report(**rest), at=at, by=by or city.sue)[0]


def do(item: Item, move: str, by: User, *, at: datetime | None = None, **rest: Any) -> Item:
    version = Item.objects.get(pk=item.pk).version
    request = ItemRequest(move, version, uuid.uuid4(), **rest)
    return move_item(item_id=item.pk, request=request, at=at, by=by)[0]


def taken(city: City, **rest: Any) -> Item:
    return do(opened(city, **rest), "take", city.hana)


def claimed(city: City, *, by: User | None = None, **rest: Any) -> Item:
    who = by or city.hana
    return do(taken(city, **rest), "claim", who, note="已清理", photos=(make.photo(who).pk,))


def written_off(city: City, *, at: datetime | None = None, **rest: Any) -> Item:
    return do(claimed(city, **rest), "write_off", city.sue, at=at)


def in_state(city: City, state: str) -> Item:
    """An item as people bring it into a state."""
    if state == "found":
        return opened(city, unit="")
    if state in ("assigned", "voided"):
        item = opened(city)
        return do(item, "void", city.sue, reason="重复登记") if state == "voided" else item
    if state == "rectifying":
        return taken(city)
    if state == "reviewing":
        return claimed(city)
    if state == "written_off":
        return written_off(city)
    if state == "answering":
        return do(taken(city), "account", city.lea, reason="推诿")
    return do(taken(city), "accept", city.lea, reason="等待改造", until=timezone.now() + 60 * DAY)


def follow() -> None:
    """What follows by itself from what happened, and the news of it."""
    for topic in (ITEM, ITEM, ITEM_TOLD):
        outbox.drain(topic)


def told(*names: str) -> set[tuple[str, str]]:
    """Who heard of what."""
    follow()
    found = Notice.objects.filter(what__in=names) if names else Notice.objects.all()
    return set(found.values_list("user__username", "what"))


def sound() -> None:
    wrong = {check.name: examine(check).examples for check in CHECKS}
    assert not any(wrong.values()), wrong


def history(item: Item) -> list[str]:
    return [*item.events.order_by("seq").values_list("move", flat=True)]
