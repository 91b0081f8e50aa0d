"""What the desk sees of visits, on the case and all together, and how it sends somebody."""

from datetime import timedelta

import pytest

from accounts.models import User
from inspections.actions import look_after_visits
from tests.cases.conftest import SignedIn, signed_in
from tests.cast import City
from tests.inspections.looking import LATER, closed, disposed, go, order, setting, visit_of

pytestmark = pytest.mark.django_db
__all__ = ["signed_in"]


def of_case(signed_in: SignedIn, user: User, number: str) -> str:
    return str(signed_in(user).get(f"/inspections/cases/{number}/").content.decode())


def test_the_case_page_asks_for_its_visits(city: City, signed_in: SignedIn) -> None:
    case = disposed(city)
    address = f"/inspections/cases/{case.number}/"
    assert address in signed_in(city.sven).get(f"/cases/{case.number}/").content.decode()
    assert address not in signed_in(city.hana).get(f"/cases/{case.number}/").content.decode()


def test_a_case_without_visits_has_no_panel(city: City, signed_in: SignedIn) -> None:
    assert signed_in(city.sven).get(f"/inspections/cases/{disposed(city).number}/").status_code == 204


def test_it_shows_who_goes_and_what_was_found(city: City, signed_in: SignedIn) -> None:
    case = disposed(city)
    order(case)
    assert "Ines" in of_case(signed_in, city.sven, case.number)
    go(case, "check", by=city.ivan if case.visitor == city.ivan else city.ines, passed=False)
    order(case)
    shown = of_case(signed_in, city.lea, case.number)
    assert "Not passed" in shown
    assert "<form" not in shown


def test_the_desk_sends_another(city: City, signed_in: SignedIn) -> None:
    case = disposed(city)
    order(case)
    address = f"/inspections/visits/{visit_of(case).pk}/give/"
    answer = signed_in(city.ada, htmx=True).post(address, {"inspector": city.ivan.pk})
    assert "Ivan" in answer.content.decode()
    assert visit_of(case).inspector == city.ivan


def test_a_refusal_is_read_in_the_panel(city: City, signed_in: SignedIn) -> None:
    case = disposed(city)
    order(case)
    address = f"/inspections/visits/{visit_of(case).pk}/give/"
    for person, sentence in (("", "Choose an inspector."), (city.hana.pk, "There is no such inspector.")):
        assert sentence in signed_in(city.ada, htmx=True).post(address, {"inspector": person}).content.decode()


def test_without_scripts_it_goes_back_to_the_case(city: City, signed_in: SignedIn) -> None:
    case = disposed(city)
    order(case)
    answer = signed_in(city.ada).post(f"/inspections/visits/{visit_of(case).pk}/give/", {"inspector": city.ivan.pk})
    assert answer["Location"] == f"/cases/{case.number}/"


def test_who_may_not_give_is_refused(city: City, signed_in: SignedIn) -> None:
    case = disposed(city)
    order(case)
    address = f"/inspections/visits/{visit_of(case).pk}/give/"
    for user, status in ((city.sue, 403), (city.hana, 403), (city.omar, 403), (city.abel, 403)):
        assert signed_in(user).post(address, {"inspector": city.ivan.pk}).status_code == status


def test_what_needs_a_hand_is_shown_first(city: City, signed_in: SignedIn) -> None:
    case, other = disposed(city), disposed(city, at_cell=(2, 0))
    order(case)
    for day in (1, 2, 3):
        look_after_visits(at=LATER + timedelta(days=day))
    order(other)
    shown = signed_in(city.sven).get("/inspections/").content.decode()
    assert case.number in shown
    assert other.number not in shown
    assert other.number in signed_in(city.sven).get("/inspections/?tab=given").content.decode()


def test_re_checks_that_were_not_passed_are_a_list(city: City, signed_in: SignedIn) -> None:
    setting("recheck_share", 1.0)
    case = closed(city)
    order(case)
    go(case, "recheck", by=city.ivan, passed=False)
    order(case)
    assert case.number in signed_in(city.lea).get("/inspections/?tab=failed").content.decode()


def test_units_and_inspectors_do_not_see_them_all(city: City, signed_in: SignedIn) -> None:
    for user in (city.hana, city.ines, city.abel):
        assert signed_in(user).get("/inspections/").status_code == 403
    assert signed_in(city.ada).get("/inspections/?tab=x").status_code == 404
