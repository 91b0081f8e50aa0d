"""Who approves what waits for a second administrator, how else it ends, and who is told."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from common import outbox
from common.refusals import Conflict, Forbidden, Refused
from departments.actions import create_administrator
from departments.registers import PEOPLE, PersonData
from notices.models import Notice
from registry.actions import approve, lapse_approvals, load_city, refuse
from registry.checklist import faults
from registry.models import Approval, ApprovalState, Change, SettingValue
from registry.registers import APPROVAL, APPROVAL_NEWS, CITY_SETTINGS, SettingData
from tests import factories as make
from tests.cast import City
from tests.departments.seconds import ask_to_raise, raise_to, role_of, signed_in
from tests.races import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


# --- by whom, and how it ends ----------------------------------------------------------------------------------------


def test_nobody_approves_what_they_asked_for_or_what_concerns_them(city: City, bella: User) -> None:
    waiting = ask_to_raise(city, "auditor", "bella")
    carla = make.user("carla", Role.ADMINISTRATOR)
    for who in (city.abel, bella, city.arno, city.sven, city.ada):
        with pytest.raises(Forbidden):
            approve(approval_id=waiting.pk, by=who)
    assert role_of("bella") == ("administrator", True)
    approve(approval_id=waiting.pk, by=carla)
    assert role_of("bella") == ("auditor", True)


def test_the_auditor_holds_it_up_with_a_reason_and_who_asked_reads_it(city: City, bella: User) -> None:
    waiting = ask_to_raise(city, "leader")
    arno = signed_in(city.arno)
    assert arno.post(f"/city/approvals/{waiting.pk}/refuse/", {"reason": " "}).status_code == 422
    arno.post(f"/city/approvals/{waiting.pk}/refuse/", {"reason": "Nobody told me"})
    assert role_of("ada") == ("acceptor", True)
    outbox.drain(APPROVAL_NEWS)
    assert (
        "Nobody told me"
        in signed_in(city.abel).get("/inbox/").text + signed_in(city.abel).get(f"/city/changes/?kind={APPROVAL}").text
    )
    with pytest.raises(Conflict):
        approve(approval_id=waiting.pk, by=bella)


def test_who_asked_withdraws_it_and_asking_anew_takes_its_place(city: City, bella: User) -> None:
    first, second = ask_to_raise(city, "leader"), ask_to_raise(city, "shift_leader")
    first.refresh_from_db()
    assert first.state == ApprovalState.WITHDRAWN
    with pytest.raises(Conflict):
        approve(approval_id=first.pk, by=bella)
    refuse(approval_id=second.pk, reason="", by=city.abel)
    second.refresh_from_db()
    assert second.state == ApprovalState.WITHDRAWN


def test_it_lapses_by_itself(city: City, bella: User) -> None:
    waiting = ask_to_raise(city, "leader")
    assert waiting.ends_at - waiting.asked_at == timedelta(days=3)
    assert lapse_approvals() == 0
    Approval.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Conflict):
        approve(approval_id=waiting.pk, by=bella)
    assert [lapse_approvals(), lapse_approvals()] == [1, 0]
    assert Approval.objects.get().state == ApprovalState.LAPSED
    assert role_of("ada") == ("acceptor", True)


def test_what_was_changed_meanwhile_is_asked_for_anew_and_the_rest_stays(city: City, bella: User) -> None:
    waiting = ask_to_raise(city, "leader")
    raise_to(city, "dispatcher")
    with pytest.raises(Conflict):
        approve(approval_id=waiting.pk, by=bella)
    waiting = ask_to_raise(city, "leader")
    standing = PEOPLE.snapshot(User.objects.get(username="ada"))
    PEOPLE.save(key="ada", data=replace(standing, phone="021-12345678"), by=bella)
    approve(approval_id=waiting.pk, by=bella)
    assert (User.objects.get(username="ada").phone, role_of("ada")[0]) == ("021-12345678", "leader")


def test_who_asked_and_is_no_administrator_any_more_gets_nothing(city: City, bella: User) -> None:
    waiting = ask_to_raise(city, "leader")
    make.user("carla", Role.ADMINISTRATOR)
    PEOPLE.save(key="abel", data=replace(PEOPLE.snapshot(city.abel), active=False), by=bella)
    with pytest.raises(Refused):
        approve(approval_id=waiting.pk, by=bella)
    assert role_of("ada") == ("acceptor", True)


def test_what_would_be_refused_is_refused_to_who_asks(city: City, bella: User) -> None:
    with pytest.raises(Refused):
        PEOPLE.save(key="sina", data=PersonData("Sina", "leader", unit="sanitation"), by=city.abel)
    with pytest.raises(Forbidden):
        raise_to(city, "auditor", "abel")
    assert not Approval.objects.exists()
    assert not User.objects.filter(username="sina").exists()


def attempt(waiting: Approval, who: User) -> bool:
    try:
        approve(approval_id=waiting.pk, by=who)
    except Conflict:
        return False
    return True


@pytest.mark.django_db(transaction=True)
def test_of_two_who_approve_at_once_one_does(city: City, bella: User) -> None:
    carla = make.user("carla", Role.ADMINISTRATOR)
    waiting = ask_to_raise(city, "leader")
    done = at_once([partial(attempt, waiting, who) for who in (bella, carla)])
    assert sorted(done) == [False, True]
    assert Change.objects.filter(kind="person", key="ada").count() == 1


# --- the switch itself -----------------------------------------------------------------------------------------------


def test_one_administrator_is_told_why_it_can_not_be_switched_on(city: City, abel: Client) -> None:
    with pytest.raises(Refused, match="create_administrator"):
        CITY_SETTINGS.save(key="second_approval", data=SettingData(True), by=city.abel)
    assert not SettingValue.objects.exists()


@pytest.mark.parametrize("data", [None, SettingData(False)])
def test_nobody_switches_it_off_alone(city: City, bella: User, data: Any) -> None:
    CITY_SETTINGS.save(key="second_approval", data=data, by=city.abel)
    assert SettingValue.objects.get(name="second_approval").value is True
    raise_to(city, "leader")
    assert role_of("ada") == ("acceptor", True)
    approve(approval_id=Approval.objects.get(kind="setting").pk, by=bella)
    raise_to(city, "leader")
    assert role_of("ada") == ("leader", True)


def test_when_one_is_left_everybody_who_administers_reads_it_and_the_console_makes_another(
    city: City, bella: User
) -> None:
    assert not faults()
    PEOPLE.save(key="bella", data=replace(PEOPLE.snapshot(bella), active=False), by=city.abel)
    assert "create_administrator" in faults()[0].text
    create_administrator(username="rita", name="Rita")
    assert role_of("rita") == ("administrator", True)
    assert not faults()


def test_a_new_city_with_the_setting_has_its_first_administrators_from_the_folder(tmp_path: Path) -> None:
    (tmp_path / "city.toml").write_text('name = "临江市望江区"\n', encoding="utf-8")
    rows = "username,name,role\nabel,Abel,administrator\nbella,Bella,administrator\nlea,Lea,leader\n"
    (tmp_path / "people.csv").write_text(rows, encoding="utf-8")
    (tmp_path / "settings.csv").write_text("name,value\nsecond_approval,yes\n", encoding="utf-8")
    load_city(path=tmp_path)
    assert role_of("lea") == ("leader", True)
    assert not Approval.objects.exists()


# --- who is told -----------------------------------------------------------------------------------------------------


def test_the_second_one_the_auditor_and_the_person_are_told_at_once(city: City, bella: User) -> None:
    User.objects.filter(username__in=("arno", "ada", "bella")).update(email="somebody@example.org")
    waiting = ask_to_raise(city, "leader")
    outbox.drain(APPROVAL_NEWS)
    told = dict(Notice.objects.values_list("user__username", "what"))
    assert told == dict.fromkeys(("arno", "ada", "bella"), "approval_asked")
    outbox.drain("notice.mail")
    assert len(mail.outbox) == 3
    assert "Abel" in mail.outbox[0].body
    refuse(approval_id=waiting.pk, reason="No", by=bella)
    outbox.drain(APPROVAL_NEWS)
    ended = Notice.objects.filter(what="approval_settled").values_list("user__username", flat=True)
    assert set(ended) == {"abel", "arno", "ada"}


def test_each_step_is_in_the_change_log_by_who_took_it(city: City, bella: User) -> None:
    waiting = ask_to_raise(city, "leader")
    approve(approval_id=waiting.pk, by=bella)
    log = [(each.kind, each.by) for each in Change.objects.order_by("-pk")[:3]]
    assert log == [(APPROVAL, bella), ("person", city.abel), (APPROVAL, city.abel)]
    page = signed_in(city.arno).get(f"/city/changes/?kind={APPROVAL}").text
    assert "Leader" in page
    assert "Approved" in page


def test_the_command_that_makes_an_administrator_is_the_consoles_way(city: City, bella: User) -> None:
    call_command("create_administrator", "rita", verbosity=0)
    assert role_of("rita") == ("administrator", True)
