"""The inspector's tasks: what was given first, what else waits in the own grids; and the look itself."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from cases.models import Case
from cases.workflow import State
from evidence.models import PhotoKind
from inspections.actions import come_on_duty, give_to
from inspections.workflow import Kind
from tests import factories as make
from tests.cases.conftest import SignedIn, signed_in
from tests.cast import City
from tests.inspections.looking import LATER, closed, disposed, order, setting, verifying, visit_of

pytestmark = pytest.mark.django_db
__all__ = ["signed_in"]


def found(case: Case, kind: str = "check", **rest: Any) -> dict[str, Any]:
    case.refresh_from_db()
    return {"id": str(uuid.uuid4()), "version": case.version, "kind": kind, "passed": "yes", **rest}


def page(signed_in: SignedIn, user: User, number: str = "") -> str:
    return str(signed_in(user).get(f"/field/tasks/{number}{'/' if number else ''}").content.decode())


def test_cases_of_the_own_grids_wait_there(city: City, signed_in: SignedIn) -> None:
    mine, other = disposed(city), disposed(city, at_cell=(2, 0))
    shown = page(signed_in, city.ines)
    assert mine.number in shown
    assert other.number not in shown


def test_what_was_given_comes_before_what_else_waits(city: City, signed_in: SignedIn) -> None:
    others, given = disposed(city, by=city.dora), disposed(city)
    order(others)
    give_to(visit_id=visit_of(others).pk, to=city.ivan.pk, at=LATER, by=city.sven)
    order(given)
    shown = page(signed_in, city.ines)
    assert shown.index("Given to you") < shown.index(given.number)
    assert shown.index(given.number) < shown.index("Also in your grids") < shown.index(others.number)
    assert "Ivan" in shown[shown.index(others.number) :]  # who goes there
    assert others.number in page(signed_in, city.ivan)


def test_verifications_and_re_checks_are_among_them(city: City, signed_in: SignedIn) -> None:
    setting("recheck_share", 1.0)
    first, again = verifying(city), closed(city)
    order(first, again)
    assert first.number in page(signed_in, city.ines)
    assert again.number in page(signed_in, city.ivan)


def test_the_nearest_is_first_where_the_phones_place_is_known(city: City, signed_in: SignedIn) -> None:
    near, far = disposed(city, at_cell=(1, 0)), disposed(city, at_cell=(0, 0))
    come_on_duty(by=city.ines, place=make.middle(1, 0), at=timezone.now())
    order(near, far, at=timezone.now())
    shown = page(signed_in, city.ines)
    assert shown.index(near.number) < shown.index(far.number)


def test_a_check_passes_or_sends_it_back(city: City, signed_in: SignedIn) -> None:
    good, bad, ines = disposed(city), disposed(city), signed_in(city.ines)
    ines.post(f"/field/tasks/{good.number}/", found(good, closing_conditions=["1"]))
    ines.post(f"/field/tasks/{bad.number}/", found(bad, passed="no", note="还有残留"))
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, bad.state, bad.rework_count) == (State.CHECKED, State.DISPATCHED, 1)


@pytest.mark.parametrize(("passed", "verified"), [("yes", True), ("no", False)])
def test_a_verification_says_whether_it_is_there(city: City, signed_in: SignedIn, passed: str, verified: bool) -> None:
    case = verifying(city)
    photo = make.photo(city.ines, kind=PhotoKind.NEAR)
    ines = signed_in(city.ines)
    assert "Found as reported" in page(signed_in, city.ines, case.number)
    ines.post(f"/field/tasks/{case.number}/", found(case, "verify", passed=passed, photos=[str(photo.pk)], note="在"))
    case.refresh_from_db()
    photo.refresh_from_db()
    assert (case.state, case.verified, photo.subject) == (State.ACCEPTED, verified, case.subject)


def test_a_re_check_leaves_the_case_closed_and_says_what_was_found(city: City, signed_in: SignedIn) -> None:
    setting("recheck_share", 1.0)
    case = closed(city)
    order(case)
    answer = signed_in(city.ivan).post(f"/field/tasks/{case.number}/", found(case, "recheck", passed="no"))
    assert answer.status_code == 302
    order(case)
    visit = visit_of(case)
    case.refresh_from_db()
    assert (visit.kind, visit.passed, case.state) == (Kind.RECHECK, False, State.CLOSED)


def test_without_a_verdict_it_is_not_sent_and_the_note_stays(city: City, signed_in: SignedIn) -> None:
    case = disposed(city)
    answer = signed_in(city.ines).post(f"/field/tasks/{case.number}/", found(case, passed="", note="看过了"))
    assert answer.status_code == 422
    assert "看过了" in answer.content.decode()


def test_a_page_opened_for_a_check_makes_no_re_check(city: City, signed_in: SignedIn) -> None:
    case = closed(city)
    answer = signed_in(city.ivan).post(f"/field/tasks/{case.number}/", found(case, "check"))
    assert answer.status_code == 404  # not his grid, nothing given
    answer = signed_in(city.ines).post(f"/field/tasks/{case.number}/", found(case, "check"))
    assert answer.status_code == 409


def test_an_inspector_of_another_grid_does_not_find_it(city: City, signed_in: SignedIn) -> None:
    case = disposed(city)
    assert signed_in(city.ivan).get(f"/field/tasks/{case.number}/").status_code == 404


def test_the_check_of_their_own_report_is_no_task_and_the_page_says_why(city: City, signed_in: SignedIn) -> None:
    case = disposed(city, by=city.ines)
    assert case.number not in page(signed_in, city.ines)
    shown = page(signed_in, city.ines, case.number)
    assert "Who reported the case does not check it" in shown
    assert '<form class="check"' not in shown


def test_who_has_no_grid_is_told_so(city: City, signed_in: SignedIn) -> None:
    city.duty_grids[0].inspectors.clear()
    assert "You have no duty grid yet" in page(signed_in, city.ines)


# --- closing conditions -----------------------------------------------------------------------------------------------


def to_be_checked(city: City) -> Case:
    city.rubbish_lies.closing_text = "垃圾已清运；地面已冲洗"
    city.rubbish_lies.save()
    return disposed(city, condition=1)


def test_closing_conditions_are_shown_one_by_one_before_the_verdict(city: City, signed_in: SignedIn) -> None:
    shown = page(signed_in, city.ines, to_be_checked(city).number)
    assert shown.count('name="closing_conditions"') == 2
    assert shown.index("垃圾已清运") < shown.index("地面已冲洗") < shown.index('name="passed"')


@pytest.mark.parametrize("ticked", [[], ["1"], ["2", "2"]])
def test_it_is_not_passed_before_all_are_ticked(city: City, signed_in: SignedIn, ticked: list[str]) -> None:
    case = to_be_checked(city)
    sent = found(case, closing_conditions=ticked, note="看过了")
    answer = signed_in(city.ines).post(f"/field/tasks/{case.number}/", sent)
    assert answer.status_code == 422
    assert "看过了" in answer.content.decode()


def test_with_all_ticked_it_passes_and_the_history_names_them(city: City, signed_in: SignedIn) -> None:
    case = to_be_checked(city)
    signed_in(city.ines).post(f"/field/tasks/{case.number}/", found(case, closing_conditions=["1", "2"]))
    assert case.events.latest("seq").data["closing_conditions"] == [1, 2]


def test_it_fails_with_some_unticked(city: City, signed_in: SignedIn) -> None:
    case = to_be_checked(city)
    signed_in(city.ines).post(f"/field/tasks/{case.number}/", found(case, passed="no", closing_conditions=["1"]))
    event = case.events.latest("seq")
    assert (event.to_state, event.data["closing_conditions"]) == (State.DISPATCHED, [1])


# --- on duty ----------------------------------------------------------------------------------------------------------


def test_the_switch_says_on_duty_and_where(city: City, signed_in: SignedIn) -> None:
    lng, lat = make.middle(0, 0)
    ines = signed_in(city.ines)
    ines.post("/field/duty/", {"on": "1", "place_lng": lng, "place_lat": lat})
    presence = city.ines.presence
    assert presence.on_duty(at=timezone.now())
    assert presence.location is not None
    assert presence.location.coords == (lng, lat)
    assert "Go off duty" in page(signed_in, city.ines)
    ines.post("/field/duty/", {})
    presence.refresh_from_db()
    assert not presence.on_duty(at=timezone.now())


def test_the_place_moves_with_who_is_on_duty_and_is_not_kept_of_others(city: City, signed_in: SignedIn) -> None:
    come_on_duty(by=city.ines)
    come_on_duty(by=city.ivan, at=timezone.now() - timedelta(days=2))
    for user in (city.ines, city.ivan):
        assert signed_in(user).post("/field/duty/place/", {"place_lng": 121.5, "place_lat": 31.2}).status_code == 204
    city.ines.presence.refresh_from_db()
    city.ivan.presence.refresh_from_db()
    assert (city.ines.presence.location is not None, city.ivan.presence.location) == (True, None)


@pytest.mark.parametrize("place", [{"place_lng": "x"}, {"place_lat": "91"}, {"place_lng": "nan"}])
def test_a_place_that_cannot_be_read_is_refused(city: City, signed_in: SignedIn, place: dict[str, str]) -> None:
    assert signed_in(city.ines).post("/field/duty/", {"on": "1", **place}).status_code == 400


def test_only_inspectors_have_the_switch(city: City, signed_in: SignedIn) -> None:
    assert "data-duty" not in page(signed_in, city.sven)
    assert signed_in(city.sven).post("/field/duty/", {"on": "1"}).status_code == 403
