"""Each page of a leader, walked: every number of cases leads to a list of as many, or is named here with the reason."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from cases.models import Case
from evaluations.presenters.tables import Cell
from tests.cast import City
from tests.dashboards.figures import figures_of, led_to, length

pytestmark = pytest.mark.django_db
PERIOD = "period=90-days"
CARDS = ("departments/sanitation", "areas/310101001", "classes/06010", "sources/hotline")
ANALYSES = ("repeats", "pareto", "hours", "bounces", "sides", "hot-spots")
PAGES = [
    "/dashboard/", *(f"/scorecards/{card}/" for card in CARDS), "/scorecards/people/ines/", "/scorecards/people/hana/",
    "/indicators/", *(f"/analysis/{name}/" for name in ANALYSES), "/map/table/", "/map/",
]  # fmt: skip
RATE = re.compile(r'<a class="count" href="([^"]+)">[\d.]+ % \((\d+)\)</a>')
BARE = re.compile(r'<span class="count">(\d+)</span>')
TWO = "period=free&since=2026-02-20&until=2026-02-27&second_since=2026-02-03&second_until=2026-02-09"
MAY_BE_EMPTY = ("/map/", "/analysis/bounces/", "/analysis/hot-spots/")  # tests/evaluations/test_analysis.py fills them
# Whole numbers without a list, by the words of their column, and why.
WITHOUT = {
    "Such places": "Places and not cases: the table has them, and a list each.",
    "Squares with at least 10 cases": "Squares and not cases.",
    "Change": "A difference of two numbers that stand beside it, each with its list.",
}


@pytest.fixture
def lea(month: City, client: Client) -> User:
    """The leader, in English, signed in; a member of a unit has something to do."""
    Case.objects.filter(department=month.sanitation, state="in_disposal").update(assignee=month.hana)
    month.lea.language = "en"
    month.lea.save()
    client.force_login(month.lea)
    return month.lea


@pytest.mark.parametrize("address", PAGES)
def test_each_number_of_a_page_is_its_list(lea: User, client: Client, address: str) -> None:
    page = client.get(asked(address))
    assert page.status_code == 200
    rates = ((html.unescape(url), int(n)) for url, n in RATE.findall(page.text))
    found = sorted({*figures_of(page.text), *led_to(page.text), *rates})
    assert found or address in MAY_BE_EMPTY
    assert [(url, length(lea, url)) for url, __ in found] == found


@pytest.mark.parametrize("address", PAGES)
def test_a_number_without_a_list_is_named(lea: User, client: Client, address: str) -> None:
    """A number in a text, too; but of what lies in no area, for which lists have no word."""
    page = client.get(asked(address))
    assert {label for label, cell in cells(page.context) if is_bare(cell)} <= {*WITHOUT}
    nowhere: list[int] = []
    if address == "/map/table/":
        nowhere = [n for row, __, numbers in page.context["rows"] if not row.code for n, __ in numbers]
        assert sum(nowhere) > 0
    named = [cell.value for label, cell in cells(page.context) if label in WITHOUT and is_bare(cell)]
    assert Counter(int(n) for n in BARE.findall(page.text) if int(n)) <= Counter([*nowhere, *named])


def asked(address: str) -> str:
    if "map" in address:
        return address
    return f"{address}?{TWO if 'analysis' in address else PERIOD}"


def is_bare(cell: Cell) -> bool:
    return isinstance(cell.value, int) and not isinstance(cell.value, bool) and cell.value > 0 and not cell.url


def cells(context: Any) -> Iterator[tuple[str, Cell]]:
    """Each cell of the tables of a page, with the words of its column."""
    shown = context.get("shown")
    if hasattr(shown, "figures"):
        yield from ((str(label), cell) for label, cell in shown.figures)
        for table in shown.tables:
            for row in (*table.rows, table.total):
                yield from zip((str(heading.label) for heading in table.headings), row, strict=False)
    tables = context.get("tables") or []
    for table in [*(tables.values() if isinstance(tables, dict) else tables), context.get("loads")]:
        for line in table.lines if table is not None else ():
            yield from zip((str(column.label) for column in table.columns[1:]), line.cells, strict=True)
