"""What a grid brings stands where its inspectors are chosen: on the list, its map, its page and the person's page."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from cases.models import Case
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def reported(city: City) -> list[Case]:
    """Three of D1, one of them closed and one before the thirty days; one of D2."""
    now = timezone.now()
    cases = [make.dispatched("01001", by=city.ines, at_cell=(n, 0), at=now) for n in (0, 0, 1, 2)]
    Case.objects.filter(pk=cases[1].pk).update(reported_at=now - timedelta(days=31))
    Case.objects.filter(pk=cases[2].pk).update(is_open=False, state="closed", closed_at=now)
    return cases


def facts(client: Client, address: str) -> dict[str, dict[str, Any]]:
    """The columns of the list by the code of each row."""
    context = client.get(address).context
    named = [column.key for column in context["columns"] if column.number]
    return {each.at: dict(zip(named, [fact.value for fact in each.facts], strict=True)) for each in context["rows"]}


def test_the_list_of_duty_grids_says_what_each_brings(abel: Client, city: City, reported: list[Case]) -> None:
    city.duty_grids[0].inspectors.add(make.user("walker", Role.INSPECTOR))
    rows = facts(abel, "/city/duty-grids/")
    assert {name: rows["D1"][name] for name in ("inspectors", "unit-grids", "open", "reported", "per-inspector")} == {
        "inspectors": 2, "unit-grids": 2, "open": 2, "reported": 2, "per-inspector": 1.0
    }  # fmt: skip
    assert (rows["D2"]["open"], rows["D2"]["per-inspector"]) == (1, 1.0)
    assert facts(abel, "/city/unit-grids/")[city.grids[0].code]["open"] == 2


def test_each_number_is_the_length_of_its_list(city: City, reported: list[Case]) -> None:
    sven = signed_in(city.sven)
    context = sven.get("/city/duty-grids/").context
    for row in context["rows"]:
        for fact in row.facts:
            if fact.url:
                assert len(sven.get(fact.url).context["rows"]) == fact.value


def test_a_private_case_counts_for_who_sees_it(abel: Client, city: City, reported: list[Case]) -> None:
    Case.objects.filter(pk=reported[0].pk).update(private=True)
    assert facts(abel, "/city/duty-grids/")["D1"]["open"] == 1
    assert facts(signed_in(city.sven), "/city/duty-grids/")["D1"]["open"] == 2


def test_the_map_may_be_coloured_by_the_load(abel: Client, city: City, reported: list[Case]) -> None:
    found = abel.get("/layers/kept/duty_grid.geojson?by=reported").json()["features"]
    assert {each["properties"]["code"]: each["properties"]["value"] for each in found} == {"D1": 2, "D2": 1}
    page = abel.get("/city/duty-grids/").content.decode()
    assert '<option value="per-inspector">' in page


def test_the_page_of_an_inspector_says_what_falls_to_them(abel: Client, city: City, reported: list[Case]) -> None:
    panel = f"/city/people/{city.ines.username}/load/"
    assert panel in abel.get(f"/city/people/{city.ines.username}/").content.decode()
    assert panel not in abel.get(f"/city/people/{city.hana.username}/").content.decode()
    context = abel.get(panel).context
    assert [(grid.code, open_, walkers, each) for grid, open_, walkers, each in context["rows"]] == [("D1", 2, 1, 2.0)]
    city.duty_grids[1].inspectors.add(city.ines)
    assert abel.get(panel).context["sum"] == 2.5


def test_the_page_of_a_grid_says_its_load_and_who_walks_it(abel: Client, city: City, reported: list[Case]) -> None:
    panel = "/city/loads/duty_grid/D1/"
    assert panel in abel.get("/city/duty-grids/D1/").content.decode()
    context = abel.get(panel).context
    assert (context["open"], context["reported"], context["each"]) == (2, 2, 2.0)
    assert str(city.ines) in abel.get(panel).content.decode()
    grid = f"/city/loads/unit_grid/{city.grids[2].code}/"
    assert abel.get(grid).context["reported"] == 1
    assert abel.get("/city/loads/unit_grid/none/").status_code == 404
    assert abel.get("/city/loads/area/310101/").status_code == 404


def test_the_home_of_who_balances_a_shift_names_the_heaviest_grids(city: City, reported: list[Case]) -> None:
    page = signed_in(city.sven).get("/today/").content.decode()
    assert f"{city.duty_grids[0].name} 2.0" in page
    assert 'href="/city/duty-grids/"' in page
    assert "/city/duty-grids/" not in signed_in(city.hana).get("/today/").content.decode()


def test_which_grids_are_heaviest_is_counted_once_a_minute(
    city: City, reported: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    page, real = signed_in(city.sven), time.time
    assert f"{city.duty_grids[0].name} 2.0" in page.get("/today/").content.decode()
    make.dispatched("01001", by=city.ines, at_cell=(0, 0))
    assert f"{city.duty_grids[0].name} 2.0" in page.get("/today/").content.decode()
    monkeypatch.setattr("time.time", lambda: real() + 61)
    assert f"{city.duty_grids[0].name} 3.0" in page.get("/today/").content.decode()
