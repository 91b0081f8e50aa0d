"""The inspector's tasks: what is to be checked in the own duty grids, and the check."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from cases.actions import Wish, perform
from cases.models import Case
from cases.workflow import State
from tests import factories as make
from tests.cases.conftest import SignedIn, signed_in
from tests.cast import City

pytestmark = pytest.mark.django_db
__all__ = ["signed_in"]


def disposed(city: City, **rest: Any) -> Case:
    case = make.dispatched("06010", by=city.ines, **rest)
    wish = Wish(move="dispose", version=case.version, photos=(make.photo(city.hana).pk,))
    return perform(case_id=case.pk, wish=wish, by=city.hana, at=make.MONDAY + timedelta(hours=2))[0]


def check(case: Case, **rest: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "version": case.version, "passed": "yes", **rest}


def test_cases_of_the_own_grids_wait_there(city: City, signed_in: SignedIn) -> None:
    mine, other = disposed(city), disposed(city, at_cell=(2, 0))
    page = signed_in(city.ines).get("/field/tasks/").content.decode()
    assert mine.number in page
    assert other.number not in page


def test_a_check_passes_or_sends_it_back(city: City, signed_in: SignedIn) -> None:
    good, bad, ines = disposed(city), disposed(city), signed_in(city.ines)
    ines.post(f"/field/tasks/{good.number}/", check(good))
    ines.post(f"/field/tasks/{bad.number}/", check(bad, passed="no", note="还有残留"))
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, bad.state, bad.rework_count) == (State.CHECKED, State.DISPATCHED, 1)


def test_without_a_verdict_it_is_not_sent_and_the_note_stays(city: City, signed_in: SignedIn) -> None:
    case = disposed(city)
    answer = signed_in(city.ines).post(f"/field/tasks/{case.number}/", check(case, passed="", note="看过了"))
    assert answer.status_code == 422
    assert "看过了" in answer.content.decode()


def test_the_closing_condition_is_shown_before_the_verdict(city: City, signed_in: SignedIn) -> None:
    case = disposed(city, condition=1)
    page = signed_in(city.ines).get(f"/field/tasks/{case.number}/").content.decode()
    assert page.index("Clean again") < page.index('name="passed"')


def test_an_inspector_of_another_grid_does_not_find_it(city: City, signed_in: SignedIn) -> None:
    case = disposed(city)
    assert signed_in(city.ivan).get(f"/field/tasks/{case.number}/").status_code == 404


def test_who_has_no_grid_is_told_so(city: City, signed_in: SignedIn) -> None:
    city.duty_grids[0].inspectors.clear()
    assert "You have no duty grid yet" in signed_in(city.ines).get("/field/tasks/").content.decode()
