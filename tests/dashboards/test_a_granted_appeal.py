"""A granted overtime appeal leaves the score in the same minute, on every page; the fact and the decision stay."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.http import urlencode
from django.utils.translation import override

from cases.integrity import CHECKS
from cases.models import Case
from common.durations import outcome
from common.integrity import examine
from tests import factories as make
from tests.cast import City
from tests.clients import api_client
from tests.dashboards.figures import figures_of
from tests.dashboards.history import closed, disposed, go
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
FRIDAY = MONDAY - timedelta(days=3)
EVENING = MONDAY.replace(hour=21)
DAYS = "period=free&since=2026-02-27&until=2026-03-02"
LATE = "was_late=true"


@pytest.fixture
def late(city: City, monkeypatch: pytest.MonkeyPatch) -> Case:
    """Of Sanitation's three cases that fell due since Friday one was closed late."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: EVENING)
    closed(city, FRIDAY, after=timedelta(hours=1))
    disposed(city, MONDAY, after=timedelta(hours=1), at_cell=(1, 0))
    return closed(city, FRIDAY, after=timedelta(days=3, hours=1))


def granted(city: City, case: Case, *, verdict: bool = True) -> Case:
    at = MONDAY.replace(hour=15)
    case = go(case, "appeal", at, by=city.hugo, reason="暴雨全员抢险")
    case = go(case, "review_appeal", at, by=city.sven, passed=True, reason="属实")
    return go(case, "decide_appeal", at, by=city.lea, passed=verdict, reason="市防汛指挥部有记录")


def rate_of(page: Any) -> float | None:
    [rate] = [figure.rate for figure in page.context["figures"] if figure.rate is not None]
    found: float | None = rate.value
    return found


def told(client: Client, city: City) -> dict[str, Any]:
    """What each page says of lateness now, to the leader."""
    client.force_login(city.lea)
    client.post("/preferences/", {"language": "en"})
    page = client.get(f"/dashboard/?{DAYS}")
    [unit] = [row for row in page.context["units"] if row.code == "sanitation"]
    numbers = page.context["numbers"]
    file = b"".join(client.get(f"/cases/export.csv?{LATE}").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return {
        "rate": rate_of(page),
        "figures": (numbers["due"].value, numbers["was_late"].value, numbers["excused"].value),
        "unit": (unit.rate.value, unit.cells["due"].value, unit.cells["was_late"].value),
        "list": len(client.get(f"/cases/?{LATE}").context["rows"]),
        "behind the unit": len(client.get(unit.cells["was_late"].url).context["rows"]),
        "api": len(api_client(city.lea).get(f"/api/v1/cases/?{LATE}").json()["results"]),
        "file": len(list(csv.reader(io.StringIO(file)))) - 1,
    }  # fmt: skip


BEFORE = {
    "rate": 66.7, "figures": (3, 1, 0), "unit": (66.7, 3, 1), "list": 1, "behind the unit": 1, "api": 1, "file": 1,
}  # fmt: skip
AFTER = {
    "rate": 100.0, "figures": (2, 0, 1), "unit": (100.0, 2, 0), "list": 0, "behind the unit": 0, "api": 0, "file": 0,
}  # fmt: skip


def test_rate_row_list_api_and_file_change_in_the_same_minute(client: Client, city: City, late: Case) -> None:
    assert told(client, city) == BEFORE
    granted(city, late)
    assert told(client, city) == AFTER


def test_an_appeal_that_does_not_hold_changes_nothing(client: Client, city: City, late: Case) -> None:
    granted(city, late, verdict=False)
    assert told(client, city) == BEFORE


def test_the_case_its_answer_and_the_file_still_say_how_late_it_was_and_why_it_was_excused(
    client: Client, city: City, late: Case
) -> None:
    granted(city, late)
    client.force_login(city.hugo)
    client.post("/preferences/", {"language": "en"})
    page = client.get(late.get_absolute_url()).text
    assert late.finished_at is not None
    assert late.due_at is not None
    with override("en"):
        how_late = outcome(late.due_at, late.finished_at)
    for words in (how_late, "Excused by an appeal", "Appeal granted", "市防汛指挥部有记录", "Lea"):
        assert words in page
    for address in (f"/api/v1/cases/{late.pk}/", "/api/v1/cases/?exempt=true"):
        answer = api_client(city.lea).get(address).json()
        said = answer["results"][0] if "results" in answer else answer
        assert (said["was_late"], said["on_time"], said["exempt"], said["appeal"]) == (False, False, True, "granted")
        assert said["finished_at"] > said["due_at"]
    [row] = csv.DictReader(io.StringIO(_file(client, urlencode({"exempt": "true"}))))
    assert (row["Was late"], row["Appeal"], row["Excused by an appeal"]) == ("no", "Granted", "yes")
    assert row["Disposed"] > row["Due"]


def _file(client: Client, question: str) -> str:
    answer: Any = client.get(f"/cases/export.csv?{question}")
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_those_that_were_excused_are_one_press_from_the_rate(client: Client, city: City, late: Case) -> None:
    granted(city, late)
    client.force_login(city.lea)
    [url] = [url for url, __ in figures_of(client.get(f"/dashboard/?{DAYS}&part=figures").text) if "exempt=true" in url]
    [row] = client.get(url).context["rows"]
    assert (row.case.pk, QueryDict(url.partition("?")[2])["exempt"]) == (late.pk, "true")
    assert "scale" in [mark.icon for mark in row.marks]


def test_opened_again_it_is_judged_anew(client: Client, city: City, late: Case) -> None:
    case = go(granted(city, late), "reopen", MONDAY.replace(hour=16), by=city.sven, reason="复发")
    assert (case.exempt, case.appeal, case.was_late) == (False, "granted", False)
    assert case.overdue(at=MONDAY + timedelta(days=3))
    assert wrongly_excused() == []


@pytest.mark.parametrize("reviewed", [False, True])
def test_an_appeal_that_is_not_decided_falls_away_when_the_case_is_opened_again(
    client: Client, city: City, late: Case, reviewed: bool
) -> None:
    """It was about the disposal before: decided later, it would take the next one, in time, out of the score."""
    case = go(late, "appeal", MONDAY.replace(hour=15), by=city.hugo, reason="暴雨")
    if reviewed:
        case = go(case, "review_appeal", MONDAY.replace(hour=15), by=city.sven, passed=True, reason="属实")
    case = go(case, "reopen", MONDAY.replace(hour=16), by=city.sven, reason="复发")
    assert case.appeal == ""
    for user, question in ((city.sven, "appeal=asked"), (city.lea, "appeal=reviewed")):
        client.force_login(user)
        assert list(client.get(f"/cases/?{question}").context["rows"]) == []
        assert [each for each in client.get("/today/").context["home"].waiting if question in each.url] == []
    client.force_login(city.hugo)
    assert "review_appeal" not in client.get(case.get_absolute_url()).text
    again = _closed_again(city, case, MONDAY + timedelta(days=3))
    assert go(again, "appeal", MONDAY + timedelta(days=4), by=city.hugo, reason="再次暴雨").appeal == "asked"


def _closed_again(city: City, case: Case, at: datetime) -> Case:
    proof = make.photo(city.hana, at=at)
    case = go(case, "dispose", at, by=city.hana, photos=(proof.pk,))
    case = go(case, "check", at, by=city.sven, passed=True, closing_conditions=(1,))
    return go(case, "close", at, by=city.sven)


def test_a_case_is_excused_by_a_granted_appeal_only(city: City, late: Case) -> None:
    Case.objects.filter(pk=late.pk).update(exempt=True)
    assert wrongly_excused() == [late.number]


def wrongly_excused() -> list[str]:
    return examine(next(check for check in CHECKS if check.name == "excused")).examples
