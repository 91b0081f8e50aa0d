"""How items are shown: in the rows of the ledger, and with all that happened to them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from common.download import moment
from common.owed import Lamp
from departments.models import Department
from evidence.models import Photo
from evidence.presenters import Shot, sides
from evidence.queries import photos_of
from ledgers.models import Item, ItemEvent
from ledgers.querysets.items import ItemQuerySet, overdue_at, silent_at
from ledgers.workflow.item_states import LINKS, OWED, ItemState
from ledgers.workflow.items import (
    ASSIGN,
    AUTO_REOPEN,
    AUTO_RESUME,
    DIARY,
    GRANT_EXTENSION,
    MOVES,
    PASS_UP,
    REASSIGN,
    REOPEN,
    RESUME,
    SET_MEASURES,
    WORDS,
)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item in the ledger; `silent_days` are the days since the last word of its diary, of what a unit owes."""

    item: Item
    lamp: Lamp
    silent_days: int | None


def rows_of(items: Iterable[Item], *, at: datetime) -> list[ItemRow]:
    return [ItemRow(item, item.lamp(at=at), silent_days(item, at)) for item in items]


def silent_days(item: Item, at: datetime) -> int | None:
    since = item.diary_at or item.taken_at or item.assigned_at
    return (at - since).days if since is not None and item.state in OWED else None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """What a unit has in the ledger: each number with the address of the list that it is the length of."""

    unit: Department
    cells: Sequence[tuple[int, str]]


_QUESTIONS: Mapping[str, Mapping[str, str]] = {
    "open": {"open": "true"}, "overdue": {"overdue": "true"}, "silent": {"silent": "true"},
    "reviewing": {"state": ItemState.REVIEWING.value}, "hot": {"hot": "true", "open": "true"},
    "passed_up": {"passed_up": "true", "open": "true"},
}  # fmt: skip


def by_unit(items: ItemQuerySet, query: QueryDict, *, at: datetime) -> list[UnitRow]:
    """The items by the unit that owes them, the unit with the most that are late first: two statements. `query` is what
    the list is narrowed by."""
    running = Q(is_open=True)
    conditions = {
        "open": running, "overdue": overdue_at(at), "silent": silent_at(at), "reviewing": Q(state=ItemState.REVIEWING),
        "hot": running & Q(hot=True), "passed_up": running & Q(passed_up__gt=0),
    }  # fmt: skip
    counts = {f"n_{name}": Count("pk", filter=condition) for name, condition in conditions.items()}
    rows: Any = items.exclude(department=None).order_by().values("department").annotate(**counts)
    found = {row["department"]: [row[f"n_{name}"] for name in _QUESTIONS] for row in rows}
    units = Department.objects.filter(pk__in=found)
    late_first = sorted(units, key=lambda unit: (-found[unit.pk][1], -found[unit.pk][0], unit.code))
    return [UnitRow(unit, _cells(unit, found[unit.pk], query)) for unit in late_first]


def _cells(unit: Department, numbers: Sequence[int], query: QueryDict) -> list[tuple[int, str]]:
    return [
        (number, _list_of(unit, asked, query) if number else "")
        for number, asked in zip(numbers, _QUESTIONS.values(), strict=True)
    ]


def _list_of(unit: Department, asked: Mapping[str, str], query: QueryDict) -> str:
    """The list as it is narrowed, of one unit, with one question more."""
    narrowed = query.copy()
    for name in ("group", "part", "cursor"):
        narrowed.pop(name, None)
    for name, value in {**asked, "unit": unit.code}.items():
        narrowed[name] = value
    return f"{reverse('ledgers:items')}?{narrowed.urlencode()}"


@dataclass(frozen=True, slots=True)
class Link:
    """One of the five links of the chain on the page of an item."""

    state: ItemState
    now: bool
    passed: bool


def chain(item: Item) -> list[Link]:
    here, over = item.link, item.state == ItemState.WRITTEN_OFF
    at = LINKS.index(here)
    return [Link(state, state == here and not over, index < at or (over and index == at))
            for index, state in enumerate(LINKS)]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing of a history, as the kit's `event` tag wants it."""

    at: datetime
    what: str
    who: User | None
    note: str
    changes: Sequence[tuple[str, str, str]]
    icon: str
    tone: str


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that happened to an item, the newest first, and its diary."""

    timeline: list[Moment]
    diary: list[Moment]


def told(item: Item) -> Told:
    events = list(item.events.select_related("by").order_by("-seq"))
    names = _names(events)
    moments = [(event, _moment(event, names)) for event in events]
    return Told([each for __, each in moments], [each for event, each in moments if event.move == DIARY])


def _names(events: Sequence[ItemEvent]) -> Mapping[int, str]:
    units = {event.data.get("department") for event in events} - {None}
    return {unit.pk: str(unit) for unit in Department.objects.filter(pk__in=units)}


def _moment(event: ItemEvent, names: Mapping[int, str]) -> Moment:
    row = MOVES.get(event.move) or WORDS[event.move]
    note = _("These words were erased.") if event.erased else event.note or _said(event)
    tone = row.tone or ("" if event.by else "auto")
    return Moment(event.at, str(row.label), event.by, note, _changes(event, names), row.icon, tone)


def _said(event: ItemEvent) -> str:
    words = str(event.data.get("reason", ""))
    return _("Before: %(text)s") % {"text": words} if event.move == SET_MEASURES and words else words


def _changes(event: ItemEvent, names: Mapping[int, str]) -> list[tuple[str, str, str]]:
    data, found = event.data, []
    if event.from_state != event.to_state:
        before = str(ItemState(event.from_state).label) if event.from_state else ""
        found.append((_("State"), before, str(ItemState(event.to_state).label)))
    if event.move in _GIVES and (unit := names.get(data.get("department", 0))):
        found.append((_("Unit"), names.get(data.get("from", 0), ""), unit))
    if event.move in _LIMITS and data.get("due_at"):
        found.append((_("Limit"), _day(data.get("before")), _day(data["due_at"])))
    if data.get("until"):
        found.append((_("Until"), "", _day(data["until"])))
    if refusal := data.get("refusal"):
        found.append((_("Photo"), "", Photo(refusal=refusal).refusal_text))
    return found


_GIVES = frozenset({ASSIGN, REASSIGN, PASS_UP})
_LIMITS = frozenset({ASSIGN, GRANT_EXTENSION, RESUME, AUTO_RESUME, REOPEN, AUTO_REOPEN})


def _day(text: str | None) -> str:
    return moment(datetime.fromisoformat(text)) if text else ""


def shots(item: Item, user: User) -> list[Shot]:
    """Its evidence, oldest first, each photo with where it was used before."""
    found = sides(photos_of(item.subject), user)
    return [*found["before"], *found["after"]]
