"""What orders show on the pages of cases, items and places."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT, UNIT
from cases.models import Case
from ledgers.models import Item, Order
from places.models import Place
from registry.panels import Panel, register


def _of_case(case: Case) -> str:
    return reverse("ledgers:orders_of", args=["case", case.number])


def _of_item(item: Item) -> str:
    return reverse("ledgers:orders_of", args=["item", item.number])


def _of_place(place: Place) -> str:
    return reverse("ledgers:orders_of", args=["place", place.code])


def _sees_orders(user: User, subject: object) -> bool:
    return user.role in DESK | OVERSIGHT | UNIT


def _orders_of_case(user: User, case: Case) -> QuerySet[Order]:
    return Order.objects.visible_to(user).filter(case=case)


register(Panel(Case.SUBJECT, "case-orders", _("Orders"), 5, _of_case, _sees_orders, _orders_of_case))
register(Panel(Item.SUBJECT, "item-orders", _("Orders"), 20, _of_item, _sees_orders))
register(Panel(Place.SUBJECT, "place-orders", _("Orders"), 30, _of_place, _sees_orders))
