"""A visit not made in time goes to another; when nobody came three times the desk is told. Two clocks do no harm."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from accounts.roles import Role
from cases.models import Case
from common import outbox
from inspections.actions import come_on_duty, give_to, go_off_duty, look_after_visits
from inspections.models import Visit
from inspections.workflow import VisitState
from notices.models import Notice
from tests import factories as make
from tests.cast import City
from tests.cast import city as make_city
from tests.inspections.looking import LATER, disposed, go, order, setting, visit_of
from tests.notices.telling import notices_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def pass_days(number: int) -> None:
    for day in range(1, number + 1):
        look_after_visits(at=LATER + day * DAY)


@pytest.fixture
def case(city: City) -> Case:
    case = disposed(city)
    order(case)
    return case


def test_within_its_time_it_is_left_alone(case: Case) -> None:
    due = visit_of(case).due_at
    assert due is not None
    assert look_after_visits(at=due - timedelta(seconds=1)) == 0


def test_its_time_is_the_citys_setting_in_working_time(city: City) -> None:
    setting("visit_minutes", 30)
    noon = disposed(city)
    order(noon, at=make.MONDAY.replace(hour=11, minute=50))
    assert visit_of(noon).due_at == make.MONDAY.replace(hour=14, minute=20)


def test_then_it_goes_to_another(case: Case, city: City) -> None:
    pass_days(1)
    visit = visit_of(case)
    assert (visit.state, visit.inspector, visit.times_given) == ("given", city.ivan, 2)
    assert visit.previous_inspectors == [city.ines.pk]
    case.refresh_from_db()
    assert case.visitor == city.ivan


def test_after_three_givings_the_desk_is_told(case: Case) -> None:
    pass_days(3)
    visit, event = visit_of(case), case.events.latest("seq")
    assert (visit.state, visit.inspector, len(visit.previous_inspectors)) == (VisitState.EXPIRED, None, 3)
    assert (event.move, event.data["expired"], event.data["inspector"]) == ("visit", True, None)
    assert look_after_visits(at=LATER + 9 * DAY) == 0


def test_acceptor_and_shift_leader_hear_that_nobody_came(case: Case, city: City) -> None:
    outbox.drain("case.notice")  # the one to whom it was given hears of it
    pass_days(3)
    outbox.drain("case.notice")
    told = Notice.objects.filter(event=case.events.latest("seq").pk).values_list("user", flat=True)
    assert set(told) == {city.ada.pk, city.sven.pk}
    assert notices_of(case, move="visit").filter(user=city.ines).exists()


def test_what_expired_can_be_given_by_the_desk_and_begins_anew(case: Case, city: City) -> None:
    pass_days(3)
    visit = give_to(visit_id=visit_of(case).pk, to=city.ines.pk, at=LATER + 4 * DAY, by=city.ada)
    assert (visit.state, visit.times_given) == (VisitState.GIVEN, 1)


def test_what_expired_is_done_by_who_looks_at_last(case: Case, city: City) -> None:
    pass_days(3)
    go(case, "check", by=city.ines, at=LATER + 4 * DAY, passed=True)
    order(case)
    assert visit_of(case).state == VisitState.DONE


def test_what_was_done_in_time_is_not_passed_on_though_its_message_is_late(case: Case, city: City) -> None:
    go(case, "check", by=city.ines, passed=True)
    pass_days(1)
    assert visit_of(case).state == VisitState.DONE


def test_what_waits_is_given_when_somebody_comes_on_duty(city: City) -> None:
    come_on_duty(by=city.ivan, at=LATER - timedelta(hours=20))
    case = disposed(city)
    order(case)
    assert look_after_visits(at=LATER) == 0
    come_on_duty(by=city.ines, at=LATER)
    assert look_after_visits(at=LATER) == 1
    assert visit_of(case).inspector == city.ines


def test_who_goes_off_duty_leaves_the_open_visits_to_others(case: Case, city: City) -> None:
    come_on_duty(by=city.ines, at=LATER)
    come_on_duty(by=city.ivan, at=LATER)
    assert go_off_duty(by=city.ines, at=LATER + timedelta(minutes=1)) == 1
    look_after_visits(at=LATER + timedelta(minutes=1))
    assert visit_of(case).inspector == city.ivan


def test_where_nobody_else_is_there_the_desk_is_told_once(case: Case, city: City) -> None:
    for user in (city.ines, city.ivan):
        come_on_duty(by=user, at=LATER)
        go_off_duty(by=user, at=LATER + timedelta(minutes=1))
    for minutes in (1, 2):
        look_after_visits(at=LATER + timedelta(minutes=minutes))
    case.refresh_from_db()
    assert (visit_of(case).state, case.visitor) == (VisitState.WAITING, None)
    assert case.events.filter(move="visit", data__expired=True).count() == 1


def test_who_looked_the_last_time_is_not_who_goes_now(case: Case, city: City) -> None:
    go(case, "check", by=city.ines, passed=False)
    again = go(case, "dispose", by=city.hana, photos=(make.photo(city.hana, at=LATER).pk,))
    assert again.visitor is None


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_pass_each_visit_on_once() -> None:
    city = make_city()
    for number in range(3):
        city.duty_grids[0].inspectors.add(make.user(f"i{number}", Role.INSPECTOR))
    cases = [disposed(city) for _ in range(12)]
    order(*cases)

    def clock() -> int:
        try:
            return look_after_visits(at=LATER + DAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        passed_on = sum(future.result() for future in [pool.submit(clock) for _ in range(3)])
    assert passed_on == 12
    assert not Visit.objects.exclude(times_given=2, state=VisitState.GIVEN).exists()
    assert all(case.events.filter(move="visit").count() == 2 for case in cases)


@pytest.mark.django_db(transaction=True)
def test_a_press_and_the_clock_at_once_leave_no_gap() -> None:
    city = make_city()
    cases = [disposed(city) for _ in range(8)]
    order(*cases)

    def check() -> None:
        try:
            for case in cases:
                go(case, "check", by=city.ines, passed=True)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        presses = pool.submit(check)
        while not presses.done():
            look_after_visits(at=LATER + DAY)
        presses.result()
    order(*cases)
    assert set(Visit.objects.values_list("state", flat=True)) == {VisitState.DONE}
    for case in Case.objects.all():
        assert list(case.events.order_by("seq").values_list("seq", flat=True)) == list(range(1, case.seq + 1))
