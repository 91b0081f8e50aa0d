"""What lists of orders can be narrowed by, for the page and the API alike."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from common.filters import CodeFilter, DayFilter, KnownChoiceFilter, MomentFilter, TextFilter, TruthFilter
from common.words import with_parts, with_word
from departments.models import Department
from grids.models import Level
from ledgers.models import Order, Service
from ledgers.querysets.orders import (
    OrderQuerySet,
    overdue_at,
    replied_in_time,
    reply_owed,
    signature_owed,
    signed_in_time,
    unsigned_at,
)
from ledgers.workflow.order_states import OrderKind, OrderState

DAY = forms.DateInput(attrs={"type": "date"})
WAITING = (
    ("sign", _("To be signed for")), ("reply", _("To be replied to")), ("accept", _("Replies to accept")),
)  # fmt: skip


class OrderFilter(filters.FilterSet):
    """Filters of `Order.objects.visible_to(…)`; overdue and unsigned are what is so now.

    What is said of signatures and replies is said of the slowest unit, and where a unit is chosen, of that unit.
    """

    q = TextFilter(method="by_words", label=_("Words"), max_length=60, widget=forms.TextInput(attrs={"type": "search"}))
    kind = filters.ChoiceFilter(label=_("Kind"), choices=OrderKind.choices, empty_label=_("All kinds"))
    # Without `distinct`, which would sort all columns of all orders that match.
    state = filters.MultipleChoiceFilter(label=_("State"), choices=OrderState.choices, distinct=False)
    unit = KnownChoiceFilter(
        method="by_unit", label=_("Served on"), queryset=Department.objects.active(), known=Department.objects.all(),
        to_field_name="code", empty_label=_("All units"),
    )  # fmt: skip
    waiting = filters.ChoiceFilter(
        method="by_waiting", label=_("Waits"), choices=WAITING, empty_label=_("For anything")
    )  # fmt: skip
    level = filters.ChoiceFilter(label=_("Level"), choices=Level.choices, empty_label=_("All levels"))
    open = TruthFilter("is_open", label=pgettext_lazy("orders", "Open"))
    unsigned = TruthFilter(method="by_unsigned", label=_("Not signed for in time"))
    overdue = TruthFilter(method="by_overdue", label=_("Not replied to in time"))
    case = CodeFilter("case__number", label=_("Case"), max_length=40)
    item = CodeFilter("item__number", label=_("Ledger item"), max_length=20)
    place = CodeFilter("place__code", label=pgettext_lazy("of the archive", "Place"), max_length=32)
    issued_after = DayFilter("issued_at", "date__gte", label=_("Issued from"), widget=DAY)
    issued_before = DayFilter("issued_at", "date__lt", label=_("Issued before"), widget=DAY)
    sign_due_after = MomentFilter("sign_due_at", "gte", label=_("To be signed from"), widget=forms.HiddenInput)
    sign_due_before = MomentFilter("sign_due_at", "lt", label=_("To be signed before"), widget=forms.HiddenInput)
    due_after = MomentFilter("due_at", "gte", label=_("Due from"), widget=forms.HiddenInput)
    due_before = MomentFilter("due_at", "lt", label=_("Due before"), widget=forms.HiddenInput)
    sign_owed = TruthFilter(method="by_sign_owed", label=_("A signature was owed"))
    signed_in_time = TruthFilter(method="by_signed", label=_("Signed for in time"))
    reply_owed = TruthFilter(method="by_reply_owed", label=_("A reply was owed"))
    replied_in_time = TruthFilter(method="by_replied", label=_("Replied to in time"))

    class Meta:
        model = Order
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user: User = kwargs.pop("user")
        self.at: datetime = timezone.now()
        super().__init__(*args, **kwargs)

    def by_words(self, orders: OrderQuerySet, name: str, value: str) -> OrderQuerySet:
        numbered = Q(number__iexact=value) | Q(paper_number__iexact=value)
        where = with_word(value, "title", "problem", "requirement") | numbered
        return orders.filter(with_parts(Order.objects.all(), Order.SEARCHED, {value: where}))

    def by_unit(self, orders: OrderQuerySet, name: str, value: Department) -> OrderQuerySet:
        return orders.served_on([value.pk])

    def by_waiting(self, orders: OrderQuerySet, name: str, value: str) -> OrderQuerySet:
        chosen = {"sign": orders.to_sign, "reply": orders.to_reply, "accept": orders.to_accept}
        return chosen[value](self.user)

    def by_unsigned(self, orders: OrderQuerySet, name: str, value: bool) -> OrderQuerySet:
        return self._of_units(orders, lambda order: unsigned_at(self.at, order), value)

    def by_overdue(self, orders: OrderQuerySet, name: str, value: bool) -> OrderQuerySet:
        return self._of_units(orders, lambda order: overdue_at(self.at, order), value)

    def by_sign_owed(self, orders: OrderQuerySet, name: str, value: bool) -> OrderQuerySet:
        return self._of_units(orders, signature_owed, value)

    def by_signed(self, orders: OrderQuerySet, name: str, value: bool) -> OrderQuerySet:
        return self._of_units(orders, signed_in_time, value)

    def by_reply_owed(self, orders: OrderQuerySet, name: str, value: bool) -> OrderQuerySet:
        return self._of_units(orders, reply_owed, value)

    def by_replied(self, orders: OrderQuerySet, name: str, value: bool) -> OrderQuerySet:
        return self._of_units(orders, replied_in_time, value)

    def _of_units(self, orders: OrderQuerySet, condition: Callable[[str], Q], value: bool) -> OrderQuerySet:
        """Of which this holds, or not; where a unit is chosen it is asked of that unit's service."""
        unit: Department | None = self.form.cleaned_data.get("unit")
        found = condition("")
        if unit is not None:
            services = Service.objects.filter(condition("order__"), department=unit)
            found = Q(Exists(services.filter(order=OuterRef("pk"))))
        return orders.filter(found) if value else orders.exclude(found)
