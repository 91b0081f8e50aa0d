"""A March of items, orders, rounds, findings and objections, each with the times that decide how it counts.

All are of Monday, 2 March 2026, and are looked at on 11 April. A row of a table says how many there are, of which unit,
and after how long what happened.
"""

import uuid
from datetime import date, timedelta
from typing import Any

from accounts.models import User
from departments.models import Department
from evaluations.periods import Days
from ledgers.models import Item, Order, Service
from ledgers.workflow.item_states import ENDED, ItemState
from ledgers.workflow.order_states import OrderState, ServiceState, state_of
from rounds.models import Finding, FindingState, Objection, Plan, Round
from rounds.workflow.objections import ObjectionState
from rounds.workflow.rounds import RoundState
from tests.cast import City
from tests.factories import MONDAY
from tests.rounds import making
from tests.rounds.walking import drawn, looked_at, stops_of

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
NOW = MONDAY + 40 * DAY
MARCH = Days(date(2026, 3, 1), date(2026, 3, 31), NOW)
APRIL = Days(date(2026, 4, 1), date(2026, 4, 30), NOW)
LIMIT, TO_SIGN, TO_REPLY, TO_ANSWER = 10 * DAY, DAY, 5 * DAY, 7 * DAY
Rest = dict[str, Any]


def items(city: City) -> None:
    """Opened on Monday with a limit of ten days; done after so long, written off a day later."""
    sanitation, roads = city.sanitation, city.roads
    table: list[tuple[int, Department | None, ItemState, timedelta | None, Rest]] = [
        (7, sanitation, ItemState.WRITTEN_OFF, 5 * DAY, {}),
        (2, sanitation, ItemState.WRITTEN_OFF, LIMIT, {}),  # in the minute of the limit
        (3, sanitation, ItemState.WRITTEN_OFF, LIMIT + MINUTE, {}),  # a minute too late
        (1, sanitation, ItemState.WRITTEN_OFF, 5 * DAY, {"recurs": True}),
        (1, sanitation, ItemState.WRITTEN_OFF, 5 * DAY, {"returned_count": 1}),
        (1, sanitation, ItemState.WRITTEN_OFF, 5 * DAY, {"reopened_count": 1}),
        (2, sanitation, ItemState.REVIEWING, 9 * DAY, {}),  # done in time, nobody has looked yet
        (2, roads, ItemState.ANSWERING, None, {"rejected_count": 1}),  # said to be done, and was not
        (2, roads, ItemState.RECTIFYING, None, {}),
        (1, roads, ItemState.RECTIFYING, None, {"passed_up": 1}),
        (1, roads, ItemState.WRITTEN_OFF, 15 * DAY, {"extensions": 1, "due": 20 * DAY}),
        (1, roads, ItemState.ACCEPTED, None, {"stage_due_at": NOW + DAY}),  # put off, its first limit long past
        (1, roads, ItemState.RECTIFYING, None, {"due": 60 * DAY}),  # not due yet
        (1, None, ItemState.FOUND, None, {}),  # given back after it had its limit
        (2, roads, ItemState.VOIDED, None, {}),
    ]
    made = [_item(unit, state, took, rest) for count, unit, state, took, rest in table for __ in range(count)]
    for number, each in enumerate(made):
        each.number = f"Z2026-{number:05}"
        each.recurs = made[0] if each.recurs_id else None
    Item.objects.bulk_create(made)


def _item(unit: Department | None, state: ItemState, took: timedelta | None, rest: Rest) -> Item:
    more = dict(rest)
    due, recurs = more.pop("due", LIMIT), more.pop("recurs", False)
    finished = MONDAY + took if took is not None else None
    written_off = finished + DAY if finished and state == ItemState.WRITTEN_OFF else None
    return Item(
        id=uuid.uuid4(), problem="后巷堆放垃圾", department=unit, seen_by=[unit.pk] if unit else [], source="hand",
        state=state, is_open=state not in ENDED, opened_at=MONDAY, assigned_at=MONDAY, due_at=MONDAY + due,
        finished_at=finished, written_off_at=written_off, recurs_id=uuid.uuid4() if recurs else None, **more,
    )  # fmt: skip


Answered = tuple[timedelta | None, timedelta | None, ServiceState]  # signed after, replied after, how it stands


def orders(city: City) -> None:
    """Served on Monday, to be signed for within a day and replied to within five."""
    sanitation, roads = city.sanitation, city.roads
    accepted, signed, unsigned = ServiceState.ACCEPTED, ServiceState.SIGNED, ServiceState.UNSIGNED
    nothing: Answered = (None, None, unsigned)
    closed, withdrawn = OrderState.CLOSED, OrderState.WITHDRAWN
    table: list[tuple[int, dict[Department, Answered], tuple[OrderState, timedelta] | None]] = [
        (5, {sanitation: (HOUR, 2 * DAY, accepted)}, None),
        (2, {sanitation: (TO_SIGN, TO_REPLY, accepted)}, None),  # in the last minute of both
        (3, {sanitation: (TO_SIGN + MINUTE, TO_REPLY + MINUTE, ServiceState.REPLIED)}, None),
        (2, {roads: nothing}, None),
        (1, {roads: (HOUR, 2 * DAY, signed)}, None),  # its reply was refused
        (2, {sanitation: (HOUR, 2 * DAY, accepted), roads: (2 * DAY, 2 * DAY, accepted)}, None),
        (1, {roads: nothing}, (withdrawn, 10 * DAY)),
        (1, {sanitation: nothing}, (closed, 12 * HOUR)),  # ended with its subject before anything was owed
        (1, {sanitation: (HOUR, None, signed)}, (closed, 3 * DAY)),  # before the reply was owed
        (1, {roads: nothing}, (closed, 8 * DAY)),  # when both had been owed for days
    ]
    number = 0
    for count, units, end in table:
        for __ in range(count):
            _order(number := number + 1, units, end)


def _order(number: int, units: dict[Department, Answered], end: tuple[OrderState, timedelta] | None) -> None:
    signed, replied, states = zip(*units.values(), strict=True)
    done = all(state in (ServiceState.REPLIED, ServiceState.ACCEPTED) for state in states)
    state, ended = (end[0], MONDAY + end[1]) if end else (state_of(states), None)
    if state == OrderState.CLOSED and ended is None:
        ended = MONDAY + 6 * DAY
    order = Order.objects.create(
        id=uuid.uuid4(), number=f"D2026-{number:05}", paper_number=str(number), kind="supervision", title="暴露垃圾",
        problem="三处", requirement="清理", state=state, issued_at=MONDAY, sign_due_at=MONDAY + TO_SIGN,
        due_at=MONDAY + TO_REPLY, signed_at=MONDAY + max(signed) if all(signed) else None,
        replied_at=MONDAY + max(replied) if done else None, closed_at=ended,
    )  # fmt: skip
    by = User.objects.get(username="hana").pk
    Service.objects.bulk_create(
        Service(
            order=order, department=unit, position=position, state=how,
            signed_at=MONDAY + at if at is not None else None, signed_by_id=by if at is not None else None,
            replied_at=MONDAY + reply if reply is not None else None, replied_by_id=by if reply is not None else None,
        )
        for position, (unit, (at, reply, how)) in enumerate(units.items())
    )  # fmt: skip


def rounds(city: City) -> None:
    """Due five days after Monday: one handed in in the last minute, one a minute later, one under way, one missed, one
    cancelled. Six findings of two, four and six marks; the last of the round under way."""
    walked = drawn(city)
    for stop in stops_of(walked):
        looked_at(stop, city.sue, no={"fence": 1, "cover": 2, "dust": 3})
    under_way = making.now(Plan.objects.get(), city.lea)
    plan = Plan.objects.get()
    others = [
        Round(
            plan=plan, number=f"R{day}", due_on=date(2026, 3, day), title="督查", selection="regular", openness="open",
            scope="comprehensive", made_at=MONDAY, begins_at=MONDAY, draws_at=MONDAY, due_at=MONDAY + 5 * DAY,
            state=state,
        )
        for day, state in ((7, RoundState.HANDED_IN), (8, RoundState.MISSED), (9, RoundState.CANCELLED))
    ]  # fmt: skip
    Round.objects.bulk_create(others)
    due = {"begins_at": MONDAY, "due_at": MONDAY + 5 * DAY}
    Round.objects.filter(pk=walked.pk).update(state="handed_in", handed_in_at=MONDAY + 5 * DAY, **due)
    Round.objects.filter(pk=under_way.pk).update(state="walking", **due)
    Round.objects.filter(number="R7").update(handed_in_at=MONDAY + 5 * DAY + MINUTE)
    _findings(city, under_way)


def _findings(city: City, under_way: Round) -> None:
    found = list(Finding.objects.order_by("pk"))
    Finding.objects.update(found_at=MONDAY)
    changes: list[Rest] = [
        {"state": FindingState.TAKEN_BACK}, {"looked_at": MONDAY + DAY, "look_passed": True},
        {"looked_at": MONDAY + DAY, "look_passed": False}, {}, {"unit": city.roads}, {"round": under_way},
    ]  # fmt: skip
    for finding, said in zip(found, changes, strict=True):
        Finding.objects.filter(pk=finding.pk).update(state=said.pop("state", "charged"), **said)
    _objections(city, found)


def _objections(city: City, found: list[Finding]) -> None:
    """One to each finding, to be answered within seven days: decided after so long."""
    ends: list[tuple[ObjectionState, timedelta | None]] = [
        (ObjectionState.UPHELD, 3 * DAY), (ObjectionState.DISMISSED, TO_ANSWER), (ObjectionState.DISMISSED, 8 * DAY),
        (ObjectionState.LAPSED, None), (ObjectionState.RAISED, None), (ObjectionState.WITHDRAWN, None),
    ]  # fmt: skip
    for finding, (state, took) in zip(found, ends, strict=True):
        unit = Finding.objects.get(pk=finding.pk).unit
        Objection.objects.create(
            id=uuid.uuid4(), finding=finding, unit=unit, grounds="已修复", state=state, raised_by=city.hana,
            raised_at=MONDAY, due_at=MONDAY + (60 * DAY if state == ObjectionState.RAISED else TO_ANSWER),
            decided_at=MONDAY + took if took else None, decided_by=city.lea if took else None, content_hash="-",
        )  # fmt: skip


def a_march(city: City) -> None:
    items(city)
    orders(city)
    rounds(city)
