"""What ledger and orders tell on the timeline of a place."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ledgers.models import Item, Order
from places.models import Place
from registry.timelines import Entry, TimelineSource, register


def _items(user: User, place: Place, before: datetime | None, most: int) -> list[Entry]:
    seen, now = Item.objects.visible_to(user).of_place(place), timezone.now()
    if before is not None:
        seen = seen.filter(opened_at__lt=before)
    return [_entry(item, now) for item in seen.order_by("-opened_at")[:most]]


def _entry(item: Item, now: datetime) -> Entry:
    return Entry(
        item.opened_at, item.title, item.get_absolute_url(), item.get_state_display(), item.number,
        str(item.lamp(at=now)), item.spot,
    )  # fmt: skip


def _orders(user: User, place: Place, before: datetime | None, most: int) -> list[Entry]:
    """Served there, or on who answers for the place; where its item lies, or at the place."""
    seen, now = Order.objects.visible_to(user).filter(place=place), timezone.now()
    if before is not None:
        seen = seen.filter(issued_at__lt=before)
    rows = seen.select_related("item").order_by("-issued_at")[:most]
    return [_order(order, place, now) for order in rows]


def _order(order: Order, place: Place, now: datetime) -> Entry:
    spot = (order.item.spot if order.item is not None else None) or (place.point.x, place.point.y)
    return Entry(
        order.issued_at, order.title, order.get_absolute_url(), order.get_state_display(), order.paper_number,
        str(order.lamp(at=now)), spot,
    )  # fmt: skip


register(TimelineSource(Place.SUBJECT, "items", _("Items of the ledger"), "notebook", 30, _items))
register(TimelineSource(Place.SUBJECT, "orders", _("Orders"), "file-certificate", 40, _orders))
