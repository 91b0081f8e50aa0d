"""Orders, as tests draw them up and move them."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from citymgmt.integrity import CHECKS
from common import outbox
from common.integrity import examine
from common.models import Message
from departments.models import Membership
from ledgers.actions import OrderDraft, OrderRequest, draw_up_order, move_order
from ledgers.models import Order
from notices.models import Notice
from tests.cast import City

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def draft(**rest: Any) -> OrderDraft:
    """To the sanitation unit, to be replied to within three days."""
    said: dict[str, Any] = {
        "id": uuid.uuid4(), "kind": "supervision", "title": "东街暴露垃圾", "problem": "三处暴露垃圾多日未清",
        "requirement": "三日内清理，举一反三", "units": ("sanitation",), "due_at": timezone.now() + 3 * DAY,
    }  # fmt: skip
    return OrderDraft(**said | rest)


def drawn(city: City, *, at: datetime | None = None, by: User | None = None, **rest: Any) -> Order:
    return draw_up_order(draft=draft(**rest), at=at, by=by or city.sue)[0]


def do(order: Order, move: str, by: User, *, at: datetime | None = None, **said: Any) -> Order:
    version = said.pop("version", Order.objects.get(pk=order.pk).version)
    request = OrderRequest(move, version, said.pop("id", uuid.uuid4()), **said)
    return move_order(order_id=order.pk, request=request, at=at, by=by)[0]


def answered(city: City, order: Order) -> Order:
    """Signed for and replied to."""
    do(order, "sign", city.hana)
    return do(order, "reply", city.hana, note="已清理完毕")


def works_for_roads(city: City, user: User) -> User:
    Membership.objects.update_or_create(user=user, defaults={"department": city.roads})
    return user


def do_what_was_promised() -> None:
    """What workers do, until nothing is left that is due; none of it may fail."""
    while due := set(Message.objects.filter(due_at__lte=timezone.now()).values_list("topic", flat=True)):
        for topic in due:
            outbox.drain(topic)
    assert not [str(failed) for failed in Message.objects.exclude(last_error="")]


def told(order: Order, what: str) -> set[str]:
    """Who heard of it."""
    do_what_was_promised()
    found = Notice.objects.filter(kind=Order.SUBJECT, key=str(order.pk), what=what)
    return set(found.values_list("user__username", flat=True))


def sound() -> None:
    wrong = {check.name: examine(check).examples for check in CHECKS}
    assert not {name: found for name, found in wrong.items() if found and name != "logs"}
