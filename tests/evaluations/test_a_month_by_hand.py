"""A month of sixty cases as a table that a person can count, and every indicator as it was counted by hand.

| cases | unit | what happened | on time | late |
| --- | --- | --- | --- | --- |
| 20 | sanitation | fixed after 10 hours, closed | 20 | |
| 6 | sanitation | fixed in the very due minute (24 hours), closed | 6 | |
| 5 | sanitation | fixed a minute later, closed | | 5 |
| 2 | sanitation | fixed after 48 hours, closed, appeal granted | excused | |
| 2 | sanitation | fixed after 48 hours, closed, appeal refused | | 2 |
| 3 | roads | sent for rework once, fixed after 10 hours, closed | 3 | |
| 2 | roads | sent for rework twice, fixed after 48 hours, closed | | 2 |
| 4 | roads | a verified report of the hotline; sanitation sent it back; fixed after 10 hours, closed | 4 | |
| 2 | roads | sent back, disputed, arbitrated, fixed after 48 hours, closed | | 2 |
| 3 | roads | extended to 48 hours, fixed after 24, closed | 3 | |
| 2 | roads | suspended for a day and resumed, fixed after 24 hours, closed | 2 | |
| 1 | roads | suspended, its due time long past | | |
| 3 | roads | in disposal, its due time long past | | |
| 1 | sanitation | closed, opened again, fixed after 10 hours, closed again | 1 | |
| 2 | – | rejected | | |
| 1 | sanitation | void after the dispatch | | |
| 1 | sanitation | merged after the dispatch | | |

60 reported; 58 of them filed and dispatched; 52 fixed and closed; 56 owed something by the end of March, 54 without the
excused: 39 on time, 11 late, 3 overdue, 1 suspended.
"""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from cases.models import Case, LocationSource
from cases.workflow import Ask, State
from departments.models import Department
from evaluations.actions import rebuild
from evaluations.api.supervision import NOTHING
from evaluations.dictionary.indicators import INDICATORS, Kind
from evaluations.dictionary.measures import SHOWN, STOCKS
from evaluations.periods import Days
from evaluations.presenters import Row, rows_of
from evaluations.queries.answers import answer
from evaluations.queries.questions import By, Question
from evaluations.queries.spread import spread
from tests.cast import City
from tests.clients import api_client
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
MARCH = Days(date(2026, 3, 1), date(2026, 3, 31), MONDAY + timedelta(days=40))


def cases(city: City) -> list[Case]:
    sanitation, roads = city.sanitation, city.roads
    granted = {"appeal": Ask.GRANTED, "exempt": True}
    table: list[tuple[int, Department | None, timedelta | None, dict[str, Any]]] = [
        (20, sanitation, 10 * HOUR, {}),
        (6, sanitation, 24 * HOUR, {}),
        (5, sanitation, 24 * HOUR + MINUTE, {}),
        (2, sanitation, 48 * HOUR, granted),
        (2, sanitation, 48 * HOUR, {"appeal": Ask.REFUSED}),
        (3, roads, 10 * HOUR, {"rework_count": 1}),
        (2, roads, 48 * HOUR, {"rework_count": 2}),
        (4, roads, 10 * HOUR, {"send_back_count": 1, "source": "hotline", "verified": True}),
        (2, roads, 48 * HOUR, {"send_back_count": 1, "disputing": [sanitation.pk, roads.pk]}),
        (3, roads, 24 * HOUR, {"extension_count": 1, "due": 48 * HOUR}),
        (2, roads, 24 * HOUR, {"suspension_count": 1, "due": 48 * HOUR}),
        (1, roads, None, {"state": State.SUSPENDED, "suspension_count": 1}),
        (3, roads, None, {"state": State.IN_DISPOSAL}),
        (1, sanitation, 10 * HOUR, {"reopen_count": 1}),
        (2, None, None, {"state": State.REJECTED}),
        (1, sanitation, None, {"state": State.VOID}),
        (1, sanitation, None, {"state": State.MERGED}),
    ]
    return [case(city, unit, took, dict(rest)) for number, unit, took, rest in table for _ in range(number)]


def case(city: City, unit: Department | None, took: timedelta | None, rest: dict[str, Any]) -> Case:
    """Reported on Monday, 2 March, dispatched 20 minutes later, with 24 hours for the fix unless `due` says more."""
    dispatched = MONDAY + 20 * MINUTE if unit else None
    due = dispatched + rest.pop("due", 24 * HOUR) if dispatched else None
    finished = dispatched + took if dispatched and took is not None else None
    ended = MONDAY + 3 * HOUR if rest.get("state") in (State.REJECTED, State.VOID, State.MERGED) else None
    return Case(
        **{
            "id": uuid.uuid4(), "category": city.rubbish, "source": "inspector", "reporter": city.ines,
            "located": LocationSource.UNKNOWN, "district": city.district, "street": city.street,
            "community": city.community, "department": unit, "first_department": unit, "state": State.CLOSED,
            "occurred_at": MONDAY, "reported_at": MONDAY, "stage_started_at": MONDAY, "due_at": due,
            "filed_at": MONDAY + 10 * MINUTE if unit else None, "dispatched_at": dispatched,
            "finished_at": finished, "closed_at": finished + HOUR if finished else ended, **rest,
        }
    )  # fmt: skip


@pytest.fixture
def march(city: City) -> City:
    made = cases(city)
    assert len(made) == 60
    for merged in made:
        if merged.state == State.MERGED:
            merged.merged_into = made[0]
    Case.objects.bulk_create(made)
    rebuild()
    return city


COUNTED = {
    "reported": 60, "valid": 57, "then_filed": 58, "then_dispatched": 58, "then_finished": 52, "then_closed": 52,
    "accepted": 0, "filed": 58, "filed_void": 1, "filed_rightly": 57, "filed_verified": 4, "dispatched": 58,
    "returned": 6, "rightly_dispatched": 52, "disputed": 2, "disposed": 52, "reworked": 5, "closed": 52,
    "closed_on_time": 39, "reopened": 1, "owed": 56, "due": 54, "due_closed": 50, "on_time": 39, "was_late": 11,
    "excused": 2, "appealed": 4, "extended": 3, "put_off": 3, "open": 4, "overdue": 3,
}  # fmt: skip
RATES = {
    "valid_rate": 95.0, "filing_rate": 96.7, "public_report_rate": 6.9, "right_filing_rate": 98.3, "void_rate": 1.7,
    "right_dispatch_rate": 89.7, "return_rate": 10.3, "dispute_rate": 3.4, "rework_rate": 9.6, "close_rate": 92.6,
    "on_time_rate": 72.2, "excused_rate": 3.6, "appeal_rate": 7.1, "extension_rate": 5.4, "suspension_rate": 5.4,
    "reopening_rate": 1.9,
}  # fmt: skip


def test_every_count_and_rate_is_the_hands(march: City) -> None:
    numbers = answer(march.lea, Question(MARCH, SHOWN, STOCKS)).rows[""]
    assert {name: numbers[name] for name in COUNTED} == COUNTED
    assert set(COUNTED) == {each.name for each in (*SHOWN, *STOCKS)}
    row = Row("", "", numbers)
    rates = {name: each.rate(row.numbers).value for name, each in INDICATORS.items() if each.kind == Kind.RATE}
    assert rates == RATES
    assert numbers["due"] == numbers["on_time"] + numbers["was_late"] + numbers["overdue"] + 1


def test_units_add_up_to_the_city_and_a_case_that_passed_counts_for_its_last(march: City) -> None:
    found = answer(march.lea, Question(MARCH, SHOWN, STOCKS, By.DEPARTMENT))
    rows = {row.key: row for row in rows_of(found.rows, By.DEPARTMENT)}
    assert {key: (row.numbers["due"], row.numbers["on_time"]) for key, row in rows.items() if key} == {
        "sanitation": (34, 27), "roads": (20, 12),
    }  # fmt: skip
    assert {name: sum(row.numbers[name] for row in rows.values()) for name in COUNTED} == COUNTED
    assert rows["roads"].numbers["returned"] == 6


def test_medians_and_percentiles_are_at_most_a_bucket_off(march: City) -> None:
    """Of 52 fixes 28 took 10 hours, 16 a day, 8 two days: the 26th, the 39th and the 47th."""
    found = spread(march.lea, Question(MARCH)).percentiles("disposal")
    for said, exact in zip(found, (10 * HOUR, 24 * HOUR, 48 * HOUR), strict=True):
        assert said is not None
        assert exact / 1.22 < said < exact * 1.22
    assert spread(march.hugo, Question(MARCH)).counted == "live"


def test_a_unit_without_anything_due_has_no_rate_and_no_score(march: City) -> None:
    answered = api_client(march.lea).get("/api/v1/indicators/?from=2026-03-01&to=2026-03-31").json()
    rows = {row["key"]: row for row in answered["rows"]}
    assert set(rows) == {"", "sanitation", "roads"}  # nobody is judged who had nothing
    assert (rows[""]["on_time_rate"], rows[""]["close_rate"], rows[""]["reported"]) == (None, None, 2)
    assert rows["roads"].pop("supervision") == NOTHING
    assert rows["roads"] == {
        "key": "roads", "label": "市政所", "reported": 20, "filed": 20, "dispatched": 20, "due": 20, "closed": 16,
        "closed_on_time": 12, "overdue_open": 3, "rework": 5, "close_rate": 80.0, "on_time_rate": 60.0,
        "rework_rate": 31.2, "score": None, "grade": None, "rank": None,
    }  # fmt: skip


def test_a_group_of_a_number_of_one_unit_is_that_of_its_classes_and_sources(march: City) -> None:
    for by in (By.CATEGORY, By.SOURCE, By.AREA):
        found = answer(march.lea, Question(MARCH, SHOWN, STOCKS, by))
        assert {name: sum(row.get(name, 0) for row in found.rows.values()) for name in COUNTED} == COUNTED
