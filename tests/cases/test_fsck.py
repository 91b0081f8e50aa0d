"""fsck finds each kind of damage; nothing that the platform does by itself is damage."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User
from cases.actions import MoveRequest, chase_all, perform
from cases.integrity import CHECKS
from cases.models import Case, CaseEvent, Part
from common import heartbeat, outbox
from common.integrity import examine
from common.models import Message
from notices.integrity import checks
from notices.models import Notice
from tests import factories as make
from tests.cast import City
from tests.factories import MONDAY
from tests.notices.telling import tell_events

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(city: City) -> Case:
    case = make.dispatched("06010", by=city.ines)
    for topic in outbox.topics():
        outbox.drain(topic)
    return case


def wrong() -> set[str]:
    return {check.name for check in (*checks(), *CHECKS) if examine(check).count}


def damage(sql: str) -> None:
    """What only a hand in the database can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no trigger fires
        cursor.execute(sql)
        cursor.execute("SET session_replication_role = DEFAULT")


def test_a_city_at_work_is_sound(case: Case, city: City) -> None:
    make.reported("06010", by=city.ines, at=timezone.now())  # waits for the router
    make.dispatched("01001", by=city.ines, at=timezone.now())
    chase_all(at=MONDAY + timedelta(days=2))
    proof = (make.photo(city.hana, at=MONDAY + timedelta(days=3)).pk,)
    request = MoveRequest(move="dispose", version=2, photos=proof)
    done, __ = perform(case_id=case.pk, request=request, at=MONDAY + timedelta(days=3), by=city.hana)
    perform(case_id=case.pk, request=MoveRequest(move="check", version=done.version, passed=False), by=city.sven)
    assert wrong() == set()
    make.files()
    out = StringIO()
    call_command("fsck", stdout=out)
    assert "WRONG" not in out.getvalue()


def test_a_case_sent_back_and_dispatched_again_is_sound(case: Case, city: City) -> None:
    chase_all(at=MONDAY + timedelta(days=2))
    late = MONDAY + timedelta(days=3)
    perform(case_id=case.pk, request=MoveRequest(move="send_back", version=2, reason="不归我们"), at=late, by=city.hugo)
    perform(case_id=case.pk, request=MoveRequest(move="dispatch", version=3, department="roads"), at=late, by=city.dora)
    chase_all(at=late + timedelta(days=9))
    outbox.drain("case.notice")
    assert wrong() == set()


def test_a_missing_event_is_found(case: Case) -> None:
    damage("DELETE FROM cases_caseevent WHERE seq = 2")
    assert "gaps" in wrong()


def test_a_case_without_any_history_is_found(case: Case) -> None:
    damage("DELETE FROM cases_caseevent")
    assert "gaps" in wrong()


@pytest.mark.parametrize("change", ["note = 'x'", "at = at - interval '1 day'", "by_id = NULL", "data = '{}'"])
def test_an_edited_event_is_found(case: Case, change: str) -> None:
    damage(f"UPDATE cases_caseevent SET {change} WHERE seq = 1")
    assert "chain" in wrong()


def test_an_event_edited_with_its_own_hash_is_found_by_the_next_one(case: Case) -> None:
    damage("UPDATE cases_caseevent SET note = 'x' WHERE seq = 1")
    damage("""UPDATE cases_caseevent e SET hash = encode(sha256(convert_to(cases_caseevent_text(e), 'UTF8')), 'hex')
               WHERE seq = 1""")
    assert wrong() == {"chain", "described"}


def test_a_forbidden_step_is_found(case: Case) -> None:
    CaseEvent.objects.create(
        case=case, seq=3, move="close", from_state="dispatched", to_state="closed", at=timezone.now()
    )
    assert {"path", "gaps", "state", "version"} <= wrong()


def test_a_state_changed_by_hand_is_found(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(state="disposed", next_chase_at=None)
    assert wrong() == {"state"}


def test_a_lost_unit_is_found(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(state="disposed", department=None)
    assert "nobody" in wrong()


def test_a_report_whose_message_was_lost_is_found(city: City) -> None:
    make.reported("06010", by=city.ines)
    Message.objects.all().delete()
    assert wrong() == {"unrouted"}


def test_a_unit_that_assists_and_does_not_see_the_case_is_found(city: City, case: Case) -> None:
    Part.objects.create(case=case, department=city.roads, task="冲洗", assigned_at=MONDAY)
    assert "beside" in wrong()


def test_a_case_that_the_chase_forgot_is_found(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(next_chase_at=None)
    assert wrong() == {"chase"}


def test_a_case_that_the_clock_passes_over_is_found(case: Case) -> None:
    assert "unchased" not in wrong()  # the clock stands still: its heartbeat tells
    heartbeat.beat("chase", within=timedelta(minutes=1))
    assert wrong() == {"unchased"}
    chase_all()
    assert wrong() == set()


def test_a_rung_raised_twice_is_found(case: Case) -> None:
    chase_all(at=case.warn_at)
    Case.objects.filter(pk=case.pk).update(chase_level=0, next_chase_at=case.warn_at)
    chase_all(at=case.warn_at)
    outbox.drain("case.notice")
    assert wrong() == {"twice"}


def test_dead_and_stuck_work_is_found(city: City) -> None:
    old = timezone.now() - timedelta(minutes=11)
    Message.objects.create(topic="case.route", reference="a", created_at=old, due_at=old)
    Message.objects.create(topic="case.route", reference="b", created_at=old, due_at=old, dead_at=old, last_error="E")
    assert wrong() == {"dead", "stuck"}


def test_the_command_names_what_is_wrong_and_fails(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(state="disposed", next_chase_at=None)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("fsck", stdout=out)
    assert case.number in out.getvalue()


@pytest.mark.parametrize("at", [MONDAY, MONDAY.replace(hour=23)])
def test_a_delivery_that_nobody_will_send_is_found(case: Case, city: City, at: datetime) -> None:
    User.objects.filter(pk=city.hana.pk).update(email="hana@example.org")
    other = make.dispatched("06010", by=city.ines)
    tell_events(other.events.values_list("pk", flat=True), at=at)
    assert "unsent" not in wrong()
    Message.objects.filter(topic__startswith="notice.").delete()
    assert "unsent" in wrong()


@pytest.mark.parametrize("change", [{"key": "00000000-0000-0000-0000-000000000000"}, {"kind": "rumour"}])
def test_a_notice_about_what_is_not_there_is_found(case: Case, change: dict[str, str]) -> None:
    Notice.objects.filter(pk=Notice.objects.latest("pk").pk).update(**change)
    assert wrong() == {"subjects"}
