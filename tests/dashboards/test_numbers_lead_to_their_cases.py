"""Every number of the leader's dashboard opens a list of exactly as many cases."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.test import Client

from accounts.models import User
from cases.filters import CaseFilter
from cases.models import Case
from dashboards.presenters.charts import flow_chart
from dashboards.queries.overview import Table
from evaluations.actions import rebuild
from evaluations.periods import Period, free_days
from tests import factories as make
from tests.cast import City
from tests.dashboards import looked
from tests.dashboards.figures import figures_of
from tests.dashboards.history import some_days
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
EVENING = MONDAY.replace(hour=20)


@pytest.fixture(params=["counters", "live"])
def monday(city: City, request: pytest.FixtureRequest) -> Period:
    """The day with the counters, and as it is before anybody has counted."""
    some_days(city)
    if request.param == "counters":
        rebuild()
    return free_days(MONDAY.date(), MONDAY.date(), EVENING)


def listed(url: str, user: User) -> int:
    """How many cases the list shows; judged at the same moment as the dashboard."""
    query = QueryDict(urlsplit(url).query)
    found = CaseFilter(query, queryset=Case.objects.visible_to(user), at=EVENING, user=user)
    assert found.is_valid(), found.errors
    return int(found.qs.count())


@pytest.mark.parametrize(
    ("name", "expected"),
    [("reported", 6), ("dispatched", 4), ("closed", 1), ("due", 4), ("on_time", 2), ("overdue-open", 2)],
)
def test_the_figures_count_what_they_say(city: City, monday: Period, name: str, expected: int) -> None:
    number = looked.city(city.lea, monday)[name]
    assert (number.value, listed(number.url, city.lea)) == (expected, expected)


def test_each_step_of_the_funnel_leads_to_its_cases(city: City, monday: Period) -> None:
    steps = looked.funnel(city.lea, monday)
    assert [number.value for number in steps] == [6, 4, 4, 2, 1]
    assert [listed(number.url, city.lea) for number in steps] == [6, 4, 4, 2, 1]


@pytest.mark.parametrize("table", [Table.UNITS, Table.AREAS, Table.CLASSES])
def test_each_number_of_a_table_leads_to_its_cases(city: City, monday: Period, table: Table) -> None:
    numbers = [number for row in looked.rows(city.lea, monday, table) for number in row.cells.values()]
    assert sum(number.value for number in numbers) > 0
    assert [listed(number.url, city.lea) for number in numbers] == [number.value for number in numbers]


def test_each_day_leads_to_its_cases(city: City, monday: Period) -> None:
    chart = flow_chart(looked.steps(city.lea, monday))
    reported, closed = chart["series"]
    assert (len(chart["labels"]), reported["values"][-1], closed["values"][-4]) == (30, 6, 1)
    for series in (reported, closed):
        assert [listed(url, city.lea) for url in series["urls"]] == series["values"]


@pytest.mark.parametrize(("days", "length"), [(45, 45), (60, 10), (200, 30), (366, 13)])
def test_many_days_are_drawn_by_week_and_more_by_month_and_no_case_is_left_out(
    city: City, monday: Period, days: int, length: int
) -> None:
    last = MONDAY.date() + timedelta(days=20)
    long = free_days(last - timedelta(days=days - 1), last, EVENING + timedelta(days=20))
    steps = looked.steps(city.lea, long)
    assert abs(len(steps) - length) <= 1
    assert [step.days.first for step in steps[1:]] == [step.days.last + timedelta(days=1) for step in steps[:-1]]
    for name in ("reported", "closed", "due"):
        assert sum(step.numbers[name] for step in steps) == looked.city(city.lea, long)[name].value


def test_a_unit_head_counts_the_own_unit_only(city: City, monday: Period) -> None:
    assert [row.code for row in looked.rows(city.hugo, monday, Table.UNITS)] == ["sanitation"]
    number = looked.city(city.hugo, monday)["reported"]
    assert number.value == listed(number.url, city.hugo) == 3


def test_every_number_on_the_page_is_a_link_that_counts_the_same(client: Client, city: City) -> None:
    some_days(city)
    rebuild()
    client.force_login(city.lea)
    page = client.get("/dashboard/", {"period": "free", "since": "2026-03-02", "until": "2026-03-02"})
    found = list(figures_of(page.text))
    assert len(found) > 20
    assert [listed(url, city.lea) for url, __ in found] == [number for __, number in found]


def test_where_nothing_fell_due_there_is_no_rate(client: Client, city: City) -> None:
    make.dispatched("06010", by=city.ines, at=MONDAY)
    day = free_days(MONDAY.date(), MONDAY.date(), MONDAY + timedelta(hours=1))
    assert looked.city(city.lea, day)["due"].value == 0
    client.force_login(city.lea)
    page = client.get("/dashboard/?period=free&since=2026-03-02&until=2026-03-02&part=figures").text
    assert "0 %" not in page
