"""Every number of the leader's dashboard opens a list of exactly as many cases."""

from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.test import Client

from accounts.models import User
from cases.filters import CaseFilter
from cases.models import Case
from dashboards import queries
from dashboards.periods import DashboardPeriod, between
from grids.models import Level
from tests import factories as make
from tests.cast import City
from tests.dashboards.figures import figures_of
from tests.dashboards.history import some_days
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
by_street = partial(queries.by_area, level=Level.STREET)
EVENING = MONDAY.replace(hour=20)


@pytest.fixture
def monday(city: City) -> DashboardPeriod:
    some_days(city)
    return between(MONDAY.date(), MONDAY.date(), EVENING)


def listed(url: str, user: User) -> int:
    """How many cases the list shows; judged at the same moment as the dashboard."""
    query = QueryDict(urlsplit(url).query)
    found = CaseFilter(query, queryset=Case.objects.visible_to(user), at=EVENING, user=user)
    assert found.is_valid(), found.errors
    return int(found.qs.count())


@pytest.mark.parametrize(
    ("name", "expected"),
    [("reported", 6), ("dispatched", 4), ("closed", 1), ("due", 4), ("on_time", 2), ("overdue", 2)],
)
def test_the_figures_count_what_they_say(city: City, monday: DashboardPeriod, name: str, expected: int) -> None:
    number = queries.figures(city.lea, monday).numbers[name]
    assert (number.value, listed(number.url, city.lea)) == (expected, expected)


def test_each_step_of_the_funnel_leads_to_its_cases(city: City, monday: DashboardPeriod) -> None:
    steps = queries.funnel(city.lea, monday)
    assert [number.value for __, number in steps] == [6, 4, 4, 2, 1]
    assert [listed(number.url, city.lea) for __, number in steps] == [6, 4, 4, 2, 1]


@pytest.mark.parametrize("rows_of", [queries.by_unit, queries.by_class, by_street])
def test_each_number_of_a_table_leads_to_its_cases(city: City, monday: DashboardPeriod, rows_of: object) -> None:
    numbers = [number for row in rows_of(city.lea, monday) for number in row.cells]  # type: ignore[operator]
    assert sum(number.value for number in numbers) > 0
    assert [listed(number.url, city.lea) for number in numbers] == [number.value for number in numbers]


def test_each_day_leads_to_its_cases(city: City, monday: DashboardPeriod) -> None:
    days = queries.by_day(city.lea, monday)
    numbers = [number for day in days for number in (day.reported, day.closed)]
    assert (days[-1].reported.value, days[-4].closed.value) == (6, 1)
    assert [listed(number.url, city.lea) for number in numbers] == [number.value for number in numbers]


def test_a_unit_head_counts_the_own_unit_only(city: City, monday: DashboardPeriod) -> None:
    assert [row.code for row in queries.by_unit(city.hugo, monday)] == ["sanitation"]
    number = queries.figures(city.hugo, monday).numbers["reported"]
    assert number.value == listed(number.url, city.hugo) == 3


def test_every_number_on_the_page_is_a_link_that_counts_the_same(client: Client, city: City) -> None:
    some_days(city)
    client.force_login(city.lea)
    page = client.get("/dashboard/", {"period": "free", "since": "2026-03-02", "until": "2026-03-02"})
    found = list(figures_of(page.text))
    assert len(found) > 20
    assert [listed(url, city.lea) for url, __ in found] == [number for __, number in found]


def test_where_nothing_fell_due_there_is_no_rate(client: Client, city: City) -> None:
    make.dispatched("06010", by=city.ines, at=MONDAY)
    assert (
        queries.figures(city.lea, between(MONDAY.date(), MONDAY.date(), MONDAY + timedelta(hours=1))).on_time.value
        is None
    )
