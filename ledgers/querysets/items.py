"""The words of the trade for items. `visible_to` alone decides what a person sees, for every door."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func, Q, QuerySet, Value

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT, UNIT, Role
from cases.querysets.scopes import Overlap, array, scope_of
from common.owed import Lamp
from common.owed.conditions import lamp_conditions
from departments.queries import units_of
from inspections.models import Visit
from ledgers.workflow.item_states import OPEN, OWED, ItemState
from places.models import Place

if TYPE_CHECKING:
    from ledgers.models import Item  # noqa: F401 - read by mypy in the strings below

SUBJECT = "item"


class Answering(Func):
    """Who answers for an item by name, and who opened it, as the index `items_seen` holds them."""

    template = "ARRAY[%(expressions)s]"
    output_field = ArrayField(BigIntegerField(null=True))
    names = ("opened_by", "leader", "linked_leader", "in_charge", "hot_owner")

    def __init__(self, prefix: str = "") -> None:
        super().__init__(*(F(f"{prefix}{name}") for name in self.names))


def answers_for(user: User, prefix: str = "") -> Q:
    """Items that this person opened or answers for by name; with `prefix` (`item__`) of what belongs to an item.

    Said twice: the index finds them by the array, and by the columns the planner knows that they are few. Of a person
    who is not among the frequent ones of the array it believes that one of two hundred items is theirs.
    """
    me = Func(Value(user.pk), template="ARRAY[%(expressions)s]::bigint[]")
    columns = (Q(**{f"{prefix}{name}": user.pk}) for name in Answering.names)
    return Q(Overlap(Answering(prefix), me)) & reduce(or_, columns)


def overdue_at(at: datetime) -> Q:
    """Owed by a unit, and past the limit."""
    return Q(is_open=True, state__in=OWED, due_at__lt=at)


def silent_at(at: datetime) -> Q:
    """Owed by a unit that has written nothing into the diary for as long as the city allows."""
    return Q(is_open=True, state__in=OWED, diary_due_at__lt=at)


def vacant_now() -> Q:
    """Owed by a unit in which nobody is in charge of it."""
    return Q(is_open=True, state__in=OWED, in_charge=None)


def hot_and_hard() -> Q:
    """It has an owner then, which is said too: by them an index knows the few among all that are open."""
    return Q(hot=True, hot_owner__isnull=False)


def answered_for() -> Q:
    """A unit answers for its limit: it is not void, not put off to a day, and not without a unit."""
    return ~Q(state__in=(ItemState.FOUND, ItemState.ACCEPTED, ItemState.VOIDED))


def done_in_time() -> Q:
    """Said to be done by the limit, its minute included. What was not accepted as done is not done."""
    return Q(finished_at__lte=F("due_at"))


def not_enough() -> Q:
    """Who looked at the effect sent it back at least once: the evidence was not enough, or it was not done."""
    return Q(returned_count__gt=0) | Q(rejected_count__gt=0)


class ItemQuerySet(QuerySet["Item"]):
    def visible_to(self, user: User) -> "ItemQuerySet":
        """Desk and oversight see all, or what lies in the areas and is of the classes of their scope, and what they
        opened or answer for wherever it lies. A unit sees what it or one below it owes, has passed up or is linked to;
        an inspector what they were sent to look at again."""
        if not user.is_active:
            return self.none()
        if user.role in DESK | OVERSIGHT:
            return self.filter(scope.where_of_items() | answers_for(user)) if (scope := scope_of(user)) else self
        if user.role in UNIT:
            return self.filter(Overlap(F("seen_by"), array(units_of(user))))
        if user.role == Role.INSPECTOR:
            sent = Visit.objects.filter(subject_kind=SUBJECT, inspector=user).order_by()
            return self.filter(pk__in=[UUID(key) for key in sent.values_list("subject_key", flat=True)])
        return self.none()

    def open(self) -> "ItemQuerySet":
        """Neither written off nor void."""
        return self.filter(is_open=True)

    def owed_by(self, *units: int) -> "ItemQuerySet":
        """Those that wait for one of these units."""
        return self.filter(is_open=True, state__in=OWED, department__in=units)

    def overdue(self, *, at: datetime) -> "ItemQuerySet":
        return self.filter(overdue_at(at))

    def of_place(self, place: Place) -> "ItemQuerySet":
        return self.filter(place=place)

    def lamp(self, colour: str, *, at: datetime) -> "ItemQuerySet":
        """The same answer as `Item.lamp` of an open item, as a filter."""
        runs = Q(is_open=True, state__in=OWED)
        return self.filter(lamp_conditions("due_at", "warn_at", at=at, runs=runs)[Lamp(colour)])

    def in_states(self, *states: str) -> "ItemQuerySet":
        """Where all of them are open it is said too: the index of the list holds open items only."""
        found = self.filter(state__in=states)
        return found.filter(is_open=True) if set(states) <= set(OPEN) else found
