from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from tests import factories as make

PASSWORD = "a long enough one"


@pytest.fixture
def ada(db: Any) -> User:
    user = make.user("ada", Role.ACCEPTOR)
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, password: str = PASSWORD, **rest: str) -> Any:
    return client.post("/sign-in/", {"username": "ada", "password": password, **rest})


def test_it_signs_in_and_goes_on_where_the_person_was(client: Client, ada: User) -> None:
    response = sign_in(client, next="/password/")
    assert response.url == "/password/"
    assert client.get("/password/").status_code == 200


def test_it_names_the_city_before_anybody_signs_in(client: Client, db: Any, settings: Any) -> None:
    settings.CITY_NAME = "海澜市"
    assert "海澜市" in client.get("/sign-in/").text


def test_a_wrong_password_says_so_and_keeps_the_name(client: Client, ada: User) -> None:
    page = sign_in(client, "wrong").text
    assert "用户名或密码不正确" in page
    assert 'value="ada"' in page


@pytest.mark.parametrize("length", [151, 256, 40_000])
def test_a_name_longer_than_any_is_refused_in_words(client: Client, ada: User, length: int) -> None:
    """The record of failed attempts has no room for it, and answered with a fault of ours to whoever came by."""
    answer = client.post("/sign-in/", {"username": "x" * length, "password": "guess"})
    assert answer.status_code == 200
    assert "username" in answer.context["form"].errors


def test_it_does_not_lead_to_another_site(client: Client, ada: User) -> None:
    assert sign_in(client, next="https://elsewhere.example/").url == "/"


def test_too_many_wrong_passwords_have_to_wait(client: Client, ada: User) -> None:
    for _attempt in range(5):
        response = sign_in(client, "wrong")
    assert response.status_code == 429
    assert response["Retry-After"] == "900"
    assert "15 分钟" in response.text
    assert sign_in(client).status_code == 429


def test_another_account_may_still_sign_in_from_there(client: Client, ada: User) -> None:
    other = make.user("dora", Role.DISPATCHER)
    other.set_password(PASSWORD)
    other.save()
    for _attempt in range(5):
        sign_in(client, "wrong")
    assert client.post("/sign-in/", {"username": "dora", "password": PASSWORD}).status_code == 302


def test_it_signs_out_only_on_request(client: Client, ada: User) -> None:
    client.force_login(ada)
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert client.get("/password/").status_code == 302
