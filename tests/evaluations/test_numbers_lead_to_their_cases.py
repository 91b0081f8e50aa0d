"""Any number, of any part of the city, for whoever asks: by counters, by cases, by API, and the list behind it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from random import Random

import pytest
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from cases.filters import listed
from cases.models import Case, Scope
from catalogue.choices import Source
from evaluations.api.indicators import READERS
from evaluations.dictionary.measures import (
    CLOSED,
    DISPATCHED,
    DUE_CLOSED,
    FELL_DUE,
    FILED,
    ON_TIME,
    REPORTED,
    REWORKED,
    SHOWN,
    STOCKS,
    WAS_LATE,
    Measure,
    Stock,
)
from evaluations.periods import Days, free_days
from evaluations.presenters import rows_of
from evaluations.queries.answers import Answer, Counted, answer, answers
from evaluations.queries.people import LEAD_INSPECTORS
from evaluations.queries.questions import By, Part, Question
from evaluations.queries.spread import spreads
from tests.cast import City
from tests.clients import api_client
from tests.dashboards.figures import figures_of, length
from tests.dashboards.month import NOW
from tests.evaluations.direct import counted, holding

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
RATE = re.compile(r'<a class="count" href="([^"]+)">[\d.]+ % \((\d+)\)</a>')
OF_SIDES = (REPORTED, FILED, DISPATCHED, CLOSED, FELL_DUE, ON_TIME, DUE_CLOSED, WAS_LATE, REWORKED)


@pytest.fixture
def share(request: pytest.FixtureRequest) -> int:
    """One of so many questions is asked."""
    return 1 if request.config.getoption("--long") else 10


def scoped(city: City) -> User:
    Scope.objects.create(person=city.lea, kind="area", code=city.street.code)
    Scope.objects.create(person=city.lea, kind="class", code="event:06")
    return User.objects.get(pk=city.lea.pk)


def by_keys(city: City) -> list[User]:
    """What they see is told by keys of the counters: all, areas and classes."""
    return [city.ada, city.sven, city.dora, city.sue, city.lea, city.arno, scoped(city)]


def own_sheets(city: City) -> list[User]:
    return [city.hana, city.hugo, city.ines]


def people(city: City) -> list[User]:
    return [*by_keys(city), *own_sheets(city)]


def questions(city: City, number: int, who: list[User]) -> Iterator[tuple[User, Question]]:
    chance = Random(20)
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


@pytest.mark.parametrize(("who", "number", "way"), [(by_keys, 200, "counters"), (own_sheets, 50, "live")])
def test_page_api_list_and_slow_count_agree(
    month: City, who: Callable[[City], list[User]], number: int, way: str, share: int
) -> None:
    ways, shown = Counter[str](), 0
    for user, question in questions(month, number // share, who(month)):
        found = answer(user, question)
        ways[found.counted] += 1
        assert holding(found.rows) == counted(user, question), (user.username, question)
        shown += follow_some(user, question, found)
        compare_api(user, question, found)
    assert ways.most_common()[0][0] == way
    assert shown > number // share


@pytest.mark.parametrize(("who", "number"), [(by_keys, 60), (own_sheets, 30)])
def test_a_page_says_the_same_of_any_part_of_the_city(
    month: City, client: Client, who: Callable[[City], list[User]], number: int, share: int
) -> None:
    """As it is drawn: each number of it is what counters or cases, the API and the list behind it say."""
    asked = [
        (user, question)
        for user, question in questions(month, number, who(month))
        if user.role in READERS and in_both(user, question)
    ]
    shown = [compare_page(client, user, question) for user, question in asked[::share]]
    assert sum(shown) > 10 * len(shown) > 0


def in_both(user: User, question: Question) -> bool:
    """Whether anything was reported in its days that are over and in those before: else nothing is compared."""
    period = free_days(question.days.first, question.days.last, NOW)
    asked = [replace(question, days=days, by=None) for days in (period.compared, period.before) if days is not None]
    return len(asked) == 2 and all(answer(user, each).rows.get("", {}).get("reported") for each in asked)


def compare_page(client: Client, user: User, question: Question) -> int:
    """The days that are over beside those before; how many of its numbers lead to cases."""
    over = Question(replace(question.days, last=question.days.whole), SHOWN, part=question.part)
    first, last, part = str(over.days.first), str(over.days.last), question.part.filters
    client.force_login(user)
    page = client.get("/analysis/sides/", part | {"period": "free", "since": first, "until": last})
    assert page.status_code == 200
    found = dict(figures_of(page.text)) | {unescape(url): int(n) for url, n in RATE.findall(page.text)}
    assert [(url, length(user, url)) for url in found] == [*found.items()]
    numbers = answer(user, over).rows.get("", {})
    assert {each.name: found.get(over.url(each), 0) for each in OF_SIDES} == {
        each.name: numbers.get(each.name, 0) for each in OF_SIDES
    }
    rows = (
        api_client(user).get("/api/v1/indicators/", part | {"by": "source", "from": first, "to": last}).json()["rows"]
    )
    names = ("reported", "filed", "dispatched", "due", "closed")
    assert {name: sum(row[name] for row in rows) for name in names} == {name: numbers.get(name, 0) for name in names}
    return len(found)


def compare_api(user: User, question: Question, found: Answer) -> None:
    """What the API says to who may ask it, under the names that it has."""
    if user.role not in (LEAD_INSPECTORS if question.by == By.INSPECTOR else READERS) or question.by is None:
        return
    asked = question.part.filters | {"by": question.by.value}
    days = {"from": str(question.days.first), "to": str(question.days.last)}
    answered = api_client(user).get("/api/v1/indicators/", asked | days).json()
    names = ("reported", "filed", "due", "closed", "closed_on_time")
    rows = rows_of(found.rows, question.by)
    assert holding({row["key"]: {name: row[name] for name in names} for row in answered["rows"]}) == holding(
        {row.key: {name: row.numbers[name] for name in names} for row in rows}
    )


def test_many_questions_are_answered_as_each_alone(
    month: City, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """With every cut, split and span in one statement, and those that only cases can answer in another."""
    asked: dict[str, list[Question]] = {}
    for user, question in questions(month, 60, people(month)):
        asked.setdefault(user.username, []).append(question)
    for name, of_person in asked.items():
        user = User.objects.get(username=name)
        answer(user, of_person[0])  # what this person sees is looked up once
        with django_assert_max_num_queries(2):
            found = answers(user, of_person)
        assert [holding(each.rows) for each in found] == [holding(answer(user, each).rows) for each in of_person]


def test_durations_of_many_questions_are_counted_in_one_statement(
    month: City, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    days = Days(date(2026, 1, 1), TODAY, NOW)
    splits = (None, By.DEPARTMENT, By.DAY, By.SOURCE)
    for user in (month.lea, month.ada, month.hugo):
        answer(user, Question(days))
        with django_assert_max_num_queries(2):
            city, *split = spreads(user, [Question(days, by=by) for by in splits])
        assert sum(city.rows[""]["disposal"].values()) > 0
        for each in split:
            added: Counter[tuple[str, int]] = Counter()
            for row in each.rows.values():
                added.update({(name, bucket): n for name, found in row.items() for bucket, n in found.items()})
            assert added == {(name, bucket): n for name, found in city.rows[""].items() for bucket, n in found.items()}


def follow_some(user: User, question: Question, found: Answer) -> int:
    """Some of its numbers as lists; how many were more than nothing."""
    rows = rows_of(found.rows, question.by) if question.by else []
    numbers: list[tuple[str | None, Mapping[str, int]]] = [(row.key, row.numbers) for row in rows]
    if question.by is None:
        numbers = [(None, found.rows.get("", {}))]
    chance, shown = Random(str(question.days)), 0
    for key, row in numbers[:3]:
        asked: list[Measure | Stock] = [*question.measures, *(question.stocks if question.by != By.DAY else ())]
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
        if by == By.DAY and name == "overdue_open":
            rows = answered["rows"][-1][row]  # a stock is never added up over days
        alone = {By.AREA: cases.exclude(street=None), By.INSPECTOR: cases.filter(source="inspector")}
        assert rows == alone.get(by, cases).count() > 0, (name, by)


def test_what_was_overdue_at_the_end_of_days_that_are_over_leads_to_no_list(month: City) -> None:
    """A list shows what is overdue now: another number."""
    said = api_client(month.lea).get("/api/v1/indicators/?from=2026-02-01&to=2026-02-20&by=source").json()
    now = answer(month.lea, Question(Days(TODAY, TODAY, NOW), (), STOCKS)).rows[""]["overdue"]
    assert 0 < sum(row["overdue_open"] for row in said["rows"]) != now
    assert said["definitions"]["overdue_open"]["numerator"]["cases"] == ""
    assert said["definitions"]["due"]["numerator"]["cases"] != ""


@pytest.mark.parametrize("who", ["lea", "ada", "hugo"])
def test_of_days_to_come_what_is_open_and_overdue_is_so_now(month: City, who: str) -> None:
    """Not what would be overdue then, if nobody did anything."""
    first, last = TODAY + timedelta(days=5), TODAY + timedelta(days=20)
    assert Case.objects.filter(due_at__gt=NOW, due_at__date__lt=first).exists()
    now = answer(getattr(month, who), Question(Days(TODAY, TODAY, NOW), (), STOCKS)).rows
    question = Question(Days(first, last, NOW), SHOWN, STOCKS)
    assert holding(answer(getattr(month, who), question).rows) == holding(now)
    said = api_client(getattr(month, who)).get(f"/api/v1/indicators/?from={first}&to={last}&by=source").json()
    assert sum(row["overdue_open"] for row in said["rows"]) == now[""]["overdue"]
    url = said["definitions"]["overdue_open"]["numerator"]["cases"]
    assert length(getattr(month, who), url) == now[""]["overdue"]


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
