"""The clock raises what is due: one rung at a time, each once, without context anybody's press stale."""

from datetime import timedelta

import pytest

from cases.actions import MoveRequest, chase_all, chase_due, perform
from cases.deadlines import FIX, TOP_LEVEL
from cases.models import Case
from common.models import Message
from tests import factories as make
from tests.cast import City
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(city: City) -> Case:
    return make.dispatched("06010", by=city.ines)


def moves(case: Case) -> list[str]:
    return list(case.events.order_by("seq").values_list("move", flat=True))


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_a_case_within_its_limit_is_left_alone(case: Case) -> None:
    assert case.warn_at
    assert chase_due(at=case.warn_at - timedelta(seconds=1)) == 0


def test_the_warning_comes_when_most_of_the_limit_has_passed(case: Case) -> None:
    assert chase_due(at=case.warn_at) == 1
    assert moves(case)[-1] == "warn"
    assert (fresh(case).chase_level, fresh(case).next_chase_at) == (1, case.due_at)


def test_each_rung_of_the_ladder_is_raised_once_at_its_time(case: Case) -> None:
    assert case.due_at
    chase_due(at=case.warn_at)
    for level, after_due in enumerate(FIX.ladder.after_due, start=2):
        at = case.due_at + after_due
        assert chase_due(at=at - timedelta(seconds=1)) == 0
        assert (chase_due(at=at), chase_due(at=at)) == (1, 0)
        assert fresh(case).chase_level == level
    assert fresh(case).next_chase_at is None
    assert moves(case)[2:] == ["warn"] + ["escalate"] * 4


def test_a_clock_that_stood_still_for_days_catches_up_rung_by_rung(case: Case) -> None:
    assert chase_all(at=MONDAY + timedelta(days=9)) == TOP_LEVEL
    levels = [event.data["level"] for event in case.events.filter(actor="clock").order_by("seq")]
    assert levels == [1, 2, 3, 4, 5]


def test_a_case_without_a_warning_time_begins_with_the_limit(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(warn_at=None, next_chase_at=case.due_at)
    assert chase_due(at=case.due_at) == 1
    assert (moves(case)[-1], fresh(case).chase_level) == ("escalate", 2)


def test_the_event_says_level_and_limit_and_is_chained_to_the_one_before(case: Case) -> None:
    chase_due(at=case.warn_at)
    before, event = case.events.order_by("seq")[1:3]
    assert case.due_at
    assert event.data == {"level": 1, "limit": "4 work_hour", "due_at": case.due_at.isoformat()}
    assert (event.seq, event.actor, event.at, event.prev_hash) == (3, "clock", case.warn_at, before.hash)


def test_every_raise_leaves_a_message_for_the_notices(case: Case) -> None:
    Message.objects.all().delete()
    chase_due(at=case.warn_at)
    assert list(Message.objects.values_list("topic", "reference")) == [
        ("case.notice", str(case.events.get(move="warn").pk))
    ]


def test_the_clock_never_makes_a_press_stale(case: Case, city: City) -> None:
    chase_due(at=case.warn_at)
    request = MoveRequest(move="take", version=case.version)
    after, __ = perform(case_id=case.pk, request=request, at=MONDAY + timedelta(hours=5), by=city.hana)
    assert (after.version, after.seq) == (case.version + 1, case.seq + 2)


def test_a_disposed_case_is_chased_no_more(case: Case, city: City) -> None:
    request = MoveRequest(move="dispose", version=case.version, photos=(make.photo(city.hana).pk,))
    perform(case_id=case.pk, request=request, at=MONDAY + timedelta(hours=2), by=city.hana)
    assert fresh(case).next_chase_at == fresh(case).stage_warn_at  # now the check is waited for
    chase_all(at=MONDAY + timedelta(days=9))
    assert not {"warn", "escalate"} & set(moves(case))


def test_rework_goes_on_where_the_ladder_stood(case: Case, city: City) -> None:
    chase_due(at=case.warn_at)
    proof = (make.photo(city.hana).pk,)
    done = perform(
        case_id=case.pk, request=MoveRequest(move="dispose", version=2, photos=proof), at=case.due_at, by=city.hana
    )[0]
    back = MoveRequest(move="check", version=done.version, passed=False)
    perform(case_id=case.pk, request=back, at=case.due_at, by=city.sven)
    assert chase_all(at=case.due_at) == 1
    assert fresh(case).chase_level == 2


def test_a_pass_takes_the_longest_due_first_and_no_more_than_asked(city: City) -> None:
    cases = [make.dispatched("06010", by=city.ines, at=MONDAY + timedelta(minutes=n)) for n in (2, 1, 0)]
    assert chase_due(at=MONDAY + timedelta(days=1), limit=2) == 2
    assert [fresh(case).chase_level for case in cases] == [0, 1, 1]


def test_a_case_with_a_broken_history_does_not_stop_the_others(city: City) -> None:
    broken, *sound = [make.dispatched("06010", by=city.ines, at=MONDAY + timedelta(minutes=n)) for n in range(3)]
    Case.objects.filter(pk=broken.pk).update(seq=9)
    late = MONDAY + timedelta(days=9)
    assert chase_all(at=late) == 2 * TOP_LEVEL
    assert [fresh(case).chase_level for case in (broken, *sound)] == [0, TOP_LEVEL, TOP_LEVEL]
    assert fresh(broken).next_chase_at == late + timedelta(minutes=5)
