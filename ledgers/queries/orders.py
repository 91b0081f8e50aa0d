"""Orders with what is shown and decided with them."""

from collections.abc import Collection
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from common.refusals import Missing
from departments.models import Membership
from evidence.models import Photo
from evidence.queries import photos_of
from ledgers.models import Order, Service
from ledgers.workflow.order_states import OrderState, ServiceState
from ledgers.workflow.orders import REPLY

_OUTLINES = ("place__boundary", "place__point", "place__details")
_SERVICES = Service.objects.select_related("department").order_by("position")
_WHOLE = Service.objects.select_related("department", "signed_by", "replied_by", "answered_by").order_by("position")


def orders(user: User) -> "QuerySet[Order]":
    """Those that this person may see, with what a list shows of each: two statements whatever the page."""
    seen = Order.objects.visible_to(user).select_related("case", "item", "place", "issued_by").defer(*_OUTLINES)
    return seen.prefetch_related(Prefetch("services", _SERVICES))


def order_for(user: User, **key: Any) -> Order:
    """One order with all that its page shows; Missing (404) if there is none or it is not theirs."""
    related = ("case__category", "item", "place", "issued_by")
    seen = Order.objects.visible_to(user).filter(**key).select_related(*related).defer(*_OUTLINES)
    found = seen.prefetch_related(Prefetch("services", _WHOLE)).first()
    if found is None:
        raise Missing(_("There is no such order, or it is not yours."))
    return found


def reply_photos(order: Order) -> dict[str, list[Photo]]:
    """By the code of a unit the photos that came with its replies, reply by reply, those of refused ones too."""
    if all(service.replied_at is None for service in order.services.all()):
        return {}
    replies = order.events.filter(move=REPLY, data__has_key="photos").order_by("seq")
    said = list(replies.values_list("data__unit", "data__photos"))
    known = {str(photo.pk): photo for photo in photos_of(order.subject)} if said else {}
    found: dict[str, list[Photo]] = {}
    for unit, photos in said:
        found.setdefault(unit, []).extend(known[key] for key in photos if key in known)
    return found


def heads_of(units: Collection[int]) -> dict[int, list[str]]:
    """By unit the names of its heads: who was asked."""
    found: dict[int, list[str]] = {}
    rows = Membership.objects.filter(
        department__in=units, user__is_active=True, user__role=Role.DEPARTMENT_HEAD
    ).select_related("user")
    for row in rows.order_by("user__username") if units else ():
        found.setdefault(row.department_id, []).append(str(row.user))
    return found


def owing() -> ArraySubquery:
    """For a query of open orders: the units for which each waits, with the names of their heads, who were asked."""
    heads = Membership.objects.filter(
        department=OuterRef("department"), user__is_active=True, user__role=Role.DEPARTMENT_HEAD
    ).order_by("user__username")
    waiting = Q(state=ServiceState.UNSIGNED) | Q(state=ServiceState.SIGNED, order__state=OrderState.SIGNED)
    services = Service.objects.filter(waiting, order=OuterRef("pk")).order_by("position")
    return ArraySubquery(
        services.values(
            said=JSONObject(
                unit=_first_of("department__short_name", "department__name"),
                heads=ArraySubquery(heads.values(who=_first_of("user__name", "user__username"))),
            )
        )
    )


def _first_of(*columns: str) -> Coalesce:
    """The first of these texts that is not empty."""
    return Coalesce(*(NullIf(column, Value("")) for column in columns[:-1]), columns[-1])
