"""等保 level 2 and 3: passwords of several kinds that grow old, a second factor for everybody at level 3."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from tests import factories as make
from tests.cast import City
from tests.clients import api_client

pytestmark = pytest.mark.django_db

OLD, NEW = "the first Long 1", "the second Long 2"
VALIDATORS = [{"NAME": "accounts.passwords.SeveralKinds"}]


@pytest.fixture
def ada(settings: Any) -> User:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.AUTH_PASSWORD_VALIDATORS = VALIDATORS
    settings.PASSWORD_DAYS = 90
    user = make.user("ada", Role.ACCEPTOR)
    user.set_password(OLD)
    user.save()
    return user


def set_days_ago(user: User, days: int) -> None:
    User.objects.filter(pk=user.pk).update(password_set_at=timezone.now() - timedelta(days=days))


def sign_in(client: Client, **rest: str) -> Any:
    return client.post("/sign-in/", {"username": "ada", "password": OLD, **rest})


def change(client: Client, new: str) -> Any:
    return client.post("/password/", {"old_password": OLD, "new_password1": new, "new_password2": new})


@pytest.mark.parametrize("new", ["only small letters", "small AND CAPITAL"[:5], "123456789012"])
def test_a_password_of_few_kinds_is_refused(ada: User, client: Client, new: str) -> None:
    sign_in(client)
    assert change(client, new).status_code == 422
    assert change(client, NEW).status_code == 302


def test_an_old_password_is_changed_before_anything_else(ada: User, client: Client) -> None:
    set_days_ago(ada, 91)
    assert sign_in(client, next="/cases/").url == "/password/"
    assert "90" in client.get("/password/").text
    assert client.get("/cases/")["Location"] == "/password/"
    assert client.get("/api/v1/cases/").status_code == 403
    assert change(client, NEW).status_code == 302
    assert [client.get(path).status_code for path in ("/cases/", "/api/v1/cases/")] == [200, 200]
    assert User.objects.get(pk=ada.pk).password_set_at is not None


def test_a_program_gets_no_token_for_an_old_password(ada: User) -> None:
    set_days_ago(ada, 91)
    said = {"username": "ada", "password": OLD}
    assert Client().post("/api/v1/token/", said, "application/json").status_code == 401
    set_days_ago(ada, 89)
    assert Client().post("/api/v1/token/", said, "application/json").status_code == 201


def test_of_a_password_of_before_it_was_noted_the_account_says_its_age(ada: User, client: Client) -> None:
    User.objects.filter(pk=ada.pk).update(date_joined=timezone.now() - timedelta(days=91))
    assert sign_in(client).url == "/password/"


def test_without_the_profile_no_password_grows_old(ada: User, client: Client, settings: Any) -> None:
    settings.PASSWORD_DAYS = 0
    set_days_ago(ada, 900)
    assert sign_in(client, next="/cases/").url == "/cases/"


def test_at_level_three_a_second_factor_is_asked_of_everybody(ada: User, client: Client, settings: Any) -> None:
    settings.MLPS = 3
    assert sign_in(client).url == "/sign-in/second-factor/"


def test_programs_with_tokens_go_on(city: City, settings: Any) -> None:
    settings.MLPS, settings.PASSWORD_DAYS = 3, 90
    assert api_client(city.otto).get("/api/v1/cases/").status_code == 200
