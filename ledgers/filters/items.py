"""What the rectification ledger can be narrowed by."""

from datetime import datetime
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from cases.models import Case
from common.filters import CodeFilter, KnownChoiceFilter, MomentFilter, TextFilter, TruthFilter
from common.owed import Lamp
from departments.models import Department
from departments.queries import units_of
from grids.models import Area
from ledgers.models import Item
from ledgers.queries.words import find
from ledgers.querysets.items import (
    ItemQuerySet,
    answered_for,
    done_in_time,
    hot_and_hard,
    not_enough,
    overdue_at,
    silent_at,
    vacant_now,
)
from ledgers.workflow.item_states import ItemLevel, ItemState, SourceOfItem

_AREAS = Area.objects.defer("geom")


class ItemFilter(filters.FilterSet):
    """Filters of `Item.objects.visible_to(…)`; `user` is who "mine" is, and overdue is what is so now."""

    q = TextFilter(method="by_words", label=_("Words"), max_length=60, widget=forms.TextInput(attrs={"type": "search"}))
    # Without `distinct`, which would sort all columns of all items that match.
    state = filters.MultipleChoiceFilter(
        method="by_state", label=_("State"), choices=ItemState.choices, distinct=False
    )  # fmt: skip
    unit = KnownChoiceFilter(
        field_name="department", label=_("Unit"), queryset=Department.objects.active(), known=Department.objects.all(),
        to_field_name="code", empty_label=_("All units"),
    )  # fmt: skip
    area = KnownChoiceFilter(
        method="by_area", label=_("Area"), queryset=_AREAS.filter(ended_on=None).exclude(level="district"),
        known=_AREAS, to_field_name="code", empty_label=_("The whole city"),
    )  # fmt: skip
    source = filters.ChoiceFilter(label=_("Source"), choices=SourceOfItem.choices, empty_label=_("Any source"))
    lamp = filters.ChoiceFilter(
        method="by_lamp", label=_("Lamp"), choices=Lamp.choices, empty_label=_("Any lamp")
    )  # fmt: skip
    level = filters.ChoiceFilter(label=_("Level"), choices=ItemLevel.choices, empty_label=_("Any level"))
    open = TruthFilter(field_name="is_open", label=_("Not written off"))
    overdue = TruthFilter(method="by_overdue", label=_("Past the limit"))
    silent = TruthFilter(method="by_silent", label=_("Diary silent"))
    vacant = TruthFilter(method="by_vacant", label=_("Nobody in charge"))
    hot = TruthFilter(method="by_hot", label=_("Hot and hard"))
    extension = TruthFilter(method="by_extension", label=_("Extension asked for"))
    passed_up = TruthFilter(method="by_passed_up", label=_("Passed up"))
    recurring = TruthFilter(method="by_recurring", label=_("Recurrence"))
    own = TruthFilter(method="by_own", label=_("Owed by my unit"))
    mine = TruthFilter(method="by_mine", label=_("I answer for it"))
    place = CodeFilter("place__code", label=_("Place"), max_length=32)
    category = CodeFilter("category__code", label=pgettext_lazy("and subclass", "Class"), max_length=40)
    case = CodeFilter(method="by_case", label=_("Case"), max_length=40)
    due_after = MomentFilter("due_at", "gte", label=_("Due from"))
    due_before = MomentFilter("due_at", "lt", label=_("Due before"))
    opened_after = MomentFilter("opened_at", "gte", label=_("Opened from"))
    opened_before = MomentFilter("opened_at", "lt", label=_("Opened before"))
    finished_after = MomentFilter("finished_at", "gte", label=_("Done from"), widget=forms.HiddenInput)
    finished_before = MomentFilter("finished_at", "lt", label=_("Done before"), widget=forms.HiddenInput)
    written_off_after = MomentFilter("written_off_at", "gte", label=_("Written off from"), widget=forms.HiddenInput)
    written_off_before = MomentFilter("written_off_at", "lt", label=_("Written off before"), widget=forms.HiddenInput)
    answered_for = TruthFilter(method="by_answered_for", label=_("A unit answers for the limit"))
    in_time = TruthFilter(method="by_in_time", label=_("Done by the limit"))
    not_enough = TruthFilter(method="by_not_enough", label=_("Done was not accepted"))
    extended = TruthFilter(method="by_extended", label=_("Extended at least once"))
    reopened = TruthFilter(method="by_reopened", label=_("Opened again at least once"))

    class Meta:
        model = Item
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user: User = kwargs.pop("user")
        self.at: datetime = kwargs.pop("at", None) or timezone.now()
        super().__init__(*args, **kwargs)

    def by_words(self, items: ItemQuerySet, name: str, value: str) -> ItemQuerySet:
        return find(items, value)

    def by_state(self, items: ItemQuerySet, name: str, value: list[str]) -> ItemQuerySet:
        return items.in_states(*value) if value else items

    def by_area(self, items: ItemQuerySet, name: str, value: Area) -> ItemQuerySet:
        return items.filter(Q(street=value) | Q(community=value))

    def by_case(self, items: ItemQuerySet, name: str, value: str) -> ItemQuerySet:
        """By a case that this person sees: nobody learns here that there is another."""
        return items.filter(item_cases__case__in=Case.objects.visible_to(self.user).filter(number=value))

    def by_lamp(self, items: ItemQuerySet, name: str, value: str) -> ItemQuerySet:
        return items.lamp(value, at=self.at)

    def by_overdue(self, items: ItemQuerySet, name: str, value: bool) -> ItemQuerySet:
        return _either(items, overdue_at(self.at), value)

    def by_silent(self, items: ItemQuerySet, name: str, value: bool) -> ItemQuerySet:
        return _either(items, silent_at(self.at), value)

    def by_vacant(self, items: ItemQuerySet, name: str, value: bool) -> ItemQuerySet:
        return _either(items, vacant_now(), value)

    def by_hot(self, items: ItemQuerySet, name: str, value: bool) -> ItemQuerySet:
        return _either(items, hot_and_hard(), value)

    def by_extension(self, items: ItemQuerySet, name: str, value: bool) -> ItemQuerySet:
        return items.filter(extension_until__isnull=not value)

    def by_passed_up(self, items: ItemQuerySet, name: str, value: bool) -> ItemQuerySet:
        return _either(items, Q(passed_up__gt=0), value)

    def by_recurring(self, items: ItemQuerySet, name: str, value: bool) -> ItemQuerySet:
        return items.filter(recurs__isnull=not value)

    def by_answered_for(self, items: ItemQuerySet, name: str, value: bool) -> ItemQuerySet:
        return _either(items, answered_for(), value)

    def by_in_time(self, items: ItemQuerySet, name: str, value: bool) -> ItemQuerySet:
        return _either(items, done_in_time(), value)

    def by_not_enough(self, items: ItemQuerySet, name: str, value: bool) -> ItemQuerySet:
        return _either(items, not_enough(), value)

    def by_extended(self, items: ItemQuerySet, name: str, value: bool) -> ItemQuerySet:
        return _either(items, Q(extensions__gt=0), value)

    def by_reopened(self, items: ItemQuerySet, name: str, value: bool) -> ItemQuerySet:
        return _either(items, Q(reopened_count__gt=0), value)

    def by_own(self, items: ItemQuerySet, name: str, value: bool) -> ItemQuerySet:
        return _either(items, Q(department__in=units_of(self.user)), value)

    def by_mine(self, items: ItemQuerySet, name: str, value: bool) -> ItemQuerySet:
        me = {"leader", "linked_leader", "in_charge", "hot_owner"}
        mine = Q()
        for who in sorted(me):
            mine |= Q(**{who: self.user})
        return _either(items, mine, value)


def _either(items: ItemQuerySet, condition: Q, value: bool) -> ItemQuerySet:
    """What is null is neither, and so it is not so."""
    return items.filter(condition) if value else items.exclude(condition)
