"""Tokens: signing in for programs."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.actions import issue_token, revoke_token
from accounts.models import Scope, Token, User
from accounts.roles import Role
from tests.api.conftest import Api
from tests.cast import City

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def vera(db: Any) -> User:
    made = User(username="vera", name="Vera", role=Role.ACCEPTOR)
    made.set_password(PASSWORD)
    made.save()
    return made


def ask(client: Client, **said: Any) -> Any:
    return client.post("/api/v1/token/", {"username": "vera", "password": PASSWORD} | said, "application/json")


def with_key(key: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client


def test_name_and_password_give_a_token_that_works(vera: User, client: Client) -> None:
    answer = ask(client)
    assert (answer.status_code, set(answer.json())) == (201, {"token", "expires_at", "scopes"})
    assert with_key(answer.json()["token"]).get("/api/v1/cases/").status_code == 200
    assert not Token.objects.filter(digest=answer.json()["token"]).exists()


def test_a_wrong_name_a_wrong_password_and_a_disabled_person_are_one_answer(vera: User, client: Client) -> None:
    answers = [ask(client, **said) for said in ({"password": "wrong"}, {"username": "nobody"}, {"username": "Vera"})]
    User.objects.update(is_active=False)
    answers.append(ask(client))
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.json()["detail"] for answer in answers}) == 1


@pytest.mark.parametrize(
    "said", [{"password": "x" * 129}, {"password": "a\0b"}, {"username": ["vera"]}, {"admin": 1}, {"username": ""}]
)
def test_a_malformed_body_is_refused(vera: User, client: Client, said: dict[str, Any]) -> None:
    assert ask(client, **said).status_code == 400


def test_the_sixth_try_has_to_wait(vera: User, client: Client) -> None:
    answers = [ask(client, password="wrong") for _n in range(6)]
    assert answers[0].status_code == 401
    assert answers[-1].status_code == 429
    assert answers[-1].headers["Content-Type"] == "application/problem+json"
    assert int(answers[-1].headers["Retry-After"]) >= 900
    assert ask(client).status_code == 429


def test_a_flood_of_requests_for_tokens_is_stopped(vera: User, client: Client, settings: Any) -> None:
    settings.TOKENS_PER_MINUTE = 1
    assert [ask(client).status_code for _n in range(2)] == [201, 429]


def test_a_made_up_address_does_not_get_round_it(vera: User, client: Client, settings: Any) -> None:
    settings.TOKENS_PER_MINUTE = 1
    answers = [
        client.post("/api/v1/token/", {}, "application/json", headers={"X-Forwarded-For": f"203.0.113.{n}"})
        for n in range(2)
    ]
    assert [answer.status_code for answer in answers] == [400, 429]


def test_own_tokens_are_listed_and_revoked(city: City, api: Api) -> None:
    client = api(city.ines)
    row = client.get("/api/v1/tokens/").json()["results"][0]
    assert row["scopes"] == ["read", "report", "move"]
    assert client.delete(f"/api/v1/tokens/{row['id']}/").status_code == 204
    assert client.get("/api/v1/tokens/").status_code == 401


def test_tokens_of_others_are_absent(city: City, api: Api) -> None:
    __, token = issue_token(user=city.ivan, at=timezone.now())
    assert api(city.ines).delete(f"/api/v1/tokens/{token.pk}/").status_code == 404
    assert api(city.ines).delete(f"/api/v1/tokens/{10**18}/").status_code == 404


def test_expired_and_revoked_and_foreign_keys_do_not_work(city: City) -> None:
    now = timezone.now()
    expired, __ = issue_token(user=city.ines, at=now, lifetime=timedelta(seconds=-1))
    revoked, token = issue_token(user=city.ines, at=now)
    revoke_token(token=token, at=now)
    for key in (expired, revoked, "cm_made-up", "", "é"):
        assert with_key(key).get("/api/v1/cases/").status_code == 401


def test_a_token_to_read_does_not_write(city: City) -> None:
    key, __ = issue_token(user=city.ines, at=timezone.now(), scopes=[Scope.READ])
    assert with_key(key).get("/api/v1/cases/").status_code == 200
    assert with_key(key).post("/api/v1/cases/", {}, format="json").status_code == 403


def test_a_token_in_the_address_is_refused(city: City, client: Client) -> None:
    key, __ = issue_token(user=city.ines, at=timezone.now())
    assert client.get(f"/api/v1/cases/?token={key}").status_code == 401
