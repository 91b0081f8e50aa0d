"""Any number, of any part of the city, for whoever asks: by counters, by cases, by API, and the list behind it."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random

import pytest
from django.http import QueryDict

from accounts.models import User
from cases.filters import listed
from cases.models import Scope
from catalogue.choices import Source
from evaluations.dictionary.measures import SHOWN, STOCKS, Measure, Stock
from evaluations.periods import Days
from evaluations.presenters import rows_of
from evaluations.queries import answers
from evaluations.queries.answers import Counted, answer
from evaluations.queries.questions import By, Part, Question
from tests.cast import City
from tests.clients import api_client
from tests.dashboards.figures import length
from tests.dashboards.month import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def number_of_questions(request: pytest.FixtureRequest) -> int:
    return 250 if request.config.getoption("--long") else 25


def scoped(city: City) -> User:
    Scope.objects.create(person=city.lea, kind="area", code=city.street.code)
    Scope.objects.create(person=city.lea, kind="class", code="event:06")
    return User.objects.get(pk=city.lea.pk)


def people(city: City) -> list[User]:
    return [city.ada, city.sven, city.dora, city.sue, city.lea, city.arno, scoped(city), city.hugo, city.ines]


def questions(city: City, number: int) -> Iterator[tuple[User, Question]]:
    chance, who = Random(20), people(city)
    for _ in range(number):
        first = TODAY - timedelta(days=chance.choice([0, 0, 3, 9, 27, 40]))
        last = first + timedelta(days=chance.choice([0, 5, 27, 60]))
        part = Part(
            chance.choice([None, None, city.sanitation, city.roads]), chance.choice([None, None, city.street]),
            chance.choice(["", "", "06010", "06", "none"]), chance.choice(["", "", Source.INSPECTOR.value]),
        )  # fmt: skip
        by = chance.choice([None, *By])
        stocks = STOCKS if last >= TODAY else ()
        yield chance.choice(who), Question(Days(first, last, NOW), SHOWN, stocks, by, "street", part)


def test_counters_cases_and_lists_agree(month: City, number_of_questions: int, monkeypatch: pytest.MonkeyPatch) -> None:
    counted, shown = set(), 0
    for user, question in questions(month, number_of_questions):
        found = answer(user, question)
        counted.add(found.counted)
        with monkeypatch.context() as patch:
            patch.setattr(answers, "sight_of", lambda user: None)
            live = answer(user, question)
        assert holding(found) == holding(live), (user.username, question)
        shown += follow_some(user, question, found)
    assert counted == {*Counted}
    assert shown > number_of_questions


def holding(found: answers.Answer) -> set[tuple[answers.Key, str, int]]:
    return {(key, name, n) for key, row in found.rows.items() for name, n in row.items() if n}


def follow_some(user: User, question: Question, found: answers.Answer) -> int:
    """Some of its numbers as lists; how many were more than nothing."""
    rows = rows_of(found.rows, question.by) if question.by else []
    numbers: list[tuple[str | None, Mapping[str, int]]] = [(row.key, row.numbers) for row in rows]
    if question.by is None:
        numbers = [(None, found.rows.get("", {}))]
    chance, shown = Random(str(question.days)), 0
    for key, row in numbers[:3]:
        asked: list[Measure | Stock] = [*question.measures, *question.stocks]
        for each in chance.sample(asked, 6):
            url = question.url(each, key)
            assert (each.name, key, length(user, url)) == (each.name, key, row.get(each.name, 0)), url
            shown += row.get(each.name, 0) > 0
    return shown


@pytest.mark.parametrize("by", [*By])
def test_the_api_says_the_same_with_lists_of_as_many_cases(month: City, by: By) -> None:
    answered = api_client(month.lea).get(f"/api/v1/indicators/?from=2026-02-10&to={TODAY}&by={by}").json()
    assert answered["counted"] == Counted.COUNTERS
    assert answered["rows"]
    for name, row in (("due", "due"), ("closed", "closed"), ("closed_on_time", "closed_on_time"), ("filed", "filed"),
                      ("on_time_rate", "due"), ("overdue_open", "overdue_open")):  # fmt: skip
        part = "denominator" if name == "on_time_rate" else "numerator"
        url = answered["definitions"][name][part]["cases"]
        cases = listed(month.lea, QueryDict(url.partition("?")[2]).urlencode(), NOW)
        rows = sum(each[row] for each in answered["rows"])
        alone = {By.DEPARTMENT: cases, By.CATEGORY: cases, By.SOURCE: cases, By.AREA: cases.exclude(street=None),
                 By.INSPECTOR: cases.filter(source="inspector")}  # fmt: skip
        assert rows == alone[by].count() > 0, (name, by)


def test_own_private_cases_are_counted_for_who_reported_them(month: City) -> None:
    """Ada does not see private cases of others; Sven sees all of them."""
    days = Days(date(2026, 1, 1), TODAY, NOW)
    numbers = {}
    for user in (month.ada, month.dora, month.sven):
        found = answer(user, Question(days, SHOWN, STOCKS))
        assert found.counted == Counted.COUNTERS
        numbers[user.username] = found.rows[""]["reported"]
    assert numbers["dora"] < numbers["ada"] < numbers["sven"] == 240


def test_every_measure_says_the_same_to_the_list(month: City) -> None:
    days = Days(TODAY - timedelta(days=27), TODAY, NOW)
    question = Question(days, SHOWN, STOCKS)
    row = answer(month.lea, question).rows[""]
    counted: list[Measure | Stock] = [*SHOWN, *STOCKS]
    assert {each.name: length(month.lea, question.url(each)) for each in counted} == {
        each.name: row[each.name] for each in counted
    }
