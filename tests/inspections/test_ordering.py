"""Visits are ordered and ended by where the case stands, however its messages come."""

import pytest

from cases.models import Case
from common import outbox
from inspections.models import Visit
from inspections.workflow import Kind, VisitState
from tests import factories as make
from tests.cast import City
from tests.inspections.looking import LATER, closed, disposed, go, order, setting, verifying, visit_of

pytestmark = pytest.mark.django_db


def kinds(case: Case) -> list[tuple[str, str]]:
    return list(Visit.objects.filter(case=case).order_by("since").values_list("kind", "state"))


def test_a_disposed_case_is_to_be_checked(city: City) -> None:
    case = disposed(city)
    outbox.drain("case.entered")
    visit = visit_of(case)
    assert (visit.kind, visit.state, visit.inspector) == (Kind.CHECK, VisitState.GIVEN, city.ines)


def test_a_report_that_must_be_seen_is_to_be_verified(city: City) -> None:
    case = verifying(city)
    outbox.drain("case.entered")
    assert kinds(case) == [("verify", "given")]


def test_who_is_sent_is_written_in_the_history_and_makes_no_press_stale(city: City) -> None:
    case = disposed(city)
    order(case)
    event = case.events.latest("seq")
    assert (event.move, event.data["kind"], event.data["inspector"]) == ("visit", "check", city.ines.pk)
    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.visitor, fresh.version, fresh.seq) == (city.ines, case.version, case.seq + 1)


def test_a_message_that_comes_again_changes_nothing(city: City) -> None:
    case = disposed(city)
    assert (order(case), order(case), order(case, case)) == (1, 0, 0)
    assert kinds(case) == [("check", "given")]


def test_a_check_that_was_ordered_is_the_same_visit(city: City) -> None:
    case = disposed(city)
    order(case)
    go(case, "order_check", by=city.ada)
    order(case)
    assert kinds(case) == [("check", "given")]


@pytest.mark.parametrize("passed", [True, False])
def test_who_looks_ends_the_visit_whoever_it_is(city: City, passed: bool) -> None:
    case = disposed(city)
    order(case)
    go(case, "check", by=city.sven, passed=passed)
    outbox.drain("case.entered")
    visit = visit_of(case)
    assert (visit.state, visit.done_by, visit.passed, visit.done_at) == (VisitState.DONE, city.sven, passed, LATER)


def test_a_verification_ends_with_its_result(city: City) -> None:
    case = verifying(city)
    order(case)
    go(case, "verify", by=city.ines, passed=False)
    order(case)
    visit = visit_of(case)
    assert (visit.state, visit.passed) == (VisitState.DONE, False)


def test_a_case_that_leaves_without_a_look_drops_its_visit(city: City) -> None:
    case = disposed(city)
    order(case)
    go(case, "rework", by=city.sven, reason="照片不清")
    outbox.drain("case.entered")
    assert kinds(case) == [("check", "dropped")]


def test_each_time_it_is_disposed_of_it_is_looked_at_anew(city: City) -> None:
    case = disposed(city)
    order(case)
    go(case, "check", by=city.ines, passed=False)
    go(case, "dispose", by=city.hana, photos=(make.photo(city.hana, at=LATER).pk,))
    order(case)  # one late message for all that happened
    assert kinds(case) == [("check", "done"), ("check", "given")]


def test_a_case_that_was_checked_before_the_message_came_asks_for_nothing(city: City) -> None:
    case = disposed(city)
    go(case, "check", by=city.ines, passed=True)
    assert order(case) == 0
    assert kinds(case) == []


def test_without_a_share_nothing_closed_is_looked_at_again(city: City) -> None:
    setting("recheck_share", 0.0)
    case = closed(city)
    order(case)
    assert ("recheck", "given") not in kinds(case)


def test_a_re_check_is_done_once_and_the_case_stays_closed(city: City) -> None:
    setting("recheck_share", 1.0)
    case = closed(city)
    order(case)
    visit = visit_of(case)
    assert (visit.kind, visit.inspector) == (Kind.RECHECK, city.ivan)
    go(case, "recheck", by=city.ivan, passed=False)
    outbox.drain("case.entered")
    order(case)
    visit.refresh_from_db()
    case.refresh_from_db()
    assert (visit.state, visit.passed, case.state) == (VisitState.DONE, False, "closed")
    assert Visit.objects.filter(case=case, kind=Kind.RECHECK).count() == 1


def test_a_case_reopened_needs_no_re_check(city: City) -> None:
    setting("recheck_share", 1.0)
    case = closed(city)
    order(case)
    go(case, "reopen", by=city.sven, reason="又有了")
    order(case)
    assert visit_of(case).state == VisitState.DROPPED
