"""A named hot spot counts the cases around it, whatever place they name, and its number leads to their list."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("drawn", [True, False])
def test_its_number_is_the_list_behind_it(city: City, signed_in: SignedIn, drawn: bool) -> None:
    make.place("H1", kind="hot_spot", name="东门路口", boundary=make.square(0, 0) if drawn else None)
    now = timezone.now()
    here = make.dispatched("06010", by=city.ines, at=now - timedelta(hours=1))
    old = make.dispatched("06010", by=city.ines, at=now - timedelta(days=100))
    make.dispatched("06010", by=city.ines, at_cell=(2, 0), at=now - timedelta(hours=1))
    sven = signed_in(city.sven)
    number, address = sven.get("/places/H1/cases/").context["around"]
    rows = sven.get(address).context["rows"]
    assert (number, [row.case.number for row in rows]) == (1, [here.number])
    found = api_client(city.sven).get("/api/v1/cases/", {"around": "H1"}).json()["results"]
    assert {row["number"] for row in found} == {here.number, old.number}
    assert api_client(city.sven).get("/api/v1/cases/", {"around": "none"}).json()["results"] == []
    assert signed_in(city.omar).get("/places/H1/cases/").context["around"][0] == 0
