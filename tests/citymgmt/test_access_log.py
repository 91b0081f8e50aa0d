"""The access log names who asked, from where, for what; and holds nothing that opens an account or was said."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from accounts.actions import make_invitation
from tests.cast import City
from tests.clients import api_client

pytestmark = pytest.mark.django_db

Lines = list[dict[str, Any]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    found: Lines = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(json.loads(record.getMessage()))

    handler, log = Kept(), logging.getLogger("citymgmt.access")
    log.addHandler(handler)
    yield found
    log.removeHandler(handler)


def test_a_page_names_the_person_the_address_and_the_answer(city: City, lines: Lines, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    client = Client(headers={"X-Forwarded-For": "203.0.113.9"})
    client.force_login(city.ada)
    answer = client.get("/city/people/?q=王女士")
    (line,) = lines
    assert (line["person"], line["address"], line["method"]) == ("ada", "203.0.113.9", "GET")
    assert (line["path"], line["status"], line["id"]) == ("/city/people/", 403, answer["X-Request-Id"])
    assert "王女士" not in json.dumps(line, ensure_ascii=False)


def test_a_program_is_named_by_its_owner_and_token(city: City, lines: Lines) -> None:
    api_client(city.otto).get("/api/v1/cases/")
    assert (lines[0]["person"], lines[0]["token"]) == ("otto", city.otto.tokens.get().pk)


def test_who_signs_in_and_out_is_named_and_a_stranger_is_nobody(city: City, lines: Lines, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    city.ada.set_password("a long enough one")
    city.ada.save()
    client = Client()
    client.post("/sign-in/", {"username": "ada", "password": "wrong"})
    client.post("/sign-in/", {"username": "ada", "password": "a long enough one"})
    client.post("/sign-out/")
    assert [(line["person"], line["status"]) for line in lines] == [(None, 200), ("ada", 302), ("ada", 302)]
    assert "a long enough one" not in json.dumps(lines)


def test_what_opens_an_account_is_not_in_it(city: City, lines: Lines) -> None:
    uid, token = make_invitation(username="ada")
    Client().get(f"/welcome/{uid}/{token}/", follow=True)
    Client(headers={"Authorization": "Bearer cm_made-up"}).get("/api/v1/cases/?token=cm_x")
    assert token not in json.dumps(lines)
    assert "cm_" not in json.dumps(lines)


def test_the_machines_that_watch_are_left_out(db: Any, lines: Lines) -> None:
    Client().get("/healthz/live")
    assert lines == []
