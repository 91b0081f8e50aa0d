"""Sign-in at the city's identity provider: who has an account here gets in, nobody is made by it."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.test import Client
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from accounts.models import User
from tests.accounts.phone import shown, with_phone
from tests.accounts.providers import provider
from tests.cast import City

pytestmark = pytest.mark.django_db


@pytest.fixture
def away(settings: Any) -> Iterator[str]:
    settings.ALLOWED_HOSTS = ["testserver"]
    with provider(settings, "ada", "stranger", "otto", "hana") as address:
        yield address


def go_and_come_back(client: Client, name: str, *, to: str = "") -> str:
    """From the button to the provider, where the person says who they are, and the address back to us."""
    there = client.get("/sign-in/provider/", {"next": to} if to else {})["Location"]
    answer = requests.post(there, data={"sub": f"sub-{name}"}, allow_redirects=False, timeout=5)
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def is_in(client: Client) -> bool:
    return bool(client.get("/account/access/").status_code == 200)


@pytest.mark.usefixtures("away")
def test_who_has_an_account_here_is_signed_in_and_goes_on(city: City, client: Client) -> None:
    assert "统一身份认证" in client.get("/sign-in/").text
    answer = client.get(go_and_come_back(client, "ada", to="/password/"))
    assert (answer["Location"], is_in(client)) == ("/password/", True)
    assert User.objects.get(username="ada").browser_sessions.count() == 1


@pytest.mark.usefixtures("away")
def test_it_does_not_lead_to_another_site(city: City, client: Client) -> None:
    assert client.get(go_and_come_back(client, "ada", to="https://elsewhere.example/"))["Location"] == "/"


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize("name", ["stranger", "otto"])
def test_who_has_none_stays_outside_and_none_is_made(city: City, client: Client, name: str) -> None:
    number = User.objects.count()
    answer = client.get(go_and_come_back(client, name), follow=True)
    assert "未成功" in answer.text
    assert (is_in(client), User.objects.count()) == (False, number)


@pytest.mark.usefixtures("away")
def test_who_is_switched_off_stays_outside(city: City, client: Client) -> None:
    User.objects.filter(username="ada").update(is_active=False)
    client.get(go_and_come_back(client, "ada"))
    assert not is_in(client)


@pytest.mark.usefixtures("away")
def test_the_second_factor_is_asked_there_too(city: City, client: Client) -> None:
    device, __ = with_phone(city.ada)
    assert client.get(go_and_come_back(client, "ada", to="/password/"))["Location"] == "/sign-in/second-factor/"
    assert not is_in(client)
    assert client.post("/sign-in/second-factor/", {"code": shown(device)})["Location"] == "/password/"
    assert is_in(client)


@pytest.mark.usefixtures("away")
def test_an_answer_works_once_and_in_the_browser_that_asked(city: City, client: Client) -> None:
    back = go_and_come_back(client, "ada")
    other = Client()
    assert other.get(back)["Location"] == "/sign-in/"
    assert client.get(back)["Location"] == "/"
    client.post("/sign-out/")
    assert client.get(back)["Location"] == "/sign-in/"
    assert not is_in(client)


@pytest.mark.usefixtures("away")
def test_a_link_to_an_error_signs_nobody_out(city: City, client: Client) -> None:
    client.get(go_and_come_back(client, "ada"))
    client.get("/sign-in/provider/back/?error=access_denied&state=made-up")
    client.get("/sign-in/provider/back/?error=access_denied")
    assert is_in(client)


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize("lacking", ["exp", "sub"])
def test_a_token_that_never_ends_or_names_nobody_is_refused(
    city: City, client: Client, monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    whole = OIDCAuthenticationBackend.get_payload_data
    monkeypatch.setattr(
        OIDCAuthenticationBackend, "get_payload_data",
        lambda *said: {name: value for name, value in whole(*said).items() if name != lacking},
    )  # fmt: skip
    client.get(go_and_come_back(client, "ada"))
    assert not is_in(client)


def test_a_token_for_another_client_or_of_another_issuer_is_refused(
    city: City, client: Client, settings: Any, away: str
) -> None:
    settings.OIDC_ISSUER = "https://another.example"
    client.get(go_and_come_back(client, "ada"))
    settings.OIDC_ISSUER = away
    back = go_and_come_back(client, "ada")
    settings.OIDC_RP_CLIENT_ID = "another"
    client.get(back)
    assert not is_in(client)


@pytest.mark.usefixtures("away")
def test_a_provider_that_is_away_is_a_sentence(city: City, client: Client, settings: Any) -> None:
    back = go_and_come_back(client, "ada")
    settings.OIDC_OP_TOKEN_ENDPOINT = "http://127.0.0.1:9/token"
    assert "未成功" in client.get(back, follow=True).text


@pytest.mark.usefixtures("away")
def test_passwords_work_on_beside_it(city: City, client: Client, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    city.ada.set_password("a long enough one")
    city.ada.save()
    client.post("/sign-in/?state=x&code=y", {"username": "ada", "password": "a long enough one"})
    assert is_in(client)


def test_without_a_provider_there_is_no_such_door(client: Client, city: City) -> None:
    assert [client.get(f"/sign-in/provider/{end}").status_code for end in ("", "back/?code=x&state=y")] == [404, 404]
    assert "/sign-in/provider/" not in client.get("/sign-in/").text
