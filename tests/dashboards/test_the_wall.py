"""The wall: what it shows of today, in how few statements, to which screens, and what never stands on it."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import issue_token, revoke_token
from accounts.models import Scope, Token, User
from cases.models import Case
from cases.workflow import State
from evaluations.actions import rebuild
from evaluations.dictionary.measures import CLOSED, OPEN, OVERDUE, REPORTED
from evaluations.periods import Days, today
from evaluations.queries.answers import answer
from evaluations.queries.questions import Question
from grids.models import CityVersion, Level
from tests import factories as make
from tests.cast import City
from tests.clients import api_client
from tests.dashboards.month import NOW, a_month

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 10


def looking(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def live(user: User) -> str:
    response = looking(user).get("/wall/live/")
    assert response.status_code == 200
    return response.text


def rows(page: str, table: str) -> dict[str, list[str]]:
    """The cells of a table of the wall by the heads of their rows."""
    (inner,) = re.findall(rf'<table class="[^"]*{table}[^"]*">(.*?)</table>', page, re.DOTALL)
    found = {}
    for row in re.findall(r"<tr.*?</tr>", inner.split("<tbody>")[1], re.DOTALL):
        cells = re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        head, *numbers = (unescape(re.sub(r"<[^>]*>", "", cell)).strip() for cell in cells)
        found[head] = numbers
    return found


def screen(user: User, scopes: list[Scope]) -> tuple[Client, Token]:
    """A screen that nobody is signed in at, with a key."""
    key, token = issue_token(user=user, at=timezone.now(), name="大厅", scopes=scopes)
    client = Client()
    client.post("/wall/enter/", {"key": key})
    return client, token


def test_its_numbers_are_those_of_the_api_and_of_the_days_before(month: City) -> None:
    rebuild()
    reported, dispatched, closed, __, overdue = rows(live(month.lea), "wall-figures").values()
    said = api_client(month.lea).get(f"/api/v1/indicators/?from={NOW:%Y-%m-%d}&to={NOW:%Y-%m-%d}&by=source").json()
    sums = [
        str(sum(row[name] for row in said["rows"])) for name in ("reported", "dispatched", "closed", "overdue_open")
    ]
    assert [cells[0] for cells in (reported, dispatched, closed, overdue)] == sums
    for column, ago in ((1, 1), (2, 7)):
        day = today(NOW) - timedelta(days=ago)
        numbers = answer(month.lea, Question(Days(day, day, NOW), (REPORTED, CLOSED), (OVERDUE,))).rows[""]
        cells = [row[column] for row in (reported, closed, overdue)]
        assert cells == [str(numbers[name]) for name in ("reported", "closed", "overdue")]


def test_units_are_told_by_what_they_owe(month: City) -> None:
    rebuild()
    found = rows(live(month.lea), "wall-units")
    late = [int(cells[1]) for cells in found.values()]
    assert late == sorted(late, reverse=True)
    question = Question(Days(today(NOW), today(NOW), NOW), (), (OVERDUE, OPEN))
    assert sum(late) == answer(month.lea, question).rows[""]["overdue"]


def overdue(city: City, number: int, *, on_time: int = 0, street: Any = None) -> None:
    """So many cases that fell due an hour ago, some of them done by then."""
    hour = timedelta(hours=1)
    for done in range(number):
        case = make.dispatched("06010", by=city.ines)
        finished = NOW - 2 * hour if done < on_time else None
        Case.objects.filter(pk=case.pk).update(due_at=NOW - hour, finished_at=finished, street=street or city.street)


@pytest.mark.parametrize(("due", "said"), [(9, "4/9"), (10, "40.0%")])
def test_a_rate_of_few_cases_is_told_by_what_it_is_made_of(
    city: City, monkeypatch: pytest.MonkeyPatch, due: int, said: str
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    overdue(city, due, on_time=4)
    rebuild()
    page = live(city.lea)
    *__, rate, late = rows(page, "wall-figures").values()
    assert (rate[0], late[0]) == (said, str(due - 4))
    assert [cells[-1] for cells in rows(page, "wall-units").values()] == [said]


def test_the_map_burns_where_most_is_overdue(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    other = make.area("310101002", Level.STREET, make.square(0, 1, width=4, height=1), parent=city.district)
    CityVersion.objects.create(number=8)
    overdue(city, 2)
    overdue(city, 10, street=other)
    rebuild()
    page = live(city.lea)
    heat = dict(re.findall(r'href="#area-(\d+)" class="wall-area wall-heat-(\d)"', page))
    assert heat == {str(city.street.pk): "1", str(other.pk): "5"}
    named = re.findall(r'<span class="wall-what">(.*?)</span> <strong class="wall-red">(\d+)', page)
    assert named == [(other.name, "10"), (city.street.name, "2")]


@pytest.mark.parametrize("cases", [40, 400])
def test_whatever_the_city_holds_it_asks_as_little(city: City, monkeypatch: pytest.MonkeyPatch, cases: int) -> None:
    a_month(city, cases)
    rebuild()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    client = looking(city.lea)
    client.get("/wall/live/")  # the outlines of this version of the city
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/wall/live/").status_code == 200
    assert len(asked) <= MOST_STATEMENTS, "\n".join(each["sql"][:200] for each in asked)


def test_private_cases_free_words_and_people_stand_on_no_wall(month: City) -> None:
    Case.objects.update(description="张三家门口", address="张三家", reporter_name="张三")
    private = Case.objects.filter(private=True)
    assert private.exists()
    private.update(
        state=State.DISPATCHED, department=month.sanitation, category=month.manhole, finished_at=None, closed_at=None,
        reported_at=NOW - timedelta(seconds=1), due_at=NOW - timedelta(days=40),
    )  # fmt: skip
    Case.objects.filter(private=False).update(category=month.rubbish)
    page = live(month.arno)  # an auditor sees private cases
    assert month.rubbish.name in page
    assert month.manhole.name not in page
    for name in ("张三", month.ines.name, month.ivan.name):
        assert name not in page


def test_an_empty_city_shows_noughts_and_says_what_is_missing(city: City) -> None:
    page = live(city.lea)
    assert next(iter(rows(page, "wall-figures").values())) == ["0", "–", "–"]
    assert "还没有案件上报" in page
    assert "没有单位" in page


def test_who_may_not_see_the_overview_has_no_wall(city: City) -> None:
    for user in (city.ines, city.hana, city.abel):
        assert looking(user).get("/wall/").status_code == 403
    assert looking(city.hugo).get("/wall/").status_code == 200


def test_a_screen_without_a_sign_in_is_told_so_and_shown_nothing(month: City) -> None:
    assert Client().get("/wall/")["Location"].startswith("/sign-in/")
    response = Client().get("/wall/live/")
    assert (response.status_code, response.content) == (401, b"")


def test_a_key_opens_the_wall_and_nothing_else(month: City) -> None:
    client, token = screen(month.lea, [Scope.WALL])
    response = client.get("/wall/")
    assert "wall-figures" in response.text
    assert "no-store" in response["Cache-Control"]
    for address in ("/dashboard/", "/cases/", "/account/access/", "/inbox/"):
        assert client.get(address)["Location"].startswith("/sign-in/"), address
    assert Token.objects.get(pk=token.pk).last_used_at == NOW
    cookie = client.cookies["wall"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/wall/")


def test_a_key_of_a_wall_is_no_key_of_the_api(city: City) -> None:
    key, __ = issue_token(user=city.lea, at=timezone.now(), scopes=[Scope.WALL])
    for address in ("/api/v1/cases/", "/api/v1/indicators/"):
        assert Client(headers={"Authorization": f"Bearer {key}"}).get(address).status_code == 403


def test_a_key_of_the_api_opens_no_wall(city: City) -> None:
    client, __ = screen(city.lea, [Scope.READ, Scope.REPORT, Scope.MOVE])
    assert "wall" not in client.cookies
    assert client.get("/wall/live/").status_code == 401
    assert client.post("/wall/enter/", {"key": "x" * 5000}).status_code == 400


@pytest.mark.parametrize("end", ["revoked", "expired", "left", "role"])
def test_a_key_ends_at_once(city: City, monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    client, token = screen(city.lea, [Scope.WALL])
    assert client.get("/wall/live/").status_code == 200
    if end == "revoked":
        revoke_token(token=token, at=timezone.now())
    elif end == "expired":
        Token.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    elif end == "left":
        User.objects.filter(pk=city.lea.pk).update(is_active=False)
    else:
        User.objects.filter(pk=city.lea.pk).update(role="handler")
    assert client.get("/wall/live/").status_code == (403 if end == "role" else 401)


def test_a_screen_speaks_the_language_of_its_person(city: City) -> None:
    User.objects.filter(pk=city.lea.pk).update(language="en")
    client, __ = screen(city.lea, [Scope.WALL])
    assert "Today in numbers" in client.get("/wall/", headers={"Accept-Language": "zh-CN"}).text


def test_it_says_when_its_outlines_are_others(city: City) -> None:
    def stamp() -> str:
        return live(city.lea).split('data-stamp="')[1][:16]

    before = stamp()
    assert stamp() == before
    make.area("310101002", Level.STREET, make.square(0, 1, width=4, height=1), parent=city.district)
    CityVersion.objects.create(number=7)
    assert stamp() != before
