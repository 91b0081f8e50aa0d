"""Since when a unit has been worse than its group: by week while few months are known, each week with its cases."""

import csv
import io
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from cases.models import Case, LocationSource
from departments.models import Department
from evaluations.actions import rebuild
from evaluations.periods import Days
from evaluations.queries.scorecards import weeks_until
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.dashboards.figures import figures_of, length
from tests.dashboards.month import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
CARD, QUARTER = "/scorecards/departments/sanitation/", "?period=90-days"
HOUR, WEEK, DUE = timedelta(hours=1), timedelta(weeks=1), 12
# Of Monday: of the twelve that fall due in it so many are late, five weeks ago first.
LATE = (1, 8, 9, 7, 8)


@pytest.fixture
def weeks(city: City, monkeypatch: pytest.MonkeyPatch) -> City:
    """Five weeks of cases: Sanitation is as late as Roads in the first, and later in the four since."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    for ago, late in zip(reversed(range(1, len(LATE) + 1)), LATE, strict=True):
        fallen_due(city, city.sanitation, monday(ago), late)
        fallen_due(city, city.roads, monday(ago), 1)
    rebuild()
    return city


def monday(ago: int) -> datetime:
    return NOW.replace(hour=10) - ago * WEEK


def fallen_due(city: City, unit: Department, due: datetime, late: int) -> None:
    Case.objects.bulk_create(one(city, unit, due, due + HOUR if n < late else due - HOUR) for n in range(DUE))


def one(city: City, unit: Department, due: datetime, fixed: datetime) -> Case:
    began = due - 3 * HOUR
    times: dict[str, Any] = {
        "occurred_at": began, "reported_at": began, "filed_at": began, "dispatched_at": began, "due_at": due,
        "finished_at": fixed, "closed_at": fixed, "stage_started_at": began,
    }  # fmt: skip
    return Case(
        id=uuid.uuid4(), category=city.rubbish, source="inspector", reporter=city.ines, state="closed",
        department=unit, located=LocationSource.UNKNOWN, **times,
    )  # fmt: skip


def months_file(client: Client) -> list[list[str]]:
    answer = client.get(f"{CARD}months.csv{QUARTER}")
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]


def test_a_city_of_five_weeks_says_since_which_week(signed_in: SignedIn, weeks: City) -> None:
    client = signed_in(weeks.lea)
    text = client.get(CARD + QUARTER).text
    since = monday(4).date()
    assert f"since the week of {since}: 4 weeks without a better one, 4 of them by more than chance" in text
    head, *rows = months_file(client)
    assert head[0] == "Week from"
    assert [(row[0], int(row[1]), int(row[2])) for row in rows[: len(LATE)]] == [
        (str(monday(ago).date()), DUE, late) for ago, late in zip((5, 4, 3, 2, 1), LATE, strict=True)
    ]


def test_the_numbers_of_a_week_are_the_length_of_their_lists(signed_in: SignedIn, weeks: City) -> None:
    answer = signed_in(weeks.lea).get(CARD + QUARTER)
    found = dict(figures_of(answer.text))
    assert all(length(weeks.lea, url) == number for url, number in found.items())
    lines = answer.context["tables"]["months"].lines
    for line, late in zip(lines, LATE, strict=False):
        assert (found[line.cells[0].url], found[line.cells[1].url]) == (DUE, late), line.label


def test_with_cases_of_three_months_it_says_months(signed_in: SignedIn, weeks: City) -> None:
    fallen_due(weeks, weeks.roads, monday(9), 1)
    rebuild()
    client = signed_in(weeks.lea)
    assert "since the week of" not in client.get(CARD + QUARTER).text
    assert months_file(client)[0][0] == "Month"


def test_a_week_begins_on_monday_and_the_last_is_the_present_one() -> None:
    found = weeks_until(Days(NOW.date() - 30 * timedelta(days=1), NOW.date() + timedelta(days=30), NOW))
    assert len(found) == 13
    assert {each.first.weekday() for each in found} == {0}
    assert found[-1].first <= NOW.date() <= found[-1].last
