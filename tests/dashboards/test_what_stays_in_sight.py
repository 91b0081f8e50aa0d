"""What was late stays in the leader's sight until it is done; what owes nothing does not stand there."""

from datetime import timedelta

import pytest
from django.test import Client

from cases.models import Case
from dashboards.queries.overview import Table
from evaluations.actions import rebuild
from evaluations.periods import PeriodChoice, free_days, period_of
from tests import factories as make
from tests.cast import City
from tests.dashboards import looked
from tests.dashboards.figures import figures_of, length
from tests.dashboards.history import closed, disposed, go
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
EVENING = MONDAY.replace(hour=20)
PERIOD = free_days((MONDAY - timedelta(days=7)).date(), MONDAY.date(), EVENING)


def number(city: City, name: str) -> int:
    """As the counters say, counted to this moment."""
    rebuild()
    return looked.city(city.lea, PERIOD)[name].value


def overdue(city: City) -> int:
    return number(city, "overdue-open")


def test_a_late_case_that_its_unit_returned_stays_and_has_a_row_of_its_own(
    city: City, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: EVENING)
    case = make.dispatched("06010", by=city.ines, at=MONDAY - timedelta(days=3))
    assert overdue(city) == 1
    go(case, "send_back", MONDAY, by=city.hana, reason="不归我们管")
    assert overdue(city) == 1
    [row] = [row for row in looked.rows(city.lea, PERIOD, Table.UNITS) if row.cells["overdue"].value]
    assert (row.code, row.cells["overdue"].value) == ("", 1)
    client.force_login(city.lea)
    [shown] = client.get(row.cells["overdue"].url).context["rows"]
    assert shown.case.number == case.number
    page = client.get("/dashboard/").text
    assert case.number in page.partition('id="leader-late"')[2]


def test_a_suspended_case_leaves_the_overdue_and_comes_back_with_its_clock(city: City) -> None:
    case = make.dispatched("06010", by=city.ines, at=MONDAY - timedelta(days=3))
    case = go(case, "request_suspension", MONDAY, by=city.hugo, reason="等批复", until=MONDAY + timedelta(days=5))
    case = go(case, "grant_suspension", MONDAY, by=city.dora)
    assert overdue(city) == 0
    go(case, "resume", MONDAY + timedelta(hours=1), by=city.dora)
    assert overdue(city) == 1


@pytest.mark.parametrize("end", ["void", "merge"])
def test_what_owes_nothing_any_more_did_not_fall_due(city: City, end: str) -> None:
    case = make.dispatched("06010", by=city.ines, at=MONDAY - timedelta(days=3))
    other = make.dispatched("06010", by=city.ines, at=EVENING)
    assert number(city, "due") == 1
    said = {"reason": "误报"} if end == "void" else {"into": other.number}
    go(case, end, MONDAY, by=city.sven, **said)
    assert (number(city, "due"), overdue(city)) == (0, 0)


def test_what_was_closed_before_the_day_on_which_it_fell_due_counts_on_that_day(city: City) -> None:
    case = closed(city, MONDAY - timedelta(days=4), after=timedelta(hours=1))
    Case.objects.filter(pk=case.pk).update(due_at=MONDAY)
    rebuild()
    numbers = looked.city(city.lea, period_of(PeriodChoice.TODAY, EVENING))
    for each in (numbers["due"], numbers["on_time"]):
        assert (each.value, length(city.lea, each.url)) == (1, 1)


def test_a_unit_that_was_given_up_still_answers_for_what_it_did(city: City, client: Client) -> None:
    disposed(city, MONDAY - timedelta(days=3), after=timedelta(days=2))
    type(city.sanitation).objects.filter(pk=city.sanitation.pk).update(active=False)
    rebuild()
    [row] = looked.rows(city.lea, PERIOD, Table.UNITS)
    client.force_login(city.lea)
    assert len(client.get(row.cells["was_late"].url).context["rows"]) == row.cells["was_late"].value == 1
    assert list(figures_of(client.get("/dashboard/?period=month").text)) != []
