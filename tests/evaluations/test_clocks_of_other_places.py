"""Days are the city's: where its clocks are turned, in its first hours, and when it moves to another zone."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from cases.models import Case
from evaluations.actions import adding, fold_all, rebuild
from evaluations.dictionary.measures import DISPOSED, FELL_DUE, ON_TIME, REPORTED
from evaluations.periods import Days, PeriodChoice, period_of
from evaluations.queries import contributions, slow, sums
from evaluations.queries.answers import Counted, answer
from evaluations.queries.questions import By, Question
from tests.cast import City
from tests.dashboards.figures import length

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)  # of 23 and of 25 hours
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)


def forget() -> None:
    """The texts of the statements, which have the zone in them: a process has one zone as long as it lives."""
    for text in (contributions._marked, adding._statement, sums.counts, sums.durations):
        text.cache_clear()


@pytest.fixture
def zone(settings: Any) -> Iterator[Any]:
    """Sets the zone of the city."""

    def of(name: str) -> None:
        settings.TIME_ZONE = name
        forget()

    yield of
    forget()


def instants(day: date) -> list[datetime]:
    """Each hour of a day and its last second, the hours that come twice or never included."""
    start, end = (datetime.combine(each, datetime.min.time(), BERLIN).astimezone(UTC) for each in (day, day + DAY))
    hours = [start + n * HOUR for n in range((end - start) // HOUR)]
    return [*hours, end - SECOND]


@pytest.mark.parametrize("day", [FORWARD, BACK])
def test_a_day_on_which_clocks_are_turned_has_all_its_hours_and_no_others(
    city: City, zone: Any, monkeypatch: pytest.MonkeyPatch, day: date
) -> None:
    zone("Europe/Berlin")
    moments = [instants(day - DAY)[-1], *instants(day), instants(day + DAY)[0]]
    assert len(moments) == {FORWARD: 23, BACK: 25}[day] + 3
    times = ("occurred_at", "reported_at", "stage_started_at", "filed_at", "dispatched_at", "due_at", "finished_at")
    Case.objects.bulk_create(
        Case(
            id=uuid.uuid4(), category=city.rubbish, condition=city.rubbish_lies, source="inspector", reporter=city.ines,
            located="unknown", department=city.sanitation, state="disposed", **dict.fromkeys(times, moment),
        )
        for moment in moments
    )  # fmt: skip
    rebuild()
    now = moments[-1] + 3 * DAY
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    measures = (REPORTED, DISPOSED, FELL_DUE, ON_TIME)
    days = Days(day - DAY, day + DAY, now)
    by_day = answer(city.lea, Question(days, measures, by=By.DAY))
    assert by_day.counted == Counted.COUNTERS
    wanted = {str(day - DAY): 1, str(day): len(moments) - 2, str(day + DAY): 1}
    assert by_day.rows == {key: dict.fromkeys([each.name for each in measures], n) for key, n in wanted.items()}
    assert [*slow.differences(day - DAY, day + DAY)] == []
    alone = Question(Days(day, day, now), measures)
    assert {length(city.lea, alone.url(each)) for each in measures} == {len(moments) - 2}


def test_who_moves_to_another_zone_is_answered_live_until_all_is_counted_anew(month: City, zone: Any) -> None:
    now = datetime(2026, 3, 4, tzinfo=UTC)
    question = Question(Days(date(2026, 2, 1), date(2026, 3, 3), now), (REPORTED, FELL_DUE), by=By.DAY)
    here = answer(month.lea, question)
    assert here.counted == Counted.COUNTERS
    zone("America/Los_Angeles")
    live = answer(month.lea, question)
    assert live.counted == Counted.LIVE
    assert live.rows != here.rows
    fold_all()
    assert answer(month.lea, question) == type(live)(live.rows, Counted.COUNTERS)
    zone("Asia/Shanghai")
    assert answer(month.lea, question) == type(live)(here.rows, Counted.LIVE)


def test_the_first_hours_of_a_month_are_in_the_months_of_a_card(
    client: Client, month: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At seven in the morning of 1 April in Shanghai it is still March in Greenwich."""
    at = datetime(2026, 4, 1, 7, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    client.force_login(month.lea)
    for url in ("/scorecards/departments/sanitation/", "/scorecards/departments/sanitation/?period=month"):
        months = client.get(url).context["card"].months
        assert [months[0].days.first, months[-1].days.first] == [date(2025, 5, 1), date(2026, 4, 1)], url


@pytest.mark.parametrize("choice", [*PeriodChoice])
def test_a_leap_day_has_the_last_of_february_a_year_before(choice: PeriodChoice) -> None:
    if choice == PeriodChoice.FREE:
        return
    at = datetime(2024, 3, 1, 0, 0, 1, tzinfo=ZoneInfo("Asia/Shanghai"))  # 29 February is over
    period = period_of(choice, at)
    if period.compared is None:
        assert choice in (PeriodChoice.TODAY, PeriodChoice.MONTH)
        return
    assert period.compared.last == date(2024, 2, 29)
    before = period.year_before or period.before
    assert before is not None
    assert before.last == date(2023, 2, 28)
    assert before.first == period.compared.first.replace(year=period.compared.first.year - 1)
