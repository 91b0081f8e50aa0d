"""Who gets a visit: the grid's own inspectors, the nearest, the least busy; never who must not look."""

from datetime import timedelta

import pytest

from accounts.models import User
from accounts.roles import Role
from cases.models import Case
from cases.permissions import Viewer, refusal
from cases.workflow import MOVES
from common.refusals import Conflict, Forbidden, Refused
from departments.models import Membership
from inspections.actions import come_on_duty, give_to
from inspections.presenters import choices_for
from inspections.workflow import VisitState
from tests import factories as make
from tests.cast import City
from tests.inspections.looking import LATER, closed, disposed, go, order, setting, visit_of

pytestmark = pytest.mark.django_db


def inspector(city: City, name: str, *, grid: int | None = None) -> User:
    user = make.user(name, Role.INSPECTOR)
    if grid is not None:
        city.duty_grids[grid].inspectors.add(user)
    return user


def given(*cases: Case) -> list[User | None]:
    order(*cases)
    return [visit_of(case).inspector for case in cases]


def test_it_goes_to_the_inspector_of_the_duty_grid(city: City) -> None:
    assert given(disposed(city), disposed(city, at_cell=(2, 0))) == [city.ines, city.ivan]


def test_of_a_grids_inspectors_to_who_has_the_fewest(city: City) -> None:
    irma = inspector(city, "irma", grid=0)
    assert sorted(given(*[disposed(city) for _ in range(4)]), key=str) == [city.ines, city.ines, irma, irma]


def test_who_is_off_duty_gets_none(city: City) -> None:
    come_on_duty(by=city.ivan, at=LATER)
    assert given(disposed(city)) == [city.ivan]


def test_where_nobody_is_on_duty_it_waits(city: City) -> None:
    come_on_duty(by=city.ines, at=LATER - timedelta(hours=20))  # and it ended by itself
    case = disposed(city)
    assert given(case) == [None]
    assert visit_of(case).state == VisitState.WAITING


def test_a_switch_that_nobody_has_used_for_a_week_means_all_are_on_duty(city: City) -> None:
    come_on_duty(by=city.ivan, at=LATER - timedelta(days=9))
    assert given(disposed(city)) == [city.ines]


def test_outside_the_grid_the_nearest_goes(city: City) -> None:
    near, far = inspector(city, "near"), inspector(city, "far")
    come_on_duty(by=far, place=(make.WEST + 0.05, make.SOUTH), at=LATER)
    come_on_duty(by=near, place=make.middle(0, 0), at=LATER)
    come_on_duty(by=city.ivan, at=LATER)  # known by the middle of his duty grid, two cells away
    assert given(disposed(city)) == [near]


def test_where_the_phone_was_is_forgotten_and_the_duty_grid_counts(city: City) -> None:
    iris = inspector(city, "iris")
    come_on_duty(by=iris, place=make.middle(0, 0), at=LATER - timedelta(hours=3))
    come_on_duty(by=city.ivan, at=LATER)
    assert given(disposed(city)) == [city.ivan]


def test_who_reported_it_does_not_check_it_where_another_can(city: City) -> None:
    assert given(disposed(city, by=city.ines)) == [city.ivan]


def test_where_nobody_else_is_there_the_check_of_a_report_waits_for_the_desk(city: City) -> None:
    come_on_duty(by=city.ines, at=LATER)
    assert given(disposed(city, by=city.ines)) == [None]


def test_the_desk_can_not_name_who_reported_it(city: City) -> None:
    case = disposed(city, by=city.ines)
    order(case)
    with pytest.raises(Refused, match="上报"):
        give_to(visit_id=visit_of(case).pk, to=city.ines.pk, at=LATER, by=city.ada)
    assert [choice.pk for choice in choices_for(visit_of(case))] == [city.ivan.pk]


def test_nor_is_a_re_check_given_to_who_reported_it(city: City) -> None:
    setting("recheck_share", 1.0)
    case = disposed(city, by=city.ines)
    go(case, "check", by=city.sven, passed=True)
    go(case, "close", by=city.sven)
    assert given(case) == [city.ivan]


def test_a_member_of_the_unit_never_checks_its_work(city: City) -> None:
    Membership.objects.create(user=city.ines, department=city.sanitation)
    assert given(disposed(city)) == [city.ivan]
    Membership.objects.create(user=city.ivan, department=city.sanitation)
    assert given(disposed(city)) == [None]


def test_a_member_of_an_assisting_unit_never_checks_its_work(city: City) -> None:
    Membership.objects.create(user=city.ines, department=city.roads)
    case = make.dispatched("06010", by=city.ada)
    go(case, "assist", by=city.dora, department="roads", note="清运")
    go(case, "finish_part", by=city.omar, note="好了")
    go(case, "dispose", by=city.hana, photos=(make.photo(city.hana).pk,))
    assert given(case) == [city.ivan]


def test_a_re_check_goes_to_who_has_not_checked_it(city: City) -> None:
    setting("recheck_share", 1.0)
    assert given(closed(city)) == [city.ivan]


def test_no_other_inspector_is_there_for_a_re_check_and_it_waits(city: City) -> None:
    setting("recheck_share", 1.0)
    city.ivan.is_active = False
    city.ivan.save()
    assert given(closed(city)) == [None]


def test_who_gets_it_sees_the_case_and_may_check_it(city: City) -> None:
    case = disposed(city, by=city.ines)
    assert not Case.objects.visible_to(city.ivan).exists()
    order(case)
    seen = Case.objects.visible_to(city.ivan).get()
    assert refusal(Viewer(city.ivan), seen, MOVES["check"]) is None


def test_the_desk_names_who_goes_and_who_had_it_loses_it(city: City) -> None:
    case = disposed(city)
    order(case)
    give_to(visit_id=visit_of(case).pk, to=city.ivan.pk, at=LATER, by=city.ada)
    event = case.events.latest("seq")
    assert (visit_of(case).inspector, event.by, event.data["inspector"]) == (city.ivan, city.ada, city.ivan.pk)
    give_to(visit_id=visit_of(case).pk, to=city.ivan.pk, at=LATER, by=city.ada)
    assert case.events.latest("seq") == event


def test_the_desk_cannot_name_a_member_of_the_unit(city: City) -> None:
    Membership.objects.create(user=city.ivan, department=city.sanitation)
    case = disposed(city)
    order(case)
    with pytest.raises(Refused) as no:
        give_to(visit_id=visit_of(case).pk, to=city.ivan.pk, at=LATER, by=city.ada)
    assert "inspector" in no.value.errors


def test_only_the_desk_gives_and_only_to_inspectors(city: City) -> None:
    case = disposed(city)
    order(case)
    with pytest.raises(Forbidden):
        give_to(visit_id=visit_of(case).pk, to=city.ivan.pk, by=city.sue)
    with pytest.raises(Refused):
        give_to(visit_id=visit_of(case).pk, to=city.hana.pk, by=city.ada)


def test_what_was_done_meanwhile_is_not_given_again(city: City) -> None:
    case = disposed(city)
    order(case)
    go(case, "check", by=city.ines, passed=True)
    with pytest.raises(Conflict):
        give_to(visit_id=visit_of(case).pk, to=city.ivan.pk, at=LATER, by=city.ada)


def test_who_checked_a_case_does_not_re_check_it(city: City) -> None:
    case = closed(city)
    with pytest.raises(Forbidden):
        go(case, "recheck", by=city.ines, passed=True)
    assert go(case, "recheck", by=city.sven, passed=True).state == "closed"
