"""Each number of the result sheet is the length of the list behind it, however its rounds are narrowed."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from rounds.models import Finding
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.rounds import making
from tests.rounds.walking import drawn, handed_in, looked_at, stops_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def two_rounds(city: City) -> City:
    """One handed in, with a deduction that was taken back; another under way, which found nothing yet but one fault."""
    first = drawn(city)
    one, two = stops_of(first)
    looked_at(one, city.sue, no={"fence": 1, "cover": 2})
    looked_at(two, city.sue, no={"dust": 3})
    handed_in(first, city.sue)
    Finding.objects.filter(lost=2).update(state="taken_back", person=city.hana)
    Finding.objects.filter(lost=4).update(unit=city.roads, person=city.omar)
    second = making.now(making.plan("daily", group=first.group), city.lea)
    looked_at(stops_of(second)[0], city.sue, no={"fence": 3})
    return city


def found(client: Client, url: str) -> tuple[int, Decimal]:
    rows = client.get(url).context["page"].rows
    return len(rows), sum((row.lost for row in rows), Decimal(0))


def numbers(client: Client, query: str) -> list[tuple[Any, ...]]:
    """Each row of the sheet as it says it, and as its lists say it."""
    tables = client.get(f"/rounds/sheet/?{query}").context["tables"]
    said = []
    for table in tables:
        for each in table.rows:
            row = each.row
            assert found(client, each.charged) == (row.findings, row.lost), each.charged
            assert found(client, each.taken_back)[1] == row.taken_back, each.taken_back
            looks = len(client.get(each.looks).context["rows"]) if each.looks else 0
            assert looks == row.looks
            said.append((str(row.who), row.findings, row.lost, row.taken_back, row.looks))
    return said


@pytest.mark.parametrize(("query", "rows"), [
    ("", 6), ("plan=weekly", 6), ("plan=daily", 2), ("state=handed_in&state=settled", 6), ("group=inspection-1", 6),
    ("unit=roads", 6), ("q=weekly", 6), ("due_from=2020-01-01&due_to=2020-12-31", 0), ("place=S0", 6),
])  # fmt: skip
def test_every_number_of_the_sheet(two_rounds: City, signed_in: SignedIn, query: str, rows: int) -> None:
    assert len(numbers(signed_in(two_rounds.sue), query)) == rows
    numbers(signed_in(two_rounds.lea), query)


def test_a_unit_is_led_to_its_own(two_rounds: City, signed_in: SignedIn) -> None:
    said = numbers(signed_in(two_rounds.omar), "")
    assert [(who, findings, lost) for who, findings, lost, *__ in said][:1] == [("市政所", 1, 4)]


def test_who_sees_a_finding_as_a_case_alone_is_not_led_to_it(two_rounds: City, signed_in: SignedIn) -> None:
    """The desk sees what became a case, and nothing of the round: the sheet leaves it out, and so does its list."""
    client = signed_in(two_rounds.ada)
    assert numbers(client, "") == []


def test_the_list_says_by_which_rounds_it_is_narrowed(two_rounds: City, signed_in: SignedIn) -> None:
    table = signed_in(two_rounds.sue).get("/rounds/sheet/?plan=weekly").context["tables"][0]
    page = signed_in(two_rounds.sue).get(table.rows[0].charged)
    assert "Round: Plan" in page.text
