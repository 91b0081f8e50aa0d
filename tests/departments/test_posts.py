"""Who becomes shift leader, leader, auditor or administrator, or gets into the account of one, is told of at once."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from common import outbox
from departments.actions import invite
from departments.news import POST_CHANGED
from departments.registers import PEOPLE, PersonData
from notices.models import Notice
from registry.actions import load_city
from registry.models import Change
from tests import factories as make
from tests.cast import City
from tests.doors import ROLES

pytestmark = pytest.mark.django_db


def told() -> dict[str, str]:
    """Who was told of which event."""
    outbox.drain(POST_CHANGED)
    return dict(Notice.objects.values_list("user__username", "what"))


def inbox(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.get("/inbox/").text


@pytest.mark.parametrize("role", ["shift_leader", "leader", "auditor", "administrator"])
def test_who_gets_such_a_post_is_told_and_so_is_the_auditor(city: City, role: str) -> None:
    User.objects.filter(username__in=("arno", "ada")).update(email="somebody@example.org")
    city.ada.refresh_from_db()
    PEOPLE.save(key="ada", data=replace(PEOPLE.snapshot(city.ada), role=role, unit=""), by=city.abel)
    assert told() == {"arno": "post_given", "ada": "post_given"}
    outbox.drain("notice.mail")  # at any hour: it is urgent
    assert len(mail.outbox) == 2
    assert str(Role(role).label) in inbox(city.arno)
    assert "Abel" in mail.outbox[0].body


def test_a_new_person_in_such_a_post_is_told_of_too(city: City) -> None:
    PEOPLE.save(key="sina", data=PersonData("Sina", "shift_leader"), by=city.abel)
    assert told() == {"arno": "post_given", "sina": "post_given"}


def test_a_folder_makes_nobody_a_leader_in_silence(city: City, tmp_path: Path) -> None:
    (tmp_path / "city.toml").write_text('name = "临江市望江区"\n', encoding="utf-8")
    (tmp_path / "people.csv").write_text("username,name,role\nlili,Lili,leader\n", encoding="utf-8")
    User.objects.filter(username="arno").update(email="arno@example.org")
    load_city(path=tmp_path)
    assert told() == {"arno": "post_given", "lili": "post_given"}
    outbox.drain("notice.mail")
    assert "平台运维" in mail.outbox[0].body


def test_who_comes_back_into_such_a_post_is_told_of(city: City) -> None:
    standing = PEOPLE.snapshot(city.sven)
    PEOPLE.save(key="sven", data=replace(standing, active=False), by=city.abel)
    assert told() == {}
    PEOPLE.save(key="sven", data=standing, by=city.abel)
    assert told() == {"arno": "post_given", "sven": "post_given"}


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"anonymous"}))
def test_a_link_for_a_password_is_told_where_it_opens_such_an_account(city: City, role: str) -> None:
    user = make.user("zoe", Role(role))
    invite(username=user.username, by=city.abel)
    expected = {"arno": "post_linked", user.username: "post_linked"}
    assert told() == (expected if role in ("shift_leader", "leader", "auditor", "administrator") else {})


def test_an_ordinary_change_of_such_a_person_is_no_news(city: City) -> None:
    PEOPLE.save(key="sven", data=replace(PEOPLE.snapshot(city.sven), phone="021-12345678"), by=city.abel)
    assert told() == {}


def test_the_command_makes_an_administrator_who_can_administer(city: City, client: Client) -> None:
    out = StringIO()
    call_command("create_administrator", "root", name="Rita", stdout=out)
    link = out.getvalue().split()[-1]
    form = client.get(link, follow=True)
    said = {"new_password1": "korrekt-pferd-9", "new_password2": "korrekt-pferd-9"}
    client.post(form.redirect_chain[-1][0], said)
    client.post("/sign-in/", {"username": "root", "password": "korrekt-pferd-9"})
    assert [client.get(path).status_code for path in ("/city/people/", "/setup/")] == [200, 200]
    assert [(each.kind, each.key, each.by) for each in Change.objects.order_by("pk")] == [
        ("person", "root", None), ("invitation", "root", None),
    ]  # fmt: skip
    assert told().keys() == {"arno", "root"}
    assert Notice.objects.count() == 4


def test_said_again_it_makes_a_new_link_and_nobody_elses_account_is_taken(city: City) -> None:
    for _twice in range(2):
        call_command("create_administrator", "root", stdout=StringIO())
    assert User.objects.filter(username="root", role="administrator").count() == 1
    with pytest.raises(CommandError):
        call_command("create_administrator", "ines", stdout=StringIO())
    assert User.objects.get(username="ines").role == "inspector"
    with pytest.raises(CommandError):
        call_command("create_administrator", "a b", stdout=StringIO())


def test_there_is_no_other_administration(client: Client, city: City) -> None:
    client.force_login(User.objects.create_superuser("root", name="Root"))
    assert client.get("/admin/").status_code == 404
