"""A re-check that was not passed reaches the shift leader, and stays until it is settled."""

import pytest
from django.test import Client

from cases.integrity import CHECKS
from cases.models import Case
from common.integrity import examine
from registry.homes import Home
from tests.cases.conftest import SignedIn, signed_in
from tests.cast import City
from tests.inspections.looking import closed, go, order, setting

pytestmark = pytest.mark.django_db
__all__ = ["signed_in"]
SOUND = {check.name: check for check in CHECKS}["rechecks"]


def drawn(city: City, *, passed: bool) -> Case:
    """Closed, given to another inspector to look at again, and looked at."""
    setting("recheck_share", 1.0)
    case = closed(city)
    order(case)
    return go(case, "recheck", by=city.ivan, passed=passed)


@pytest.fixture
def case(city: City) -> Case:
    return drawn(city, passed=False)


FAILED = "/cases/?recheck_failed=true&ordering=-reported_at"


def found(client: Client) -> dict[str, str]:
    """The shift leader's sections by where they lead, with their lines."""
    home: Home = client.get("/today/").context["home"]
    return {section.url: "".join(section.lines) for section in home.waiting}


def test_it_waits_in_the_home_of_the_shift_leader(case: Case, city: City, signed_in: SignedIn) -> None:
    sven = signed_in(city.sven)
    assert case.number in found(sven)[FAILED]
    page = sven.get("/cases/?recheck_failed=true").content.decode()
    assert case.number in page
    assert "Re-check not passed" in page


def test_it_is_gone_when_the_case_is_reopened(case: Case, city: City, signed_in: SignedIn) -> None:
    go(case, "reopen", by=city.sven, reason="又堆上了")
    assert FAILED not in found(signed_in(city.sven))
    assert examine(SOUND).count == 0


def test_it_is_gone_when_somebody_looked_again_and_passed_it(case: Case, city: City, signed_in: SignedIn) -> None:
    go(case, "recheck", by=city.sven, passed=True)
    assert FAILED not in found(signed_in(city.sven))
    assert examine(SOUND).count == 0


def test_one_that_passed_waits_for_nobody(city: City, signed_in: SignedIn) -> None:
    drawn(city, passed=True)
    assert FAILED not in found(signed_in(city.sven))


def test_a_case_that_says_otherwise_than_its_history_is_found(case: Case) -> None:
    assert examine(SOUND).count == 0
    Case.objects.update(recheck_failed_at=None)
    assert examine(SOUND).examples == [case.number]
