"""A page shows what other houses registered for its subject, to those who may see it, without naming them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from cases.models import Case
from registry import panels
from registry.panels import Panel, panels_of
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db
FOUND = "case-remarks"


FINDINGS = Panel(
    kind="case", name=FOUND, title="Findings", order=5,
    address=lambda case: f"/findings/{case.number}/", may=lambda user, case: user.oversees,
)  # fmt: skip


def register(**otherwise: Any) -> None:
    panels.register(replace(FINDINGS, **otherwise))


@pytest.fixture(autouse=True)
def _leave_no_panel_behind() -> Iterator[None]:
    yield
    panels.forget("case", FOUND)


@pytest.fixture
def case(city: City) -> Case:
    return make.dispatched("06010", by=city.ines)


def page_of(case: Case, user: Any) -> str:
    client = Client()
    client.force_login(user)
    return client.get(case.get_absolute_url()).content.decode()


def test_the_case_page_fetches_what_a_house_above_it_registered(case: Case, city: City) -> None:
    register()
    assert f'hx-get="/findings/{case.number}/"' in page_of(case, city.lea)


def test_who_may_not_see_it_is_not_told_that_it_is_there(case: Case, city: City) -> None:
    register()
    assert "/findings/" not in page_of(case, city.hana)


def test_an_empty_panel_is_left_out_and_a_full_one_says_how_much_is_in_it(case: Case, city: City) -> None:
    register(rows=lambda user, case: User.objects.none())
    assert "/findings/" not in page_of(case, city.lea)
    register(rows=lambda user, case: User.objects.filter(pk__in=[city.lea.pk, city.hana.pk, city.sven.pk]))
    assert 'aria-label="Findings (3)"' in page_of(case, city.lea)


def test_panels_stand_in_their_order_and_each_once(case: Case, city: City) -> None:
    register(order=99)
    register(order=5)
    names = [panel.name for panel in panels_of("case", case, user=city.lea)]
    assert names[:2] == [FOUND, "case-visits"]
    assert len(names) == len(set(names))
