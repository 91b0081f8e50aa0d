"""Who checks: never who reported it, never a member of the unit; and how the shift leader lets a reporter do it."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from cases.actions import MoveRequest, perform
from cases.models import Case
from cases.workflow import State
from common.refusals import Conflict, Refused
from departments.models import Membership
from inspections.actions import come_on_duty, look_after_visits
from inspections.workflow import VisitState
from tests import factories as make
from tests.api.conftest import Api, api
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.inspections.looking import LATER, disposed, go, order, visit_of
from tests.notices.telling import notices_of, tell_events

pytestmark = pytest.mark.django_db
__all__ = ["api"]
PAST = LATER + timedelta(days=2)  # the limit of the check, four working hours, is over


def check(case: Case, by: User, at: datetime = LATER, **rest: Any) -> Case:
    return go(case, "check", by=by, at=at, passed=True, **rest)


def allow(case: Case, by: User, at: datetime = PAST, **rest: Any) -> Case:
    return go(case, "allow_own_check", by=by, at=at, **{"reason": "今日只有一名监督员在岗"} | rest)


def test_who_reported_a_case_does_not_check_it_at_any_door(city: City, api: Api, signed_in: SignedIn) -> None:
    case = disposed(city, by=city.ines)
    with pytest.raises(Conflict, match="上报"):
        check(case, city.ines)
    body = {"id": str(uuid.uuid4()), "version": case.version, "passed": True, "closing_conditions": [1]}
    answer = api(city.ines).post(f"/api/v1/cases/{case.pk}/moves/check/", body, format="json")
    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("Who reported the case does not check it")
    for address in (f"{case.get_absolute_url()}moves/check/", f"/field/tasks/{case.number}/"):
        sent = body | {"passed": "yes", "kind": "check"}
        assert signed_in(city.ines).post(address, sent).status_code == 409
    case.refresh_from_db()
    assert case.state == State.DISPOSED
    assert check(case, city.sven).state == State.CHECKED


def test_nor_does_a_shift_leader_check_her_own(city: City) -> None:
    case = disposed(city, by=city.sven)
    with pytest.raises(Conflict):
        check(case, city.sven)
    assert check(case, city.ines).state == State.CHECKED


def test_who_reported_it_may_still_say_that_it_is_not_done_by_asking_another(city: City) -> None:
    case = disposed(city, by=city.ines)
    with pytest.raises(Conflict):
        go(case, "check", by=city.ines, passed=False)


@pytest.mark.parametrize("unit", ["sanitation", "squad-1", "roads", "office-1"])
def test_no_member_of_a_unit_that_did_the_work_checks_it(city: City, unit: str) -> None:
    squad = make.department("squad-1", parent=city.sanitation)
    case = make.dispatched("06010", by=city.ada)
    go(case, "assist", by=city.dora, department="roads", note="清运")
    go(case, "finish_part", by=city.omar, note="好了")
    go(case, "dispose", by=city.hana, photos=(make.photo(city.hana).pk,))
    Case.objects.update(squad=squad)
    office = make.department("office-1", parent=city.roads)  # of a unit that assisted
    units = {"sanitation": city.sanitation, "squad-1": squad, "roads": city.roads, "office-1": office}
    Membership.objects.create(user=city.ines, department=units[unit])
    with pytest.raises(Conflict):
        check(case, city.ines)


def test_who_works_in_another_unit_or_above_the_one_that_did_it_may_check(city: City) -> None:
    bureau = make.department("bureau")
    city.sanitation.parent = bureau
    city.sanitation.save()
    Membership.objects.create(user=city.ines, department=bureau)
    assert check(disposed(city), city.ines).state == State.CHECKED


def merged_into(case: Case, by: User, city: City) -> None:
    """The same, reported once more by somebody else."""
    other = make.reported("06010", by=by)
    go(other, "merge", by=city.ada, into=case.number, at=LATER)


def test_nor_does_who_reported_the_same_once_more(city: City) -> None:
    case = disposed(city)
    merged_into(case, city.ines, city)
    with pytest.raises(Conflict):
        check(case, city.ines)
    come_on_duty(by=city.ines, at=LATER)
    order(case)
    assert visit_of(case).state == VisitState.WAITING
    come_on_duty(by=city.ivan, at=LATER)
    look_after_visits(at=LATER)
    assert visit_of(case).inspector == city.ivan
    assert check(case, city.ivan).state == State.CHECKED


def test_a_shift_leader_who_reported_the_same_allows_nobody(city: City) -> None:
    case = disposed(city, by=city.ines)
    merged_into(case, city.sven, city)
    with pytest.raises(Conflict):
        allow(case, city.sven)


def test_the_shift_leader_may_let_the_reporter_check_when_nobody_came_in_time(city: City) -> None:
    case = disposed(city, by=city.ines)
    with pytest.raises(Conflict):
        allow(case, city.sven, at=LATER)  # the time for the check is not over
    with pytest.raises(Refused):
        allow(case, city.sven, reason="")
    allow(case, city.sven)
    event = case.events.latest("seq")
    assert (event.move, event.note, event.by) == ("allow_own_check", "今日只有一名监督员在岗", city.sven)
    tell_events([event.pk])
    assert set(notices_of(case, move="allow_own_check").values_list("user__username", flat=True)) == {"ines"}
    assert check(case, city.ines, at=PAST).state == State.CHECKED


def test_then_the_visit_goes_to_the_reporter_unless_somebody_else_has_come_on_duty(city: City) -> None:
    come_on_duty(by=city.ines, at=PAST)
    alone, other = disposed(city, by=city.ines), disposed(city, by=city.ines)
    order(alone, other, at=PAST)
    assert [visit_of(case).state for case in (alone, other)] == [VisitState.WAITING] * 2
    allow(alone, city.sven)
    look_after_visits(at=PAST)
    assert (visit_of(alone).inspector, visit_of(other).inspector) == (city.ines, None)
    come_on_duty(by=city.ivan, at=PAST)
    look_after_visits(at=PAST)
    assert visit_of(other).inspector == city.ivan


def test_it_was_allowed_for_this_check_alone(city: City) -> None:
    case = disposed(city, by=city.ines)
    allow(case, city.sven)
    go(case, "check", by=city.ines, at=PAST, passed=False)
    go(case, "dispose", by=city.hana, at=PAST, photos=(make.photo(city.hana, at=PAST).pk,))
    with pytest.raises(Conflict):
        check(case, city.ines, at=PAST)


def test_nobody_allows_themselves_and_only_inspectors_are_allowed(city: City) -> None:
    own, hotline = disposed(city, by=city.sven), disposed(city, by=city.ada)
    with pytest.raises(Conflict):
        allow(own, city.sven)
    with pytest.raises(Refused):
        allow(hotline, city.sven)


def test_sent_twice_it_is_allowed_once(city: City) -> None:
    case = disposed(city, by=city.ines)
    request = MoveRequest("allow_own_check", case.version, uuid.uuid4(), reason="只有一人")
    with transaction.atomic():
        perform(case_id=case.pk, request=request, at=PAST, by=city.sven)
    assert perform(case_id=case.pk, request=request, at=PAST, by=city.sven)[1]
    assert case.events.filter(move="allow_own_check").count() == 1


def test_the_home_of_who_reported_it_does_not_ask_for_the_check(city: City, signed_in: SignedIn) -> None:
    case = disposed(city, by=city.ines)
    address = "/cases/?stage=check&own_visit=true"
    assert not signed_in(city.ines).get(address).context["rows"]
    Case.objects.filter(pk=case.pk).update(reporter_may_check=True)
    assert [row.case.pk for row in signed_in(city.ines).get(address).context["rows"]] == [case.pk]
