"""A month of items, orders, rounds and objections (tests/evaluations/supervised.py), counted by hand, and its lists.

The leader follows each number to its list; others follow one in so many, with `--long` all.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from evaluations.dictionary.supervision import TALLIES, Tally
from evaluations.dictionary.supervision_rates import SUPERVISION
from evaluations.queries.supervision import rate, supervision, supervision_url
from rounds.models import Objection
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client
from tests.evaluations.supervised import APRIL, MARCH, NOW, a_march
from tests.sweeps import Sweep

pytestmark = pytest.mark.django_db

ONE_IN = 4
CITY = {
    "items_opened": 28, "items_recurring": 1, "items_passed_up": 1, "items_due": 23, "items_in_time": 15,
    "items_due_written_off": 16, "items_extended": 1, "items_done": 18, "items_returned": 1, "items_written_off": 16,
    "items_reopened": 1, "items_open": 10, "items_overdue": 5, "items_put_off": 1, "orders_issued": 19,
    "orders_to_sign": 17, "orders_signed_in_time": 9, "orders_to_reply": 16, "orders_replied_in_time": 9,
    "orders_open": 6, "orders_unsigned": 2, "orders_overdue": 3, "deductions": 4, "marks_lost": 16, "looks": 2,
    "looks_passed": 1, "objections_raised": 5, "objections_decided": 3, "objections_upheld": 1, "objections_due": 4,
    "objections_answered_in_time": 2, "rounds_due": 4, "rounds_in_time": 1, "rounds_missed": 1, "rounds_overdue": 1,
}  # fmt: skip
SANITATION = {
    "items_opened": 17, "items_recurring": 1, "items_passed_up": 0, "items_due": 17, "items_in_time": 14,
    "items_due_written_off": 15, "items_extended": 0, "items_done": 17, "items_returned": 1, "items_written_off": 15,
    "items_reopened": 1, "items_open": 2, "items_overdue": 0, "items_put_off": 0, "orders_issued": 14,
    "orders_to_sign": 13, "orders_signed_in_time": 10, "orders_to_reply": 12, "orders_replied_in_time": 9,
    "orders_open": 3, "orders_unsigned": 0, "orders_overdue": 0, "deductions": 3, "marks_lost": 12, "looks": 2,
    "looks_passed": 1, "objections_raised": 4, "objections_decided": 3, "objections_upheld": 1, "objections_due": 4,
    "objections_answered_in_time": 2,
}  # fmt: skip
ROADS = {
    "items_opened": 10, "items_recurring": 0, "items_passed_up": 1, "items_due": 6, "items_in_time": 1,
    "items_due_written_off": 1, "items_extended": 1, "items_done": 1, "items_returned": 0, "items_written_off": 1,
    "items_reopened": 0, "items_open": 7, "items_overdue": 5, "items_put_off": 1, "orders_issued": 7,
    "orders_to_sign": 6, "orders_signed_in_time": 1, "orders_to_reply": 6, "orders_replied_in_time": 2,
    "orders_open": 3, "orders_unsigned": 2, "orders_overdue": 3, "deductions": 1, "marks_lost": 4, "looks": 0,
    "looks_passed": 0, "objections_raised": 1, "objections_decided": 0, "objections_upheld": 0, "objections_due": 0,
    "objections_answered_in_time": 0,
}  # fmt: skip
RATES = {
    "items_on_time_rate": 65.2, "write_off_rate": 69.6, "items_return_rate": 5.6, "items_reopening_rate": 6.2,
    "recurrence_rate": 3.6, "pass_up_rate": 3.6, "items_extension_rate": 4.3, "signing_rate": 52.9, "reply_rate": 56.2,
    "look_rate": 50.0, "upheld_rate": 33.3, "objection_answer_rate": 50.0, "round_rate": 25.0, "missed_rate": 25.0,
}  # fmt: skip


@pytest.fixture
def march(city: City, monkeypatch: pytest.MonkeyPatch) -> City:
    a_march(city)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return city


def test_every_number_of_the_city_and_of_its_units_is_the_hands(march: City) -> None:
    found = supervision(march.lea, MARCH)
    assert found.city == CITY
    assert {*CITY} == {tally.name for tally in TALLIES}
    units = {march.sanitation.pk: SANITATION, march.roads.pk: ROADS}
    assert {key: found.units[key] for key in units} == units
    assert {name: n for name, n in found.units[0].items() if n} == {"items_opened": 1, "items_open": 1}


def test_every_rate_is_the_hands_and_nothing_has_none(march: City) -> None:
    found = supervision(march.lea, MARCH).city
    rates = {name: rate(found, each.numerator, each.denominator).value for name, each in SUPERVISION.items()}
    assert {name: said for name, said in rates.items() if said is not None} == RATES
    empty = supervision(march.lea, APRIL).city
    assert rate(empty, SUPERVISION["signing_rate"].numerator, SUPERVISION["signing_rate"].denominator).value is None


def test_one_unit_alone_says_the_same_of_itself(march: City) -> None:
    for unit, numbers in ((march.sanitation, SANITATION), (march.roads, ROADS)):
        found = supervision(march.lea, MARCH, unit=unit)
        assert found.units == {unit.pk: numbers}
        assert {name: found.city[name] for name in numbers} == numbers


def test_however_many_units_it_is_one_statement(march: City) -> None:
    """And one that asks which part of the city, or which units, the person sees."""
    for user in (march.lea, march.hugo):
        with CaptureQueriesContext(connection) as asked:
            supervision(user, MARCH)
        assert len(asked) <= 2, [each["sql"] for each in asked]


def followed(client: Client, url: str, tally: Tally) -> float:
    """How many rows the page behind the address shows, or what they add up to."""
    page = client.get(url)
    assert page.status_code == 200, url
    rows = page.context["page"].rows
    return float(sum((getattr(row, tally.sums) for row in rows), Decimal(0))) if tally.sums else len(rows)


def numbers(user: User, of: City) -> Iterator[tuple[str, Mapping[str, float]]]:
    found = supervision(user, MARCH)
    yield "", found.city
    for unit in (of.sanitation, of.roads):
        if unit.pk in found.units:
            yield unit.code, found.units[unit.pk]


@pytest.mark.parametrize("who", ["lea", "sue", "hugo", "omar", "ada"])
def test_each_number_leads_to_as_many(march: City, who: str, signed_in: SignedIn, sweep: Sweep) -> None:
    user: User = getattr(march, who)
    client, shown = signed_in(user), [
        (tally, code, said[tally.name])
        for code, said in numbers(user, march)
        for tally in TALLIES
        if tally.name in said
    ]  # fmt: skip
    for tally, code, number in sweep.share(shown, one_in=1 if who == "lea" else ONE_IN, seed=who):
        url = supervision_url(tally, MARCH, code)
        assert (tally.name, code, followed(client, url, tally)) == (tally.name, code, number), url
    assert sum(number > 0 for *__, number in shown) > 20 or who == "ada"


def test_what_is_withdrawn_counts_nowhere(march: City) -> None:
    before = supervision(march.lea, MARCH).city
    Objection.objects.filter(state="upheld").update(state="withdrawn", decided_by=None)
    after = supervision(march.lea, MARCH).city
    changed = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    assert changed == {
        "objections_raised": (5, 4), "objections_decided": (3, 2), "objections_upheld": (1, 0),
        "objections_due": (4, 3), "objections_answered_in_time": (2, 1),
    }  # fmt: skip


def test_the_api_says_the_same_of_units_with_lists_of_as_many(march: City, signed_in: SignedIn) -> None:
    client, query = api_client(march.lea), "from=2026-03-01&to=2026-03-31"
    said = client.get(f"/api/v1/indicators/?{query}").json()
    rows = {row["key"]: row["supervision"] for row in said["rows"]}
    assert set(rows) == {"", "sanitation", "roads"}  # none of them had a case
    assert rows["sanitation"]["items_overdue"] == 0
    assert (rows["roads"]["items_overdue"], rows["roads"]["marks_lost"]) == (5, 4)
    assert (rows["sanitation"]["signing_rate"], rows["roads"]["signing_rate"]) == (76.9, 16.7)
    assert rows[""]["reply_rate"] is None
    one = client.get(f"/api/v1/indicators/?{query}&department=roads").json()
    assert [row["supervision"] for row in one["rows"]] == [rows["roads"]]
    behind = one["definitions"]["signing_rate"]
    lists = [
        signed_in(march.lea).get(behind[part]["cases"]).context["page"].rows for part in ("numerator", "denominator")
    ]
    assert [len(each) for each in lists] == [1, 6]
    for other in ("by=category", "area=310101001", "source=hotline"):
        assert "supervision" not in str(client.get(f"/api/v1/indicators/?{query}&{other}").json()["rows"])
