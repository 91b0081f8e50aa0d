"""The pages of visits cost the same for two as for twenty, and so does a batch of the outbox."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cases.models import Case
from cases.rulebook import rulebook
from inspections.actions import come_on_duty
from tests import factories as make
from tests.cases.conftest import SignedIn, signed_in
from tests.cast import City
from tests.inspections.looking import LATER, disposed, order, visit_of

pytestmark = pytest.mark.django_db
__all__ = ["signed_in"]


def waiting(city: City, number: int) -> list[Case]:
    return [case for _ in range(number) for case in (disposed(city), disposed(city, by=city.ines))]


def cost(signed_in: SignedIn, user: User, address: str) -> int:
    client = signed_in(user)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.usefixtures("_warm_frame")
@pytest.mark.parametrize("rows", [1, 10])
def test_the_tasks_page(city: City, signed_in: SignedIn, rows: int) -> None:
    order(*waiting(city, rows))
    assert cost(signed_in, city.ines, "/field/tasks/") <= 12


@pytest.mark.usefixtures("_warm_frame")
@pytest.mark.parametrize("rows", [1, 10])
def test_the_desks_pages(city: City, signed_in: SignedIn, rows: int) -> None:
    cases = waiting(city, rows)
    order(*cases)
    assert cost(signed_in, city.sven, "/inspections/?tab=given") <= 12
    assert cost(signed_in, city.sven, f"/inspections/cases/{cases[0].number}/") <= 12


@pytest.mark.parametrize("rows", [1, 10])
def test_a_batch_of_orders(city: City, rows: int) -> None:
    cases = waiting(city, rows)
    come_on_duty(by=city.ivan, place=make.middle(2, 0), at=LATER)
    rulebook()
    with CaptureQueriesContext(connection) as captured:
        order(*cases)
    assert len(captured) <= 18
    assert visit_of(cases[0]).inspector == city.ivan
