"""While counters are counted anew pages count live; where that takes too long they say so at once, and the database is
not kept busy for a minute by each of them."""

import pytest
from django.test import Client

from evaluations.actions import rebuild
from evaluations.queries import asking
from tests import factories as make
from tests.cast import City
from tests.clients import api_client

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "The numbers of the city are being counted anew. They will be here in some minutes."
PAGES = ("/dashboard/", "/scorecards/departments/sanitation/", "/indicators/", "/wall/")
BY_UNIT = "/api/v1/indicators/?by=department"


@pytest.fixture
def leader(city: City, client: Client) -> Client:
    client.force_login(city.lea)
    return client


@pytest.fixture
def great(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """A city of which no live count is over in time."""
    make.dispatched("06010", by=city.ines)
    monkeypatch.setattr(asking, "PATIENCE", "1ms")


@pytest.mark.usefixtures("great")
@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_that_numbers_are_counted_anew_and_has_them_afterwards(leader: Client, page: str) -> None:
    """A wall has nobody who would load it again: the page of the refusal does."""
    answer = leader.get(page)
    assert (answer.status_code, answer["Retry-After"], answer["Refresh"]) == (503, "60", "60")
    assert "全市数字正在重新统计，几分钟后即可查看。" in answer.text
    rebuild()
    assert leader.get(page).status_code == 200


@pytest.mark.usefixtures("great")
def test_so_does_the_api(city: City) -> None:
    answer = api_client(city.lea).get(BY_UNIT)
    assert (answer.status_code, answer["Retry-After"], answer.json()["detail"]) == (503, "60", SAID)
    rebuild()
    assert api_client(city.lea).get(BY_UNIT).json()["counted"] == "counters"


@pytest.mark.usefixtures("great")
def test_what_no_counter_tells_has_the_time_that_it_needs(city: City) -> None:
    assert api_client(city.hugo).get(BY_UNIT).json()["counted"] == "live"
    rebuild()
    assert api_client(city.lea).get("/api/v1/indicators/?by=inspector&department=sanitation").status_code == 200


def test_a_city_that_is_soon_counted_is_counted_live(city: City) -> None:
    make.dispatched("06010", by=city.ines)
    assert api_client(city.lea).get(BY_UNIT).json()["counted"] == "live"
