"""The form of an item, and the fields that each of its moves takes."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.roles import Role
from common.fields import CodeField, DayField, TextField
from departments.models import Department
from departments.queries import units_of
from evidence.forms import PhotosField
from ledgers.actions import ItemReport, ItemRequest
from ledgers.models import Item
from ledgers.models.items import LONGEST_MEASURES, LONGEST_PROBLEM
from ledgers.permissions.items import ITEM_RULES
from ledgers.workflow.item_states import Need, SourceOfItem
from ledgers.workflow.items import ItemMove

LONGEST_NOTE = 2000
LEADING = (Role.LEADER, Role.DEPARTMENT_HEAD)  # who can answer for an item as its leader
_DAY = {"type": "date"}
Choices = list[tuple[str, str]]


def end_of(day: date | None) -> datetime | None:
    """A limit that is said by its day holds to the end of that day."""
    return datetime.combine(day, time(23, 59, 59), get_current_timezone()) if day is not None else None


def numbers_in(text: str) -> tuple[str, ...]:
    """Numbers of cases, between which stand commas or spaces."""
    return tuple(dict.fromkeys(text.replace(",", " ").replace("，", " ").replace("、", " ").split()))


def _people(users: "QuerySet[User]") -> Choices:
    return [(user.username, str(user)) for user in users.only("username", "name").order_by("name", "username")]


def leaders() -> Choices:
    return [("", "–"), *_people(User.objects.filter(is_active=True, role__in=LEADING))]


def units(only: Iterable[int] | None = None) -> Choices:
    found = Department.objects.active()
    return [(unit.code, str(unit)) for unit in (found if only is None else found.filter(pk__in=list(only)))]


def _area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ItemForm(forms.Form):
    """What is wrong, whose it is, by which measures and until when. What an item must hold, the verb decides."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    problem = TextField(label=pgettext_lazy("ledger", "What is wrong"), max_length=LONGEST_PROBLEM, widget=_area(3))
    unit = forms.ChoiceField(
        label=_("Responsible unit"), required=False, help_text=_("Left open, it waits to be handed over.")
    )
    measures = TextField(label=_("Measures"), required=False, max_length=LONGEST_MEASURES, widget=_area())
    due_on = DayField(
        label=pgettext_lazy("ledger", "Limit"), required=False, widget=forms.DateInput(_DAY, "%Y-%m-%d"),
        help_text=_("To the end of this day; left open, as the city has set it."),
    )  # fmt: skip
    source = forms.ChoiceField(
        label=_("Source"), choices=SourceOfItem.choices, initial=SourceOfItem.HAND, required=False
    )
    place = CodeField(label=_("Code of the place"), required=False, max_length=32)
    category = CodeField(
        label=_("Code of the class"), required=False, max_length=40,
        help_text=_("By class and place a recurrence is found."),
    )  # fmt: skip
    cases = TextField(label=_("Numbers of cases"), required=False, max_length=500)
    leader = forms.ChoiceField(label=_("Responsible leader"), required=False)
    linked_leader = forms.ChoiceField(label=_("Linked leader"), required=False)
    linked_unit = forms.ChoiceField(label=_("Linked unit"), required=False)
    in_charge = CodeField(
        label=_("Person in charge"), required=False, max_length=150, help_text=_("User name of a member of the unit.")
    )
    hot = forms.BooleanField(label=_("Hot and hard"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = units_of(user) if user.role == Role.DEPARTMENT_HEAD else None
        offered, all_units = leaders(), units()
        self.choose("unit", [("", _("Not known yet")), *(all_units if own is None else units(own))])
        self.choose("leader", offered)
        self.choose("linked_leader", offered)
        self.choose("linked_unit", [("", "–"), *all_units])

    def choose(self, name: str, choices: Any) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def report(self, cases: tuple[UUID, ...]) -> ItemReport:
        """`cases` are the ids of those whose numbers were typed."""
        said = self.cleaned_data
        same = ("id", "problem", "unit", "measures", "place", "category", "leader", "linked_leader", "linked_unit")
        return ItemReport(
            **{name: said[name] for name in same}, due_at=end_of(said["due_on"]), cases=cases, hot=said["hot"],
            source=said["source"] or SourceOfItem.HAND, in_charge=said["in_charge"],
        )  # fmt: skip


class ItemMoveForm(forms.Form):
    """The fields that one move of an item takes."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    department = forms.ChoiceField(label=_("Responsible unit"))
    measures = TextField(label=_("Measures"), max_length=LONGEST_MEASURES, widget=_area(3))
    until = DayField(label=_("Until, this day included"), widget=forms.DateInput(_DAY, "%Y-%m-%d"))
    in_charge = forms.ChoiceField(label=_("Person in charge"))
    owner = forms.ChoiceField(label=_("Owner"))
    leader = forms.ChoiceField(label=_("Responsible leader"))
    linked_leader = forms.ChoiceField(label=_("Linked leader"))
    linked_unit = forms.ChoiceField(label=_("Linked unit"))
    cases = TextField(label=_("Numbers of cases"), max_length=500)
    photos = PhotosField(label=_("Photos"))
    reason = TextField(label=_("Reason"), max_length=LONGEST_NOTE, widget=_area())
    note = TextField(label=_("Note"), max_length=LONGEST_NOTE, widget=_area())

    def __init__(self, move: ItemMove, offered: "Offered", *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.move, self.auto_id = move, f"id_{move.name}_%s"  # several forms stand on one page
        sentences = ITEM_RULES.unmet_needs(move, set())
        for need in Need:
            if need not in move.fields:
                del self.fields[need.value]
                continue
            field = self.fields[need.value]
            field.required = need in move.needs
            if need.value in sentences:
                field.error_messages["required"] = sentences[need.value][0]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered.of(need)

    def request(self) -> ItemRequest:
        said = dict(self.cleaned_data)
        said |= {"until": end_of(said.get("until")), "cases": numbers_in(said.get("cases", ""))}
        return ItemRequest(self.move.name, **said)


class Offered:
    """What the forms of one page offer; asked once, and only where a form wants it."""

    def __init__(self, item: Item) -> None:
        self._item = item
        self._found: dict[str, Choices] = {}

    def of(self, need: Need) -> Choices:
        kind = {Need.DEPARTMENT: "units", Need.LINKED_UNIT: "units", Need.IN_CHARGE: "members"}.get(need, "leaders")
        if kind not in self._found:
            self._found[kind] = self._ask(kind)
        return self._found[kind]

    def _ask(self, kind: str) -> Choices:
        if kind == "units":
            return [("", "–"), *units()]
        if kind == "leaders":
            return leaders()
        below = self._item.department.below if self._item.department is not None else []
        return [("", "–"), *_people(User.objects.filter(is_active=True, membership__department__in=below))]
