"""How many statements each address costs, BEGIN and COMMIT among them: the same for a page of 2 and of 50.

The counts are in tests/query_counts.json. A number that grows there is a decision, not an accident. The goals:
intake ≤ 8, a list ≤ 6 whatever the page, a case with its last 50 events ≤ 5, a move ≤ 9. An inspector's own grids are
one more, and so is the scope of who sits at the desk: by their numbers the planner knows how many cases it will find.
"""

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cases.models import CaseEvent
from cases.rulebook import rulebook
from grids.models import Component
from tests import factories as make
from tests.api.bodies import report
from tests.api.conftest import Api
from tests.cast import City
from tests.inspections.looking import disposed, look, order, visit_of

pytestmark = pytest.mark.django_db

FILE = Path(__file__).parents[1] / "query_counts.json"
COUNTS: dict[str, int] = json.loads(FILE.read_text())


def cost(api: Api, user: User, method: str, address: str, body: Any = None) -> int:
    """Statements of a request in a warm process, whose token was used a moment ago."""
    client = api(user)
    client.get("/api/v1/workflow/")
    rulebook()
    with CaptureQueriesContext(connection) as captured:
        answer = getattr(client, method)(f"/api/v1{address}", body, format="json")
    assert answer.status_code in (200, 201), answer.content
    return len(captured)


@pytest.mark.parametrize("rows", [2, 50])
def test_lists_cost_the_same_whatever_the_page(city: City, api: Api, rows: int) -> None:
    for _n in range(rows):
        make.reported("06010", by=city.ines)
    for user, name in ((city.sven, " by the desk"), (city.ines, " by an inspector")):
        assert cost(api, user, "get", f"/cases/?page_size={rows}") == COUNTS[f"api:cases GET{name}"]


@pytest.mark.parametrize("rows", [2, 50])
def test_the_reference_data_costs_the_same_however_much_it_is(city: City, api: Api, rows: int) -> None:
    for n in range(rows):
        make.condition(make.category(f"99{n:03}"), 1, "4", "work_hour")
        make.department(f"d{n}")
    for name in ("categories", "departments", "grids", "workflow"):
        assert cost(api, city.sven, "get", f"/{name}/") == COUNTS[f"api:{name} GET"]


@pytest.mark.parametrize("events", [2, 50])
def test_a_case_costs_the_same_however_long_its_history(city: City, api: Api, events: int) -> None:
    case = make.dispatched("06010", by=city.ines)
    for seq in range(3, events + 1):
        CaseEvent(case=case, seq=seq, move="warn", from_state=case.state, to_state=case.state, at=make.MONDAY).save()
    for user, name in ((city.hana, ""), (city.sven, " by the desk"), (city.ines, " by an inspector")):
        assert cost(api, user, "get", f"/cases/{case.pk}/") == COUNTS[f"api:case GET{name}"]
    assert cost(api, city.sven, "get", f"/cases/{case.pk}/events/") == COUNTS["api:events GET by the desk"]


@pytest.mark.parametrize("rows", [2, 50])
def test_the_feed_costs_the_same_however_much_is_new(city: City, api: Api, rows: int) -> None:
    for _n in range(rows):
        make.reported("06010", by=city.ines)
    assert cost(api, city.sven, "get", f"/events/?page_size={rows}") == COUNTS["api:changes GET with something new"]
    for user, name in ((city.sven, ""), (city.otto, " by an integration")):
        assert cost(api, user, "get", f"/events/?page_size={rows - 1}") == COUNTS[f"api:changes GET{name}"]


@pytest.mark.parametrize("rows", [2, 50])
def test_components_cost_the_same_however_many(city: City, api: Api, rows: int) -> None:
    point = Point(*make.middle(0, 0), srid=4326)
    for n in range(rows):
        Component.objects.create(code=f"c{n}", name="井盖", category_code="01001", owner_code="roads", point=point)
    assert cost(api, city.sven, "get", "/components/?bbox=121.4,31.2,121.5,31.3") == COUNTS["api:components GET"]


@pytest.mark.parametrize("rows", [2, 20])
def test_visits(city: City, api: Api, rows: int) -> None:
    visits = [look(city) for _n in range(rows)]
    for user, name in ((city.sven, ""), (city.ines, " by an inspector")):
        assert cost(api, user, "get", f"/visits/?page_size={rows}") == COUNTS[f"api:visits GET{name}"]
        assert cost(api, user, "get", f"/visits/{visits[0].pk}/") == COUNTS[f"api:visit GET{name}"]


def test_moves_of_visits(city: City, api: Api) -> None:
    case = disposed(city)
    order(case)
    visit = visit_of(case)
    for by, move, body in (
        (city.sven, "give", {"version": 1, "inspector": "ines", "id": str(uuid.uuid4())}),
        (city.ines, "do", {"version": 2, "passed": True, "closing_conditions": [1], "id": str(uuid.uuid4())}),
    ):
        found = cost(api, by, "post", f"/visits/{visit.pk}/moves/{move}/", body)
        assert found <= COUNTS[f"api:visit_move POST {move}"]


def test_intake(city: City, api: Api) -> None:
    for user in (city.ines, city.ada):
        assert cost(api, user, "post", "/cases/", report(condition=1, id=str(uuid.uuid4()))) == COUNTS["api:cases POST"]


def test_intake_with_a_photo_costs_two_more(city: City, api: Api) -> None:
    photo = make.photo(city.ines)
    assert cost(api, city.ines, "post", "/cases/", report(photos=[str(photo.pk)])) == COUNTS["api:cases POST"] + 2


def test_moves(city: City, api: Api) -> None:
    case = make.dispatched("06010", by=city.ines)
    proof = [str(make.photo(city.hana).pk)]
    for by, move, body in (
        (city.hana, "take", {"version": 2, "id": str(uuid.uuid4())}),
        (city.hana, "dispose", {"version": 3, "photos": proof}),
        (city.sven, "check", {"version": 4, "passed": True, "closing_conditions": [1]}),
    ):
        found = cost(api, by, "post", f"/cases/{case.pk}/moves/{move}/", body)
        assert found <= COUNTS[f"api:move POST {move}"]


def test_where_and_who(city: City, api: Api) -> None:
    lng, lat = make.middle(0, 0)
    assert cost(api, city.dora, "get", f"/locate/?lng={lng}&lat={lat}") == COUNTS["api:locate GET"]
    assert cost(api, city.dora, "get", f"/route/?category=06010&lng={lng}&lat={lat}") == COUNTS["api:route GET"]


@pytest.mark.django_db(transaction=True)
def test_a_request_opens_no_connection_of_its_own(city: City, api: Api) -> None:
    client = api(city.sven)
    with transaction.atomic():
        make.dispatched("06010", by=city.ines)

    def backend() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return int(cursor.fetchone()[0])

    before = backend()
    for _n in range(20):
        assert client.get("/api/v1/cases/").status_code == 200
    assert backend() == before
