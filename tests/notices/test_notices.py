"""Who hears of what: once per person and event, in the inbox and, for those with an address, by one mail."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from cases.actions import MoveRequest, chase_all, chase_due, perform
from cases.actions.assign_visits import VisitAssignment, assign_visits
from cases.models import Case
from common import outbox
from notices.actions import mark_read
from notices.models import Notice
from notices.registers import NOTICE_RULES, NoticeRuleData
from tests import factories as make
from tests.cast import City
from tests.factories import MONDAY
from tests.notices.telling import notices_of, tell_events

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _never_quiet(db: None) -> None:
    """These tests look at who hears; the hour at which they run must not matter."""
    make.never_quiet()


@pytest.fixture
def case(city: City) -> Case:
    return make.dispatched("06010", by=city.ines)


def told(case: Case, move: str) -> set[str]:
    outbox.drain("case.notice")
    return set(notices_of(case, move=move).values_list("user__username", flat=True))


def go(case: Case, move: str, *, by: User, hours: float, **rest: Any) -> Case:
    request = MoveRequest(move=move, version=Case.objects.get(pk=case.pk).version, **rest)
    return perform(case_id=case.pk, request=request, by=by, at=MONDAY + timedelta(hours=hours))[0]


def asked(case: Case, move: str, *, by: User, **rest: Any) -> set[str]:
    go(case, move, by=by, hours=1, reason="路面积水，须先排水", **rest)
    return told(case, move)


def test_who_decides_hears_of_a_request_and_who_asked_of_the_answer(case: Case, city: City) -> None:
    assert asked(case, "request_extension", by=city.hana) == {"hugo"}
    go(case, "endorse_extension", by=city.hugo, hours=2)
    assert told(case, "endorse_extension") == {"dora", "sven"}
    go(case, "grant_extension", by=city.dora, hours=3)
    assert told(case, "grant_extension") == {"hana"}


def test_a_heads_own_request_waits_for_the_desk_at_once(case: Case, city: City) -> None:
    assert asked(case, "request_extension", by=city.hugo) == {"dora", "sven"}
    assert set(notices_of(case).filter(user=city.dora).values_list("what", flat=True)) == {"endorse_extension"}


def test_a_refused_suspension_is_told_to_who_asked(case: Case, city: City) -> None:
    assert asked(case, "request_suspension", by=city.hana, until=MONDAY + timedelta(days=9)) == {"dora", "sven"}
    assert asked(case, "refuse_suspension", by=city.sven) == {"hana"}


def test_a_squad_hears_of_its_case_and_of_reminders(case: Case, city: City) -> None:
    squad_hand = make.user("sam", city.hana.role)  # type: ignore[arg-type]
    make.department("squad", parent=city.sanitation, members=(squad_hand,))
    go(case, "sub_dispatch", by=city.hugo, hours=1, department="squad")
    assert told(case, "sub_dispatch") == {"sam"}
    go(case, "remind", by=city.sven, hours=2)
    assert told(case, "remind") == {"hana", "hugo", "sam"}


def test_the_inspector_who_is_sent_hears_of_it_and_the_desk_where_nobody_came(case: Case, city: City) -> None:
    with transaction.atomic():
        assign_visits(assignments=[VisitAssignment(case.pk, "check", city.ivan.pk)], at=MONDAY)
    assert told(case, "visit") == {"ivan"}
    with transaction.atomic():
        assign_visits(assignments=[VisitAssignment(case.pk, "check", None)], at=MONDAY)
    assert told(case, "visit") == {"ivan", "ada", "sven"}


def test_supervision_and_instruction_reach_unit_and_desk(case: Case, city: City) -> None:
    go(case, "supervise", by=city.sue, hours=1, reason="群众反映强烈", until=MONDAY + timedelta(days=1))
    assert told(case, "supervise") == {"hana", "hugo", "sven"}
    go(case, "instruct", by=city.lea, hours=2, note="今天解决")
    assert told(case, "instruct") == {"hugo", "dora", "sven"}


def test_only_the_unit_that_is_asked_to_assist_hears_of_it(case: Case, city: City) -> None:
    helper = make.user("hal", city.hana.role)  # type: ignore[arg-type]
    make.department("water", members=(helper,))
    go(case, "assist", by=city.dora, hours=1, department="roads", note="围挡")
    assert told(case, "assist") == {"omar"}
    go(case, "assist", by=city.dora, hours=2, department="water", note="抽水")
    assert told(case, "assist") == {"omar", "hal"}
    assert Notice.objects.filter(user=city.omar).count() == 1


def test_a_dispute_is_heard_by_the_shift_leader_and_its_parties(case: Case, city: City) -> None:
    Case.objects.filter(pk=case.pk).update(send_back_count=1)
    assert asked(case, "send_back", by=city.hana, department="roads") == {"sven", "hugo", "omar"}
    assert set(notices_of(case).filter(user=city.sven).values_list("what", flat=True)) == {"dispute"}


def level(case: Case, number: int) -> set[str]:
    """Who heard of one rung, after the clock stood still for long."""
    chase_all(at=MONDAY + timedelta(days=9))
    outbox.drain("case.notice")
    return set(notices_of(case, actor="clock", data__level=number).values_list("user__username", flat=True))


def test_the_unit_hears_of_its_new_case(case: Case) -> None:
    assert told(case, "auto_dispatch") == {"hana", "hugo"}


def test_the_dispatcher_hears_what_no_rule_fits(city: City) -> None:
    city.street_rule.delete()
    assert told(make.dispatched("01001", by=city.ines), "auto_file") == {"dora"}


def test_inspectors_of_the_duty_grid_hear_that_it_is_fixed_but_for_who_reported_it(case: Case, city: City) -> None:
    city.duty_grids[0].inspectors.add(make.user("iris", Role.INSPECTOR))
    go(case, "dispose", by=city.hana, hours=2, photos=(make.photo(city.hana).pk,))
    assert told(case, "dispose") == {"iris"}


def test_the_reporter_hears_that_it_was_closed(case: Case, city: City) -> None:
    go(case, "dispose", by=city.hana, hours=2, photos=(make.photo(city.hana).pk,))
    go(case, "check", by=city.sven, hours=3, passed=True, closing_conditions=(1,))
    go(case, "close", by=city.sven, hours=4)
    assert told(case, "close") == {"ines"}


def test_ones_own_deed_is_no_news(case: Case, city: City) -> None:
    make.user("selma", Role.SHIFT_LEADER)
    NOTICE_RULES.save(key="void/shift_leader", data=NoticeRuleData(told=True), by=city.abel)
    go(case, "void", by=city.sven, hours=1, reason="重复")
    assert told(case, "void") == {"ines", "selma"}


@pytest.mark.parametrize(("number", "who"), [(1, {"hana"}), (2, {"hana"}), (3, {"hugo"}), (4, {"sven"}), (5, {"lea"})])
def test_each_rung_is_heard_by_its_own_people(case: Case, number: int, who: set[str]) -> None:
    assert level(case, number) == who


def test_a_unit_without_a_head_hears_as_a_whole(case: Case, city: City) -> None:
    city.hugo.membership.delete()
    assert level(case, 3) == {"hana"}


def test_a_unit_without_people_is_the_shift_leaders_business(city: City) -> None:
    case = make.dispatched("01001", by=city.ines)  # goes to the sub-district office, which has no members
    assert level(case, 1) == {"sven"}


def test_those_who_have_left_hear_nothing(case: Case, city: City) -> None:
    User.objects.filter(pk=city.hana.pk).update(is_active=False)
    assert told(case, "auto_dispatch") == {"hugo"}


def test_telling_twice_is_telling_once(case: Case, django_assert_max_num_queries: Any) -> None:
    events = list(case.events.values_list("pk", flat=True))
    assert (tell_events(events), tell_events(events)) == (2, 0)


def test_a_batch_costs_the_same_queries_as_one(city: City, django_assert_max_num_queries: Any) -> None:
    cases = [make.dispatched("06010", by=city.ines) for _ in range(20)]
    events = [event.pk for case in cases for event in case.events.all()]
    with django_assert_max_num_queries(8):
        assert tell_events(events) == 40


def mailed(city: City, **about: Any) -> list[Any]:
    User.objects.filter(pk=city.hana.pk).update(email="hana@example.org", **about)
    outbox.drain("case.notice")
    outbox.drain("notice.mail")
    return mail.outbox


def test_who_has_an_address_gets_one_mail(case: Case, city: City) -> None:
    (letter,) = mailed(city)
    assert letter.to == ["hana@example.org"]
    assert case.number in letter.subject
    assert "环卫中心" in letter.body
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_mail_sent_again_is_known_by_its_id(case: Case, city: City) -> None:
    (letter,) = mailed(city)
    notice = Notice.objects.get(user=city.hana)
    assert letter.extra_headers["Message-ID"] == f"<notice-{notice.pk}@localhost>"


def test_the_mail_speaks_the_readers_language(case: Case, city: City) -> None:
    (letter,) = mailed(city, language="en")
    assert "A new case for your unit" in letter.subject


def test_a_notice_read_meanwhile_needs_no_mail(case: Case, city: City) -> None:
    User.objects.filter(pk=city.hana.pk).update(email="hana@example.org")
    outbox.drain("case.notice")
    mark_read(by=city.hana)
    outbox.drain("notice.mail")
    assert mail.outbox == []


def test_a_warning_is_mailed_with_the_time_it_is_due(case: Case, city: City) -> None:
    outbox.drain("case.notice")
    chase_due(at=case.warn_at)
    assert "2026-03-02 16:00" in mailed(city)[-1].body
