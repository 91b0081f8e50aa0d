"""What is told of items, to whom, and in which words."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Medium, User
from accounts.roles import DESK, OVERSIGHT, UNIT, Role
from cases.querysets.scopes import seen_in_parts
from common.moments import local
from common.owed import DUE_LEVEL
from departments.models import Membership
from ledgers.models import Item, ItemEvent
from ledgers.topics import ITEM_TOLD
from ledgers.workflow import items as moves
from ledgers.workflow.item_states import ItemState
from ledgers.workflow.items import MOVES, WORDS
from notices.actions import declare
from notices.events import Audience, Event, NoticeKind, Rule
from notices.subjects import NoticeSubject, Occasion, Said, SubjectKind

KIND = Item.SUBJECT
STAFF = Audience("item_unit", _("Unit that owes the item"), KIND)
HEADS = Audience("item_heads", _("Heads of the unit that owes the item"), KIND)
CHARGE = Audience("item_in_charge", _("Person in charge of the item"), KIND)
LEADERS = Audience("item_leaders", _("Responsible and linked leader of the item"), KIND)
OPENER = Audience("item_opener", _("Who opened the item"), KIND)
CLAIMER = Audience("item_claimer", _("Who said that it is done"), KIND)
OWNER = Audience("item_owner", _("Owner of what is hot and hard"), KIND)
SENDER = Audience("item_photo_sender", _("Who sent the photo of an item"), KIND)
AUDIENCES = (STAFF, HEADS, CHARGE, LEADERS, OPENER, CLAIMER, OWNER, SENDER)
_CALM, _LOUD = (Medium.MAIL, Medium.ROBOT), (Medium.MAIL, Medium.SMS, Medium.ROBOT)
_SUPERVISORS = Rule(Role.SUPERVISOR.value, _CALM)


def _event(name: str, kind: NoticeKind, title: Any, *rules: Rule, hint: Any = "") -> Event:
    return Event(name, kind, title, KIND, rules, hint)


ASSIGNED = _event(
    "item_assigned", NoticeKind.WORK, _("An item of the ledger is handed over to you"), Rule(STAFF.name, _LOUD),
    Rule(LEADERS.name, ()), hint=MOVES[moves.ASSIGN].label,
)  # fmt: skip
CLAIMED = _event(
    "item_claimed", NoticeKind.WORK, _("Said to be done: review it"), _SUPERVISORS, hint=MOVES[moves.CLAIM].label
)
RETURNED = _event(
    "item_returned", NoticeKind.WORK, _("The evidence is not enough"), Rule(STAFF.name, _CALM),
    Rule(CLAIMER.name, ()), hint=MOVES[moves.RETURN].label,
)  # fmt: skip
UNDONE = _event(
    "item_undone", NoticeKind.WORK, _("Not done, or not in time"), Rule(STAFF.name, _LOUD), Rule(LEADERS.name, _CALM),
    hint=MOVES[moves.REJECT].label,
)  # fmt: skip
REOPENED = _event(
    "item_reopened", NoticeKind.WORK, _("Open again: it is not in order"), Rule(STAFF.name, _LOUD),
    Rule(LEADERS.name, _CALM), _SUPERVISORS, hint=MOVES[moves.REOPEN].label,
)  # fmt: skip
WRITTEN_OFF = _event(
    "item_written_off", NoticeKind.END, _("Written off"), Rule(STAFF.name, ()), Rule(OPENER.name, ()),
    Rule(LEADERS.name, ()), hint=MOVES[moves.WRITE_OFF].label,
)  # fmt: skip
WARNED = _event(
    "item_warned", NoticeKind.CLOCK, _("The limit of an item is near"), Rule(STAFF.name, _CALM), Rule(CHARGE.name, ()),
    hint=WORDS[moves.WARN].label,
)  # fmt: skip
LATE = _event(
    "item_late", NoticeKind.CLOCK, _("An item is past its limit"), Rule(STAFF.name, _LOUD), _SUPERVISORS,
    hint=WORDS[moves.LATE].label,
)  # fmt: skip
LATE_LONG = _event(
    "item_late_long", NoticeKind.CLOCK, _("An item is long past its limit"), Rule(STAFF.name, _CALM),
    Rule(LEADERS.name, _LOUD), Rule(Role.LEADER.value, ()), hint=WORDS[moves.LATE].label,
)  # fmt: skip
SILENT = _event(
    "item_silent", NoticeKind.CLOCK, _("Nothing in the diary for days"), Rule(CHARGE.name, _CALM),
    Rule(STAFF.name, _CALM), hint=WORDS[moves.SILENT].label,
)  # fmt: skip
SILENT_LONG = _event(
    "item_silent_long", NoticeKind.CLOCK, _("The diary is silent still"), _SUPERVISORS, Rule(LEADERS.name, ()),
    hint=WORDS[moves.SILENT].label,
)  # fmt: skip
STEP_LATE = _event(
    "item_step_late", NoticeKind.CLOCK, _("An item waits to be handed over or reviewed"), _SUPERVISORS,
    Rule(Role.SHIFT_LEADER.value, ()), hint=WORDS[moves.STAGE_LATE].label,
)  # fmt: skip
PUT_OFF = _event(
    "item_put_off", NoticeKind.ANSWER, _("An item is put off to a day"), Rule(STAFF.name, ()), Rule(LEADERS.name, ()),
    hint=MOVES[moves.ACCEPT].label,
)  # fmt: skip
GOES_ON = _event(
    "item_goes_on", NoticeKind.CLOCK, _("The day to which it was put off"), Rule(STAFF.name, _CALM),
    Rule(LEADERS.name, ()), hint=WORDS[moves.STAGE_WARN].label,
)  # fmt: skip
EXTENSION_ASKED = _event(
    "item_extension_asked", NoticeKind.WORK, _("An extension is asked for"), _SUPERVISORS,
    hint=MOVES[moves.ASK_EXTENSION].label,
)  # fmt: skip
EXTENSION = _event(
    "item_extension_decided", NoticeKind.ANSWER, _("The extension is decided"), Rule(STAFF.name, _CALM),
    hint=MOVES[moves.GRANT_EXTENSION].label,
)  # fmt: skip
SENT_BACK = _event(
    "item_sent_back", NoticeKind.WORK, _("A unit gives an item back"), _SUPERVISORS, Rule(OPENER.name, ()),
    hint=MOVES[moves.SEND_BACK].label,
)  # fmt: skip
HOT = _event(
    "item_hot",
    NoticeKind.WORK,
    _("Hot and hard: you own it"),
    Rule(OWNER.name, _CALM),
    hint=MOVES[moves.MARK_HOT].label,
)
IN_CHARGE = _event(
    "item_in_charge", NoticeKind.WORK, _("You are in charge of an item"), Rule(CHARGE.name, _CALM),
    hint=MOVES[moves.PUT_IN_CHARGE].label,
)  # fmt: skip
VACANT = _event(
    "item_vacant", NoticeKind.WORK, _("Nobody is in charge of an item: name somebody"), Rule(HEADS.name, _CALM),
    hint=MOVES[moves.AUTO_VACATE].label,
)  # fmt: skip
UNSEEN = _event(
    "item_photo_refused", NoticeKind.WORK, _("A photo that you sent can't be used"), Rule(SENDER.name, _CALM),
    hint=WORDS[moves.PHOTO_REFUSED].label,
)  # fmt: skip
EVENTS = (
    ASSIGNED, CLAIMED, RETURNED, UNDONE, REOPENED, WRITTEN_OFF, WARNED, LATE, LATE_LONG, SILENT, SILENT_LONG, STEP_LATE,
    PUT_OFF, GOES_ON, EXTENSION_ASKED, EXTENSION, SENT_BACK, HOT, IN_CHARGE, VACANT, UNSEEN,
)  # fmt: skip
_OF_MOVE: Mapping[str, Event] = {
    moves.ASSIGN: ASSIGNED, moves.REASSIGN: ASSIGNED, moves.PASS_UP: ASSIGNED, moves.CLAIM: CLAIMED,
    moves.RETURN: RETURNED, moves.REJECT: UNDONE, moves.ACCOUNT: UNDONE, moves.AUTO_ACCOUNT: UNDONE,
    moves.REOPEN: REOPENED, moves.AUTO_REOPEN: REOPENED, moves.WRITE_OFF: WRITTEN_OFF, moves.WARN: WARNED,
    moves.LATE: LATE, moves.SILENT: SILENT, moves.STAGE_LATE: STEP_LATE, moves.STAGE_WARN: GOES_ON,
    moves.ACCEPT: PUT_OFF, moves.RESUME: GOES_ON, moves.AUTO_RESUME: GOES_ON, moves.ASK_EXTENSION: EXTENSION_ASKED,
    moves.GRANT_EXTENSION: EXTENSION, moves.REFUSE_EXTENSION: EXTENSION, moves.SEND_BACK: SENT_BACK,
    moves.MARK_HOT: HOT, moves.PUT_IN_CHARGE: IN_CHARGE, moves.AUTO_VACATE: VACANT, moves.PHOTO_REFUSED: UNSEEN,
}  # fmt: skip
# What the person in charge hears of the clock is heard by the unit's heads where nobody is.
_CHASES = frozenset({moves.WARN, moves.LATE, moves.SILENT})
# What is told from the second level of the ladder on.
_LONG = {moves.LATE: LATE_LONG, moves.SILENT: SILENT_LONG}


def _told(event: ItemEvent) -> Event | None:
    """The day to which something was put off tells by the move that follows."""
    if event.move == moves.STAGE_LATE and event.to_state == ItemState.ACCEPTED:
        return None
    if event.move in _LONG and event.data["level"] > DUE_LEVEL:
        return _LONG[event.move]
    return _OF_MOVE.get(event.move)


def is_told(event: ItemEvent) -> bool:
    """Whether people hear of it."""
    return _told(event) is not None


class ItemSubject(NoticeSubject):
    """Messages leave the house, and what people write may name somebody: so it is called by its class and place."""

    def __init__(self, item: Item, *, visible: bool) -> None:
        title = " · ".join(str(part) for part in (item.category, item.place) if part) or gettext("Item of the ledger")
        super().__init__(
            key=str(item.pk), title=title, url=item.get_absolute_url(), label=item.number, stamp=item.seq,
            over=not item.is_open,
        )  # fmt: skip
        self.item = item
        self._visible = visible

    @property
    def visible(self) -> bool:
        return self._visible

    @property
    def line(self) -> str:
        return str(self.item.department or "")


def _due(subject: ItemSubject, said: Said) -> str:
    due_at = subject.item.due_at
    return date_format(local(due_at), "Y-m-d H:i") if due_at else ""


class ItemKind(SubjectKind[Occasion, ItemSubject]):
    name = KIND
    model = Item
    body = _("Item: {number} {title}\nUnit: {unit}\nLimit: {due}\nBy: {by}")
    facts: Mapping[str, Callable[[ItemSubject, Said], str]] = {
        "number": lambda subject, said: subject.label,
        "title": lambda subject, said: subject.title,
        "unit": lambda subject, said: subject.line,
        "due": _due,
        "by": lambda subject, said: said.by,
    }

    def people(self, heard: Sequence[tuple[Occasion, frozenset[str]]]) -> Sequence[Mapping[str, Collection[int]]]:
        items = Item.objects.in_bulk([UUID(occasion.key) for occasion, __ in heard])
        events = ItemEvent.objects.in_bulk([UUID(occasion.event) for occasion, __ in heard])
        units = {event.data.get("department") for event in events.values()}
        staff, heads = _staff(units, UNIT), _staff(units, {Role.DEPARTMENT_HEAD})
        return [_people(items[UUID(each.key)], events[UUID(each.event)], staff, heads) for each, __ in heard]

    def barred(self, occasions: Sequence[Occasion], users: Collection[int]) -> Sequence[Collection[int]]:
        items = Item.objects.in_bulk([UUID(occasion.key) for occasion in occasions])
        people = list(User.objects.filter(pk__in=users).values_list("pk", "role", "membership__department__below"))
        parts = seen_in_parts(lambda user: Item.objects.visible_to(user).filter(pk__in=items), users)
        return [
            [pk for pk, role, units in people if not (
                item.pk in parts[pk] if pk in parts else _sees(item, role, units))]
            for item in (items[UUID(each.key)] for each in occasions)
        ]  # fmt: skip

    def find(self, keys: Collection[str], user: User) -> Mapping[str, ItemSubject]:
        rows = Item.objects.filter(pk__in=keys).select_related("category", "department", "place")
        seen = {*Item.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)}
        return {str(row.pk): ItemSubject(row, visible=row.pk in seen) for row in rows.defer("place__boundary")}

    def said(self, events: Collection[str]) -> Mapping[str, Said]:
        rows = ItemEvent.objects.filter(pk__in=[UUID(event) for event in events]).select_related("by")
        return {str(row.pk): Said(str(row.by or ""), row.note) for row in rows}


def _staff(units: Collection[int | None], roles: Collection[str]) -> Mapping[int, list[int]]:
    """By unit those who work there in one of these roles."""
    found: dict[int, list[int]] = {}
    working = Membership.objects.filter(department__in=units, user__is_active=True, user__role__in=roles)
    for unit, user in working.values_list("department_id", "user_id"):
        found.setdefault(unit, []).append(user)
    return found


def _people(
    item: Item, event: ItemEvent, staff: Mapping[int, list[int]], heads: Mapping[int, list[int]]
) -> Mapping[str, Collection[int]]:
    """Whose it was stands in the event: by now it may be another unit's."""
    of_unit = heads.get(event.data.get("department", 0), [])
    charge = _some(item.in_charge_id) or (of_unit if event.move in _CHASES else [])
    return {
        STAFF.name: staff.get(event.data.get("department", 0), []),
        HEADS.name: of_unit,
        CHARGE.name: charge,
        LEADERS.name: _some(item.leader_id, item.linked_leader_id),
        OPENER.name: _some(item.opened_by_id),
        CLAIMER.name: _some(item.claimed_by_id),
        OWNER.name: _some(item.hot_owner_id),
        SENDER.name: _some(event.data.get("sender")),
    }


def _some(*people: int | None) -> list[int]:
    return [person for person in people if person is not None]


def _sees(item: Item, role: str, units: Collection[int] | None) -> bool:
    """As `ItemQuerySet.visible_to`, of somebody whom a role means and who has no part of the city."""
    if role in DESK | OVERSIGHT:
        return True
    return role in UNIT and bool(set(units or ()) & set(item.seen_by))


def happened(references: Sequence[str]) -> list[Occasion]:
    """The events of these ids, in the order in which they happened."""
    rows = ItemEvent.objects.filter(pk__in=[UUID(each) for each in references]).order_by("at", "item", "seq")
    told = [(row, event) for row in rows if (event := _told(row)) is not None]
    return [Occasion(str(row.pk), event.name, str(row.item_id), False, row.by_id) for row, event in told]


def declare_items() -> None:
    declare(ItemKind(), declared=EVENTS, audiences=AUDIENCES, topics={ITEM_TOLD: happened})
