"""Entries of the change log in words: what kind of thing, which of its fields, from what to what."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from catalogue.choices import Intake, Urgency
from common import durations
from common.worktime import LimitUnit
from departments.models import Axis, DayKind, Department, Kind
from registry.actions import OPEN, OUTBOX, PLANNED
from registry.models import Change, PlannedChange
from registry.registers import REGISTERS
from registry.registers.folder import CITY_KIND

Text = str | Promise
MOST_PLANS = 100

KINDS: dict[str, Text] = {
    "class": _("Class"), "subclass": _("Subclass"), "condition": _("Filing condition"), "rule": _("Routing rule"),
    "stage_limit": _("Limit of a stage"), "intake_policy": _("Intake of a source"), "calendar": _("Working calendar"),
    "calendar_day": _("Day of the calendar"), "unit": _("Unit"), "person": _("Person"), "member": _("Membership"),
    "area": _("Area"), "duty_grid": _("Duty grid"), "unit_grid": _("Unit grid"),
    "component": pgettext_lazy("in the street", "Component"),
    "rounds": _("Duty grids of an inspector"), "invitation": _("Invitation"), "setting": _("Setting"),
    CITY_KIND: _("City folder"), "notice_rule": _("Who hears"), "notice_text": _("Words of a notice"),
    "channel": _("Channel of notices"), PLANNED: _("Planned change"),
    OUTBOX: _("Messages that failed"),
}  # fmt: skip
FIELDS: dict[str, Text] = {
    "name": _("Name"), "name_en": _("English name"), "short_name": _("Short name"), "code": _("Code"),
    "kind": _("Kind"), "axis": _("Axis"), "parent": _("Unit above"), "calendar": _("Working calendar"),
    "phone": _("Phone"), "email": _("E-mail"), "active": _("Active"), "role": _("Role"), "unit": _("Unit"),
    "grids": _("Duty grids"), "major": _("Class"), "unit_type": _("Usual kind of unit"), "limit": _("Limit"),
    "urgency": _("Urgency"), "text": _("Filing condition"), "closing_text": _("Closing condition"),
    "source": _("Where the limit comes from"), "effective_from": _("In force from"), "ended_on": _("Ended on"),
    "on": _("On the day"), "away": _("Taken away"), "dead": _("Failed"),
    "what": _("For what"), "what_code": _("Code"), "where": _("Where"), "where_code": _("Place"),
    "department": _("Unit"), "note": _("Note"), "intake": _("Intake"), "shifts": _("Shifts"),
    "weekdays": _("Working days"),
    "is_default": _("The city's calendar"), "value": _("Value"), "told": _("Told"),
    "media": _("Beside the inbox, by"), "title": _("Title"), "body": _("Text"),
    "address": _("Address and secret (fingerprint)"),
    "level": _("Level"), "community": _("Community"), "duty_grid": _("Duty grid"), "land_use": _("Land use"),
    "grade": _("Management grade"), "started_on": _("Since"), "outline": _("Outline (fingerprint)"),
    "category_code": _("Category"), "owner_code": _("Owner"), "state": _("State"), "lng": _("Longitude"),
    "lat": _("Latitude"),
    "areas": _("Areas"), "unit_grids": _("Unit grids"), "duty_grids": _("Duty grids"), "ground": _("Base map"),
    "components": pgettext_lazy("in the street", "Components"), "departments": _("Units"),
    "people": _("People"), "catalogue": _("Catalogue"),
    "taxonomies": _("Taxonomies"), "rules": _("Routing rules"), "calendars": _("Working calendars"),
    "holidays": _("Days that differ"), "sources": _("Sources"), "stages": _("Limits of the stages"),
}  # fmt: skip
WEEKDAYS: tuple[Text, ...] = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
)  # fmt: skip
LIMIT_UNITS = [
    (LimitUnit.WORK_HOUR.value, _("working hours")),
    (LimitUnit.WORK_DAY.value, _("working days")),
    (LimitUnit.URGENT_HOUR.value, _("hours, nights included")),
    (LimitUnit.NATURAL_DAY.value, _("days, weekends included")),
]
UNITS = frozenset({"unit", "department", "parent"})


def _choice(*of: type[TextChoices]) -> Callable[[Any], str]:
    labels: dict[str, Any] = {str(value): label for each in of for value, label in each.choices}
    return lambda value: str(labels.get(value, value))


SAYS: Mapping[str, Callable[[Any], str]] = {
    "limit": lambda value: durations.limit(value),
    "role": _choice(Role),
    "kind": _choice(Kind, DayKind),
    "axis": _choice(Axis),
    "intake": _choice(Intake),
    "urgency": _choice(Urgency),
    "weekdays": lambda value: "、".join(str(WEEKDAYS[day]) for day in value),
}


@dataclass(frozen=True)
class Entry:
    """A change as the kit's `event` tag draws it; `refusal` says why there is no button to take it back."""

    change: Change
    kind: str
    what: str
    changes: list[tuple[str, str, str]]
    icon: str
    tone: str
    may_revert: bool


def seen_by(changes: Iterable[Change]) -> list[Entry]:
    """The entries, with units by name; one query for all the names."""
    rows = list(changes)
    names = _unit_names(rows)
    return [entry_of(row, names) for row in rows]


@dataclass(frozen=True)
class Coming:
    """A change that is to come, or failed on its day, in words."""

    planned: PlannedChange
    what: str
    changes: list[tuple[str, str, str]]
    together: int = 0  # how many are open of those planned with it, where it is the first of them here


def to_come(plans: QuerySet[PlannedChange]) -> list[Coming]:
    """Those that wait for their day, and those that failed and nobody has put away."""
    rows = list(plans.filter(state__in=OPEN).select_related("by")[:MOST_PLANS])
    names, batches = _unit_names(rows), _batches(rows)
    return [
        Coming(row, f"{KINDS.get(row.kind, row.kind)} {row.label}", _changes(row, names), batches.pop(row.batch, 0))
        for row in rows
    ]


def _batches(rows: Iterable[PlannedChange]) -> dict[UUID | None, int]:
    """How many are open of each batch of which one is here, if more than one."""
    named = {row.batch for row in rows if row.batch}
    if not named:
        return {}
    found = PlannedChange.objects.filter(batch__in=named, state__in=OPEN).order_by().values_list("batch")
    return {batch: number for batch, number in found.annotate(number=Count("pk")) if number > 1}


def entry_of(change: Change, names: Mapping[str, str]) -> Entry:
    icon, tone = (
        ("plus", "good") if change.before is None else ("trash", "bad") if change.after is None else ("pencil", "")
    )
    kind = str(KINDS.get(change.kind, change.kind))
    back = change.kind in REGISTERS and not hasattr(change, "reverted_by")
    return Entry(change, kind, _what(change, kind), _changes(change, names), icon, tone, back)


def _what(change: Change, kind: str) -> str:
    facts = {"kind": kind, "label": change.label}
    if change.reverts_id:
        return gettext("%(kind)s %(label)s: taken back") % facts
    if change.before is None:
        return gettext("%(kind)s %(label)s: added") % facts
    return (
        gettext("%(kind)s %(label)s: taken away") if change.after is None else gettext("%(kind)s %(label)s: changed")
    ) % facts


def _changes(change: Change | PlannedChange, names: Mapping[str, str]) -> list[tuple[str, str, str]]:
    before, after = change.before or {}, change.after or {}
    return [
        (str(FIELDS.get(name, name)), say(name, before.get(name), names), say(name, after.get(name), names) or "–")
        for name in change.touched
        if say(name, before.get(name), names) or say(name, after.get(name), names)
    ]


def say(name: str, value: Any, names: Mapping[str, str] | None = None) -> str:
    """A value as people call it."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if name in UNITS and names:
        return names.get(value, str(value))
    if name in SAYS:
        return SAYS[name](value)
    return "、".join(str(each) for each in value) if isinstance(value, list) else str(value)


def unit_names() -> dict[str, str]:
    """Of all units, by their codes."""
    return {unit.code: str(unit) for unit in Department.objects.all()}


def _unit_names(changes: Iterable[Change | PlannedChange]) -> dict[str, str]:
    said = [side for change in changes for side in (change.before, change.after) if side]
    codes = {side[name] for side in said for name in UNITS if isinstance(side.get(name), str)} - {""}
    return {unit.code: str(unit) for unit in Department.objects.filter(code__in=codes)} if codes else {}
