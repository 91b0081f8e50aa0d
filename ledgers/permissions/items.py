"""Who may do what to an item: one set of rules answers for pages, API and actions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role, role_label
from common.refusals import Forbidden, Refused
from common.workflow.rules import Rules
from departments.models import Department
from departments.queries import own_unit_of, units_of
from ledgers.models import Item
from ledgers.queries.items import numbers
from ledgers.settings import items as settings
from ledgers.workflow.item_states import Guard, ItemState, Need, Relation
from ledgers.workflow.items import CLAIM, MOVES, OPENERS, ItemMove


class ItemViewer:
    """A person at the moment of a move, and what is looked up once."""

    def __init__(self, user: User, at: datetime) -> None:
        self.user = user
        self.at = at

    @property
    def role(self) -> str:
        return self.user.role

    @cached_property
    def settings(self) -> Mapping[str, float]:
        """The numbers of the ledger that the city has decided."""
        return numbers()

    @cached_property
    def _had_in_hand(self) -> dict[object, bool]:
        return {}

    def had_in_hand(self, item: Item) -> bool:
        """Whether they ever were in charge of it or said that it is done, in whichever role they were then."""
        if item.pk not in self._had_in_hand:
            them = self.user.pk
            named = Q(data__in_charge=them) | Q(data__in_charge_before=them)
            self._had_in_hand[item.pk] = item.events.filter(named | Q(by=them, move=CLAIM)).exists()
        return self._had_in_hand[item.pk]


@dataclass(frozen=True)
class _Second:
    """Why somebody is no second person for an item."""

    item: Item
    viewer: ItemViewer

    @property
    def holds(self) -> bool:
        them = self.viewer.user.pk
        if them in (self.item.claimed_by_id, self.item.in_charge_id) or self._of_the_unit():
            return False
        return not self.viewer.had_in_hand(self.item)

    def _of_the_unit(self) -> bool:
        own, unit = own_unit_of(self.viewer.user), self.item.department
        return unit is not None and bool(own) and own[0] in unit.below


def opening_refusal(user: User, unit: Department | None = None) -> Refused | None:
    """Why this person opens no items (of this unit); None if they do."""
    if user.role not in OPENERS:
        return Forbidden(_("Items are opened by the desk, supervisors, leaders and the heads of units."))
    if user.role == Role.DEPARTMENT_HEAD and unit is not None and unit.pk not in units_of(user):
        return Forbidden(_("The head of a unit opens items of the own unit and of those below it."))
    return None


def _of_unit(viewer: ItemViewer, item: Item) -> bool:
    return item.department_id in units_of(viewer.user)


_GUARDS: Mapping[Guard, tuple[Callable[[Item, ItemViewer], bool], Promise | str]] = {
    Guard.SECOND_PERSON: (
        lambda item, viewer: _Second(item, viewer).holds,
        gettext_lazy("It is written off by a second person: not by who said that it is done, nor by the unit's own."),
    ),
    Guard.HAS_ABOVE: (
        lambda item, viewer: item.department is not None and item.department.parent_id is not None,
        gettext_lazy("There is no unit above to which it could be passed up."),
    ),
    Guard.EXTENSION_FREE: (
        lambda item, viewer: (
            item.extension_until is None and item.extensions < viewer.settings[settings.EXTENSIONS]
        ),
        gettext_lazy("An extension is asked for already, or there were as many as the city allows."),
    ),
    Guard.EXTENSION_ASKED: (
        lambda item, viewer: item.extension_until is not None, gettext_lazy("No extension is asked for."),
    ),
    Guard.BEFORE_DUE: (
        lambda item, viewer: item.due_at is not None and item.due_at >= viewer.at,
        gettext_lazy("The limit is over; an extension is asked for before."),
    ),
    Guard.HOT: (lambda item, viewer: item.hot, gettext_lazy("It is not marked as hot and hard.")),
    Guard.NOT_HOT: (lambda item, viewer: not item.hot, gettext_lazy("It is marked as hot and hard already.")),
}  # fmt: skip
_NEEDS: Mapping[Need, Promise | str] = {
    Need.NOTE: gettext_lazy("Write what was done."),
    Need.REASON: gettext_lazy("Give a reason."),
    Need.DEPARTMENT: gettext_lazy("Choose the responsible unit."),
    Need.MEASURES: gettext_lazy("Say by which measures it is put right."),
    Need.UNTIL: gettext_lazy("Say until when."),
    Need.PHOTOS: gettext_lazy("Show it in a photo."),
    Need.IN_CHARGE: gettext_lazy("Name a person."),
    Need.OWNER: gettext_lazy("Name who owns it."),
    Need.CASES: gettext_lazy("Name a case."),
}
ITEM_RULES: Rules[ItemMove, Item, ItemViewer] = Rules(
    moves=MOVES,
    states=ItemState,
    role_label=role_label,
    relations={Relation.ANY: lambda viewer, item: True, Relation.OWN_UNIT: _of_unit},
    strangers={Relation.OWN_UNIT: gettext_lazy("Only members of %(unit)s, which owes it, may do this.")},
    guards=_GUARDS,
    needs=_NEEDS,
    elsewhere=gettext_lazy("The item is “%(state)s”; “%(move)s” is possible only while it is: %(states)s."),
    words_of=lambda item: {"unit": item.department or "–"},
)
