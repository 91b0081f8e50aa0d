"""My notices: by what they reach me, and when they let me sleep."""

from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client: Client) -> User:
    ada = make.user("ada", Role.ACCEPTOR, email="ada@example.org")
    client.force_login(ada)
    return ada


def keep(client: Client, **said: object) -> int:
    return client.post(reverse("accounts:my_notices"), {"told_by": ["mail"], **said}).status_code


def test_the_page_shows_how_it_is(client: Client, ada: User) -> None:
    page = client.get(reverse("accounts:my_notices"))
    assert page.context["form"].initial["told_by"] == ["mail", "robot"]
    assert "ada@example.org" in page.text


def test_choices_are_kept(client: Client, ada: User) -> None:
    said = {"told_by_urgent": ["sms", "robot"], "phone": "+86 138 1234 1234", "handle": "ada.wx"}
    assert keep(client, **said, quiet_from="20:00", quiet_to="08:00") == 302
    ada.refresh_from_db()
    assert (ada.told_by, ada.told_by_urgent, ada.phone, ada.handle) == (
        ["mail"],
        ["sms", "robot"],
        "13812341234",
        "ada.wx",
    )
    assert (ada.quiet_from, ada.quiet_to) == (time(20), time(8))


@pytest.mark.parametrize(
    "wrong",
    [
        {"phone": "12"}, {"handle": "a\u202eb"}, {"told_by": ["pigeon"]}, {"quiet_from": "20:00"},
        {"quiet_to": "08:00"}, {"quiet_from": "25:00", "quiet_to": "08:00"}, {"handle": "x" * 65},
    ],
)  # fmt: skip
def test_nonsense_is_refused_and_changes_nothing(client: Client, ada: User, wrong: dict[str, object]) -> None:
    assert keep(client, **wrong) == 422
    ada.refresh_from_db()
    assert (ada.told_by, ada.quiet_from, ada.handle) == (["mail", "robot"], None, "")


def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    assert client.get(reverse("accounts:my_notices")).status_code == 302
