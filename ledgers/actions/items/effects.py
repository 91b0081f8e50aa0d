"""What each move changes of an item beyond its state, before `advance` sets its clocks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import UNIT
from evidence.actions import attach_photos
from evidence.models import PhotoStatus
from ledgers.actions.items import named
from ledgers.actions.items.advance import Numbers, expect_diary, give_term, hand_to, hide_from, put_off, show_to
from ledgers.actions.items.open import LONGEST_TERM
from ledgers.deadlines.items import DAY
from ledgers.models import Item, ItemCase
from ledgers.queries.items import evidence_of
from ledgers.settings import items as settings
from ledgers.workflow import items as moves
from ledgers.workflow.item_states import Need

LEAST_LEFT = DAY  # to a unit whose item was put off stays at least so long


@dataclass(frozen=True, slots=True)
class ItemRequest:
    """What a person wants done to an item, in codes and plain values; `version` is the one they saw. `cases` are
    numbers."""

    move: str
    version: int | None
    id: UUID | None = None
    note: str = ""
    reason: str = ""
    department: str = ""
    measures: str = ""
    until: datetime | None = None
    photos: tuple[UUID, ...] = ()
    in_charge: str = ""
    owner: str = ""
    leader: str = ""
    linked_leader: str = ""
    linked_unit: str = ""
    cases: tuple[str, ...] = ()

    def given(self) -> set[str]:
        return {need.value for need in Need if getattr(self, need.value) not in ("", None, ())}


@dataclass(slots=True)
class ItemContext:
    """`data` is what the event records besides; the effects fill it."""

    item: Item
    request: ItemRequest
    at: datetime
    numbers: Numbers
    by: User
    data: dict[str, Any] = field(default_factory=dict)


def _assign(context: ItemContext) -> None:
    """To a unit, until the day that was said; without one the limit that stands, or, where that is over or none was
    ever given, a new one of the city's length."""
    item, request = context.item, context.request
    hand_to(item, named.unit_called(request.department))
    if request.measures:
        item.measures = request.measures
    if request.until is not None or item.due_at is None or item.due_at <= context.at:
        _new_term(context, request.until)


def _reassign(context: ItemContext) -> None:
    unit = named.unit_called(context.request.department)
    if unit.pk == context.item.department_id:
        raise named.refused("department", _("It is this unit's already."))
    hide_from(context.item, context.item.department_id)
    hand_to(context.item, unit)
    context.item.extension_until = None
    if context.request.until is not None:
        _new_term(context, context.request.until)


def _new_term(context: ItemContext, until: datetime | None) -> None:
    due_at = until or context.at + context.numbers[settings.DAYS] * DAY
    give_term(context.item, since=context.at, due_at=named.after(due_at, at=context.at, most=LONGEST_TERM))


def _send_back(context: ItemContext) -> None:
    item = context.item
    context.data["from"] = item.department_id
    hide_from(item, item.department_id)
    item.department = item.in_charge = item.extension_until = None


def _pass_up(context: ItemContext) -> None:
    item = context.item
    above = item.department.parent if item.department is not None else None
    if above is None or not above.active:
        raise named.refused("department", _("There is no unit above to which it could be passed up."))
    context.data["from"], context.data["from_level"] = item.department_id, item.level
    item.extension_until = None
    hand_to(item, above)


def _take(context: ItemContext) -> None:
    item, request = context.item, context.request
    item.measures = request.measures or item.measures
    if not item.measures:
        raise named.refused("measures", _("Say by which measures it is put right."))
    if request.in_charge:
        _put_in_charge(context)


def _diary(context: ItemContext) -> None:
    """Whoever follows up writes too; only the unit's own word ends its silence."""
    _attach(context)
    if context.by.role in UNIT:
        context.item.diary_at = context.at
        if context.item.diary_due_at is not None:
            expect_diary(context.item, context.at, context.numbers)


def _set_measures(context: ItemContext) -> None:
    context.data["reason"] = context.item.measures  # under this key words of a person can be erased
    context.item.measures = context.request.measures


def _claim(context: ItemContext) -> None:
    _attach(context)
    context.item.claimed_by, context.item.diary_at = context.by, context.at
    context.item.extension_until = None


def _attach(context: ItemContext) -> None:
    attach_photos(subject=context.item.subject, ids=context.request.photos, by=context.by)
    if context.request.photos:
        context.data["photos"] = [str(photo) for photo in context.request.photos]


def _ask_extension(context: ItemContext) -> None:
    due_at = context.item.due_at
    assert due_at is not None  # the unit owes it
    context.item.extension_until = named.after(_until(context), at=due_at, most=LONGEST_TERM)
    context.data["until"] = context.item.extension_until.isoformat()


def _grant_extension(context: ItemContext) -> None:
    """A new limit, by this move alone; the one before stays in the history."""
    until, due_at = context.request.until or context.item.extension_until, context.item.due_at
    assert until is not None
    assert due_at is not None
    until = named.after(until, at=max(due_at, context.at), most=LONGEST_TERM)
    context.data["before"] = due_at.isoformat()
    give_term(context.item, since=context.at, due_at=until)
    context.item.extension_until = None


def _refuse_extension(context: ItemContext) -> None:
    context.item.extension_until = None


def _accept(context: ItemContext) -> None:
    """Never without an end: on that day it goes on by itself, with what was left of the limit."""
    most = timedelta(days=context.numbers[settings.ACCEPT_DAYS])
    until = named.after(_until(context), at=context.at, most=most)
    put_off(context.item, at=context.at, until=until)
    context.data["until"], context.item.extension_until = until.isoformat(), None


def _resume(context: ItemContext) -> None:
    go_on(context.item, context.at)


def go_on(item: Item, at: datetime) -> None:
    """What was left of the limit when it was put off is left again."""
    left = max(item.due_at - item.accepted_at, LEAST_LEFT) if item.due_at and item.accepted_at else LEAST_LEFT
    give_term(item, since=at, due_at=at + left)


def _write_off(context: ItemContext) -> None:
    """Asks for evidence that can be seen; chance may want it to be looked at again."""
    states = evidence_of(context.item)
    if PhotoStatus.READY not in states:
        waiting = PhotoStatus.RECEIVED in states
        raise named.refused("photos", _still_processed() if waiting else _unseen())
    context.item.written_off_by = context.by
    wanted = drawn(context.item, context.numbers[settings.LOOK_SHARE])
    context.item.look_at = context.at + context.numbers[settings.LOOK_DAYS] * DAY if wanted else None


def _still_processed() -> str:
    return _("The photo of the evidence is still being processed. Try again in a moment.")


def _unseen() -> str:
    return _("There is no evidence that can be seen. Ask for a photo, or say that it is not done.")


def drawn(item: Item, share: float) -> bool:
    """Whether chance wants it looked at again: always the same answer for the same write-off, which nobody foresees.
    What lies nowhere is not drawn, for nobody could go there."""
    if item.location is None:
        return False
    said = salted_hmac("ledgers.look", f"{item.pk} {item.reopened_count}").digest()[:8]
    return int.from_bytes(said, "big") / 2**64 < share


def _reopen(context: ItemContext) -> None:
    open_again(context.item, context.at, context.numbers)


def open_again(item: Item, at: datetime, numbers: Numbers) -> None:
    """A new limit from now on; the old one stays in the history."""
    item.finished_at = item.claimed_by = item.written_off_by = item.look_at = None
    item.written_off_at = None
    give_term(item, since=at, due_at=at + numbers[settings.DAYS] * DAY)


def _mark_hot(context: ItemContext) -> None:
    context.item.hot, context.item.hot_owner = True, named.person_called(context.request.owner, "owner")
    context.data["owner"] = context.item.hot_owner_id


def _unmark_hot(context: ItemContext) -> None:
    context.item.hot, context.item.hot_owner = False, None


def _name_people(context: ItemContext) -> None:
    item, request = context.item, context.request
    for name in ("leader", "linked_leader"):
        if username := getattr(request, name):
            setattr(item, name, named.person_called(username, name))
            context.data[name] = getattr(item, f"{name}_id")
    if request.linked_unit:
        item.linked_unit = named.unit_called(request.linked_unit, "linked_unit")
        context.data["linked_unit"] = item.linked_unit.pk
        show_to(item, item.linked_unit.pk)
    if request.in_charge:
        _put_in_charge(context)
    if not context.data:
        raise named.refused("leader", _("Name somebody."))


def _put_in_charge(context: ItemContext) -> None:
    if context.item.department is None:
        raise named.refused("in_charge", _("Say first which unit is responsible."))
    context.item.in_charge = named.member_called(context.request.in_charge, context.item.department)
    context.data["in_charge"] = context.item.in_charge.pk


def _add_cases(context: ItemContext) -> None:
    """Added twice a case is there once."""
    found = named.cases_called(context.request.cases, context.by)
    ItemCase.objects.bulk_create(
        [ItemCase(item=context.item, case=case, added_at=context.at, added_by=context.by) for case in found],
        ignore_conflicts=True,
    )
    context.data["cases"] = [str(case.pk) for case in found]


def _until(context: ItemContext) -> datetime:
    assert context.request.until is not None  # the engine has asked for it
    return context.request.until


EFFECTS: Mapping[str, Callable[[ItemContext], None]] = {
    moves.ASSIGN: _assign, moves.REASSIGN: _reassign, moves.SEND_BACK: _send_back, moves.PASS_UP: _pass_up,
    moves.TAKE: _take, moves.DIARY: _diary, moves.SET_MEASURES: _set_measures, moves.CLAIM: _claim,
    moves.ASK_EXTENSION: _ask_extension, moves.GRANT_EXTENSION: _grant_extension,
    moves.REFUSE_EXTENSION: _refuse_extension, moves.ACCEPT: _accept, moves.RESUME: _resume,
    moves.WRITE_OFF: _write_off, moves.REOPEN: _reopen, moves.MARK_HOT: _mark_hot, moves.UNMARK_HOT: _unmark_hot,
    moves.NAME_PEOPLE: _name_people, moves.PUT_IN_CHARGE: _put_in_charge, moves.ADD_CASES: _add_cases,
}  # fmt: skip
