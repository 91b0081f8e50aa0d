"""Where a city asks for a second administrator, nobody decides alone who gets a post that much hangs on."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from common.refusals import Conflict
from departments.actions import invite
from departments.registers import PEOPLE, PersonData
from registry.actions import approve, load_city
from registry.models import Approval, ApprovalState, Change
from registry.registers import APPROVAL
from tests import factories as make
from tests.cast import City
from tests.departments.seconds import POSTS, ask_to_raise, raise_to, role_of, signed_in
from tests.doors import ROLES
from tests.typed import seen
from tests.workbooks import column, confirm, taken_out, upload, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


# --- it waits -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", POSTS)
def test_nothing_grows_until_a_second_administrator_approves(city: City, bella: User, role: str) -> None:
    ada = signed_in(city.ada)
    waiting = ask_to_raise(city, role)
    assert role_of("ada") == ("acceptor", True)
    assert ada.get("/today/").status_code == 200  # nor is she signed out
    approve(approval_id=waiting.pk, by=bella)
    assert role_of("ada") == (role, True)
    assert Change.objects.filter(kind="person", key="ada").latest("pk").by == city.abel
    assert ada.get("/today/").status_code == 302


def test_an_account_for_a_new_one_is_there_and_can_not_be_used(city: City, bella: User) -> None:
    PEOPLE.save(key="sina", data=PersonData("Sina", "shift_leader"), by=city.abel)
    assert role_of("sina") == ("shift_leader", False)
    with pytest.raises(Conflict):
        invite(username="sina", by=city.abel)
    approve(approval_id=Approval.objects.get().pk, by=bella)
    assert role_of("sina") == ("shift_leader", True)
    link = invite(username="sina", by=city.abel)
    assert link is not None  # the first link of an account comes with its post, and once
    assert invite(username="sina", by=city.abel) is None


def test_who_comes_back_into_such_a_post_waits(city: City, bella: User) -> None:
    standing = PEOPLE.snapshot(city.sven)
    PEOPLE.save(key="sven", data=replace(standing, active=False), by=city.abel)
    PEOPLE.save(key="sven", data=standing, by=city.abel)
    assert role_of("sven") == ("shift_leader", False)
    assert Approval.objects.get().wished["active"] is True


def test_whoever_may_be_made_without_it_is_made_at_once(city: City, bella: User) -> None:
    for role in sorted(set(Role.values) - {*POSTS, "handler", "department_head"}):
        raise_to(city, role)
        assert role_of("ada") == (role, True)
    PEOPLE.save(key="sven", data=replace(PEOPLE.snapshot(city.sven), phone="021-12345678"), by=city.abel)
    PEOPLE.save(key="lea", data=replace(PEOPLE.snapshot(city.lea), role="supervisor"), by=city.abel)
    assert role_of("lea") == ("supervisor", True)
    assert not Approval.objects.exists()


def test_without_the_setting_one_is_enough(city: City) -> None:
    raise_to(city, "leader")
    assert role_of("ada") == ("leader", True)


# --- each door -------------------------------------------------------------------------------------------------------


def test_by_page_it_says_so_and_stands_on_the_second_ones_home(city: City, abel: Client, bella: User) -> None:
    path = "/city/people/ada/"
    said = {"name": "Ada", "role": "shift_leader", "unit": "", "active": "on", "language": "en"}
    page = abel.post(path, said | {"seen": seen(abel, path)}, follow=True).text
    assert "waits for a second administrator" in page
    assert "shift leader" in abel.get(path).text.lower()
    home = signed_in(bella).get("/today/").text
    assert "Waits for a second administrator" in home
    assert "Ada" in home
    assert "Abel" in home
    waiting = Approval.objects.get()
    assert f"/city/approvals/{waiting.pk}/approve/" in signed_in(bella).get("/city/approvals/").text
    assert f"/city/approvals/{waiting.pk}/approve/" not in abel.get("/city/approvals/").text
    answer = signed_in(bella).post(f"/city/approvals/{waiting.pk}/approve/")
    assert answer.status_code == 302
    assert role_of("ada") == ("shift_leader", True)
    assert "Waits for a second" not in signed_in(bella).get("/city/approvals/").context["waiting"]


def test_by_folder_it_waits_is_told_once_and_an_administrator_approves(city: City, bella: User, tmp_path: Path) -> None:
    (tmp_path / "city.toml").write_text('name = "临江市望江区"\n', encoding="utf-8")
    rows = "username,name,role\nlili,Lili,leader\nada,Ada,shift_leader\n"
    (tmp_path / "people.csv").write_text(rows, encoding="utf-8")
    told = [load_city(path=tmp_path).warnings.sentences() for __ in range(2)]
    assert all("wait" in " ".join(words) for words in told[:1])
    assert (role_of("lili"), role_of("ada")) == (("leader", False), ("acceptor", True))
    assert Approval.objects.filter(state=ApprovalState.WAITING).count() == 2
    assert Change.objects.filter(kind=APPROVAL).count() == 2  # the same folder each night asks once
    for each in Approval.objects.all():
        approve(approval_id=each.pk, by=city.abel)
    assert (role_of("lili"), role_of("ada")) == (("leader", True), ("shift_leader", True))


def test_by_spreadsheet_the_others_are_changed_and_it_waits(city: City, abel: Client, bella: User) -> None:
    rows = taken_out(abel, "people")
    name, role, key = (column(rows, heading) for heading in ("Name", "Role", "User name"))
    for row in rows:
        row[name] = "Iwan" if row[key] == "ivan" else row[name]
        row[role] = "Leader" if row[key] == "ada" else row[role]
    answer = confirm(abel, "people", upload(abel, "people", workbook(rows)))
    assert "1 waits for a second administrator" in abel.get(answer.url).text
    assert User.objects.get(username="ivan").name == "Iwan"
    assert role_of("ada") == ("acceptor", True)


def test_a_change_that_is_taken_back_into_the_post_waits_too(city: City, abel: Client, bella: User) -> None:
    PEOPLE.save(key="sven", data=replace(PEOPLE.snapshot(city.sven), role="acceptor"), by=city.abel)
    change = Change.objects.latest("pk")
    assert "waits for a second administrator" in abel.post(f"/city/changes/{change.pk}/revert/", follow=True).text
    assert role_of("sven") == ("acceptor", True)


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"anonymous"}))
def test_a_link_for_the_password_of_such_an_account_is_not_given(city: City, bella: User, role: str) -> None:
    user = make.user("zoe", Role(role))
    user.set_password("korrekt-pferd-9")
    user.save()
    made = invite(username="zoe", by=city.abel)
    assert (made is None) == (role in POSTS)
    user.refresh_from_db()
    assert user.has_usable_password() == (role in POSTS)  # nothing of hers has ended


def test_the_link_is_given_once_to_who_asked_when_it_is_approved(city: City, abel: Client, bella: User) -> None:
    page = abel.post("/city/people/sven/invite/", follow=True).text
    assert "second administrator has to approve" in page
    assert "waits" in abel.get("/city/people/sven/access/").text.lower()
    invite(username="sven", by=city.abel)
    waiting = Approval.objects.get()  # who asks again asks for nothing more
    approve(approval_id=waiting.pk, by=bella)
    assert role_of("sven") == ("shift_leader", True)
    assert "approved" in abel.get("/city/people/sven/access/").text.lower()
    assert invite(username="sven", by=bella) is None  # it was not approved for her
    assert "/welcome/" in abel.post("/city/people/sven/invite/").text
    assert invite(username="sven", by=city.abel) is None
