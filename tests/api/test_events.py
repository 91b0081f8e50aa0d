"""GET /cases/{id}/events/: the history in the order it was made."""

import pytest

from tests import factories as make
from tests.api.conftest import Api
from tests.cast import City

pytestmark = pytest.mark.django_db


def test_the_history_is_chained_and_without_gaps(city: City, api: Api) -> None:
    case = make.dispatched("06010", by=city.ines)
    first, second = api(city.sven).get(f"/api/v1/cases/{case.number}/events/").json()["results"]
    assert (first["seq"], first["move"], first["from"], first["to"]) == (1, "report", None, "reported")
    assert first["by"] == {"name": "Ines", "role": "inspector"}
    assert (second["seq"], second["move"], second["by"]) == (2, "auto_dispatch", {"name": "router", "role": None})
    assert second["prev_hash"] == first["hash"]


def test_it_comes_in_pages_by_seq(city: City, api: Api) -> None:
    case, client = make.dispatched("06010", by=city.ines), api(city.sven)
    page = client.get(f"/api/v1/cases/{case.pk}/events/?page_size=1").json()
    assert [event["seq"] for event in page["results"]] == [1]
    last = client.get(page["next"]).json()
    assert ([event["seq"] for event in last["results"]], last["next"]) == ([2], None)


@pytest.mark.parametrize("query", ["after=-1", "after=x", "after=99999999999", "page_size=0", "before=1"])
def test_nonsense_is_refused(city: City, api: Api, query: str) -> None:
    case = make.reported("06010", by=city.ines)
    assert api(city.sven).get(f"/api/v1/cases/{case.pk}/events/?{query}").status_code == 400
