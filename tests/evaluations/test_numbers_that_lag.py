"""Counters that did not follow for more than a minute say until when they did, on each page that reads them."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from evaluations.actions import fold_all, follow
from evaluations.models import Folding
from tests import factories as make
from tests.cast import City
from tests.clients import api_client
from tests.dashboards.month import NOW

pytestmark = pytest.mark.django_db
PAGES = (
    "/dashboard/",
    "/dashboard/?part=figures",
    "/scorecards/departments/sanitation/",
    "/indicators/",
    "/wall/live/",
    "/analysis/pareto/",
    "/analysis/sides/",
    "/scorecards/people/ines/",
    "/scorecards/departments/sanitation/panel/",
)
TODAY = f"/api/v1/indicators/?from={NOW:%Y-%m-%d}&to={NOW:%Y-%m-%d}&by=source"


@pytest.fixture
def stopped(month: City, monkeypatch: pytest.MonkeyPatch) -> City:
    """The clock folded for the last time at 19:32; since then more happened than a reader folds."""
    monkeypatch.setitem(follow.__globals__, "LITTLE", 0)
    fold_all()
    Folding.objects.update(whole_at=NOW - timedelta(minutes=28))
    make.dispatched("06010", by=month.ines, at=NOW - timedelta(minutes=5))
    return month


def page(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    client.post("/preferences/", {"language": "en"})
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


def reported(user: User) -> int:
    return sum(row["reported"] for row in api_client(user).get(TODAY).json()["rows"])


def as_of(user: User) -> datetime:
    return datetime.fromisoformat(api_client(user).get(TODAY).json()["as_of"])


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_until_when_its_numbers_are_known(stopped: City, address: str) -> None:
    assert "umbers as of" in (said := page(stopped.lea, address))
    assert "19:32" in said


def test_the_api_answers_as_of_then(stopped: City) -> None:
    before = reported(stopped.lea)
    assert as_of(stopped.lea) == NOW - timedelta(minutes=28)
    fold_all()
    assert as_of(stopped.lea) == NOW
    assert reported(stopped.lea) == before + 1


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_said_once_the_clock_has_folded_it(stopped: City, address: str) -> None:
    fold_all()
    assert "umbers as of" not in page(stopped.lea, address)
    assert Folding.objects.get().whole_at == NOW


def test_nothing_is_said_of_seconds(stopped: City) -> None:
    Folding.objects.update(whole_at=NOW - timedelta(seconds=50))
    assert "umbers as of" not in page(stopped.lea, "/dashboard/")


def test_little_is_folded_by_who_reads_though_the_clock_stands_still(
    stopped: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = reported(stopped.lea)
    monkeypatch.setitem(follow.__globals__, "LITTLE", 200)
    assert "umbers as of" not in page(stopped.lea, "/wall/live/")
    assert reported(stopped.lea) == before + 1


def test_who_is_counted_live_is_told_nothing_for_nothing_lags(stopped: City) -> None:
    assert "umbers as of" not in page(stopped.hugo, "/dashboard/")


def test_while_all_is_counted_anew_the_cases_are_read(stopped: City) -> None:
    Folding.objects.update(counts="")
    assert "umbers as of" not in page(stopped.lea, "/dashboard/")
