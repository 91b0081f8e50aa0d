"""Ladders: when something wants the next look, and where it stands that somebody else has chased."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.owed import Clock, Ladder, Owed
from tests.factories import MONDAY

HOUR = timedelta(hours=1)
DUE, WARN = MONDAY + 10 * HOUR, MONDAY + 8 * HOUR
LADDER = Ladder((timedelta(0), 2 * HOUR, 8 * HOUR))
ORDER = Clock("term", due="due_at", warn="warn_at", level="level", ladder=LADDER, warned="warn", escalated="escalate")
RECEIPT = Clock(
    "receipt", due="receipt_due_at", level="receipt_level", ladder=Ladder(), escalated="unsigned", states=("sent",)
)
ORDERS = Owed("orders", "events", "order_id", "order.notice", (ORDER, RECEIPT), next="next_chase_at")


def order(**changed: object) -> SimpleNamespace:
    row = {
        "state": "sent", "warn_at": WARN, "due_at": DUE, "level": 0, "receipt_due_at": None, "receipt_level": 0,
        "next_chase_at": None,
    }  # fmt: skip
    return SimpleNamespace(**{**row, **changed})


@pytest.mark.parametrize(("level", "hours"), [(0, -2), (1, 0), (2, 2), (3, 8)])
def test_the_next_look_is_the_next_level(level: int, hours: int) -> None:
    assert LADDER.next_chase(level, warn_at=WARN, due_at=DUE) == DUE + hours * HOUR


def test_above_the_top_there_is_nothing_to_raise() -> None:
    assert LADDER.top == 4
    assert LADDER.next_chase(4, warn_at=WARN, due_at=DUE) is None


def test_what_owes_no_date_is_never_looked_at() -> None:
    assert LADDER.next_chase(0, warn_at=None, due_at=None) is None


def test_without_a_warning_time_the_first_look_is_at_the_due_time() -> None:
    assert LADDER.next_chase(0, warn_at=None, due_at=DUE) == DUE


@given(minutes=st.integers(-200, 700), warned=st.booleans())
def test_what_was_chased_in_time_by_somebody_else_wants_the_next_look_only_in_the_future(
    minutes: int, warned: bool
) -> None:
    at, warn_at = DUE + timedelta(minutes=minutes), WARN if warned else None
    level = LADDER.level_reached(at=at, warn_at=warn_at, due_at=DUE)
    following = LADDER.next_chase(level, warn_at=warn_at, due_at=DUE)
    assert following is None or following > at
    assert (following is None) == (level == LADDER.top)


def test_of_two_clocks_the_nearer_one_decides_the_next_look() -> None:
    row = order(receipt_due_at=WARN - HOUR)
    assert ORDERS.next_chase(row) == WARN - HOUR
    assert ORDERS.next_chase(order(receipt_due_at=WARN - HOUR, state="signed")) == WARN


def test_a_row_climbs_clock_by_clock_in_the_order_of_time() -> None:
    row, seen = order(receipt_due_at=DUE + HOUR), []
    ORDERS.schedule(row)
    while row.next_chase_at is not None:
        at = row.next_chase_at
        clock, level = ORDERS.climb(row)
        seen.append((clock.move_to(level), level, (at - DUE) // HOUR))
    assert seen == [("warn", 1, -2), ("escalate", 2, 0), ("unsigned", 2, 1), ("escalate", 3, 2), ("escalate", 4, 8)]


def test_what_comes_late_from_elsewhere_is_left_alone_and_counts_as_told_to_nobody() -> None:
    row = order(receipt_due_at=DUE + 4 * HOUR)
    ORDERS.catch_up(row, at=DUE + 3 * HOUR)
    assert (row.level, row.receipt_level, row.next_chase_at) == (LADDER.top + 1, 0, DUE + 4 * HOUR)


def test_of_what_comes_with_an_old_warning_only_the_warning_is_left_out() -> None:
    row = order()
    ORDERS.catch_up(row, at=WARN)
    assert (row.level, row.next_chase_at) == (1, DUE)


def test_an_event_records_the_facts_of_the_row_and_of_its_clock() -> None:
    clock = Clock("term", due="due_at", level="level", ladder=LADDER, escalated="escalate", facts={"until": "due_at"})
    owed = Owed("orders", "events", "order_id", "order.notice", (clock,), facts={"state": "state"})
    assert owed.facts_of(order(level=2), clock) == {"state": "sent", "level": 2, "until": DUE.isoformat()}
