"""A look at what is no case lies in its duty grid: who has areas sees the looks there, on list, page and API."""

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from cases.models import Scope
from common.subjects import Subject
from grids.models import DutyGrid, Level
from inspections.actions import order_look
from inspections.models import Visit
from tests import factories as make
from tests.cases.conftest import SignedIn, signed_in
from tests.cast import City
from tests.clients import api_client

pytestmark = pytest.mark.django_db
__all__ = ["signed_in"]


@pytest.fixture
def looks(city: City) -> dict[str, Visit]:
    """One in the city's district and one in the next, which has a duty grid of its own; nobody goes yet."""
    district = make.area("310102", Level.DISTRICT, make.square(0, 5))
    street = make.area("310102001", Level.STREET, make.square(0, 5), parent=district)
    community = make.area("310102001001", Level.COMMUNITY, make.square(0, 5), parent=street)
    grid = DutyGrid.objects.create(code="D9", name="责任网格9", started_on=make.SINCE)
    make.unit_grid("310102001001001", community, make.square(0, 5), duty_grid=grid)
    return {
        name: order_look(
            subject=Subject("bench", name), title=f"长椅{name}", spot=make.middle(*cell), at=timezone.now(), by=None
        )
        for name, cell in (("here", (0, 0)), ("there", (0, 5)), ("outside", (40, 40)))
    }


def give(person: User, *codes: str) -> User:
    for code in codes:
        Scope.objects.create(person=person, kind="area" if code.isdigit() else "class", code=code)
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ((), {"here", "there", "outside"}), (("310101",), {"here"}), (("310102",), {"there"}),
        (("310101001",), {"here"}), (("310102001001",), {"there"}), (("310101", "310102"), {"here", "there"}),
        (("event",), set()), (("310101", "event"), set()), (("999999",), set()),
    ],
)  # fmt: skip
def test_looks_are_seen_by_their_duty_grid(
    city: City, looks: dict[str, Visit], codes: tuple[str, ...], expected: set[str]
) -> None:
    for person in (city.lea, city.sue, city.sven):
        seen = set(Visit.objects.visible_to(give(person, *codes)))
        assert {name for name, visit in looks.items() if visit in seen} == expected, person
    assert {*Visit.objects.visible_to(give(city.arno, *codes))} == {*looks.values()}


def test_list_page_and_api_hold_the_same_looks(city: City, looks: dict[str, Visit], signed_in: SignedIn) -> None:
    Visit.objects.update(state="waiting")
    sven = give(make.user("sean", Role.SHIFT_LEADER), "310102")
    page, api = signed_in(sven), api_client(sven)
    desk = page.get("/inspections/?tab=waiting").text
    assert [f"长椅{name}" in desk for name in looks] == [False, True, False]
    numbers = {row["id"] for row in api.get("/api/v1/visits/").json()["results"]}
    assert numbers == {looks["there"].pk}
    for name, visit in looks.items():
        assert page.get(f"/inspections/visits/{visit.pk}/").status_code == (200 if name == "there" else 404), name
        assert api.get(f"/api/v1/visits/{visit.pk}/").status_code == (200 if name == "there" else 404), name
