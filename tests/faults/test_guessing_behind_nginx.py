"""Guesses through the shipped proxy, from addresses of this machine: who guesses waits, and nobody elsewhere does."""

import http.client
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from axes.models import AccessAttempt

from accounts.roles import Role
from tests import factories as make
from tests.faults.devices import CSRF
from tests.faults.nginx import trusting

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long enough one"
SIGNED_IN = (201, 302)
GUESSER, HOME, OFFICE = "127.0.0.2", "127.0.0.3", "127.0.0.4"


Door = Callable[..., int]


@dataclass(frozen=True)
class Browser:
    """At an address of its own; `claims` is what it writes into the header that names addresses."""

    port: int
    address: str
    claims: str = ""

    def sign_in(self, password: str, username: str) -> int:
        body = urlencode({"username": username, "password": password, "csrfmiddlewaretoken": CSRF})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={CSRF}"}
        return self._post("/sign-in/", body, headers | {"Referer": "https://127.0.0.1/sign-in/"})

    def token(self, password: str, username: str) -> int:
        body = json.dumps({"username": username, "password": password})
        return self._post("/api/v1/token/", body, {"Content-Type": "application/json"})

    def _post(self, path: str, body: str, headers: dict[str, str]) -> int:
        line = http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=20, context=trusting(), source_address=(self.address, 0)
        )
        claimed = {"X-Forwarded-For": self.claims, "X-Real-Ip": self.claims, "Forwarded": f"for={self.claims}"}
        try:
            line.request("POST", path, body, {"Host": "127.0.0.1"} | headers | (claimed if self.claims else {}))
            answer = line.getresponse()
            answer.read()
            return answer.status
        finally:
            line.close()


def person(username: str) -> None:
    user = make.user(username, Role.ACCEPTOR)
    user.set_password(PASSWORD)
    user.save()


def guessed_at(username: str) -> set[str | None]:
    """From where, as it was written down."""
    return set(AccessAttempt.objects.filter(username=username).values_list("ip_address", flat=True))


@pytest.mark.parametrize("door", [Browser.sign_in, Browser.token], ids=["page", "api"])
def test_who_guesses_waits_and_nobody_elsewhere_does(proxy: tuple[int, int], door: Door) -> None:
    __, port = proxy
    for username in ("ada", "ben"):
        person(username)
    guesser = Browser(port, GUESSER)
    assert [door(guesser, "wrong", "ada") for _n in range(7)][-2:] == [429, 429]
    assert door(guesser, PASSWORD, "ada") == 429
    assert door(Browser(port, HOME), PASSWORD, "ada") in SIGNED_IN
    # Nor does an address in the header: to go on under ever new ones, or to lock out who is at the one that is named.
    answers = [door(Browser(port, GUESSER, f"203.0.113.{n}"), "wrong", "ben") for n in range(4)]
    answers += [door(Browser(port, GUESSER, HOME), "wrong", "ben") for _n in range(3)]
    assert answers[-1] == 429
    assert door(Browser(port, HOME), PASSWORD, "ben") in SIGNED_IN
    assert door(Browser(port, OFFICE, GUESSER), PASSWORD, "ben") in SIGNED_IN
    assert guessed_at("ada") | guessed_at("ben") <= {GUESSER}


@pytest.mark.parametrize(
    "door", [pytest.param(Browser.sign_in, id="page"), pytest.param(Browser.token, id="api", marks=pytest.mark.long)]
)
def test_who_sprays_is_slowed_and_nobody_elsewhere_is(proxy: tuple[int, int], door: Door) -> None:
    __, port = proxy
    person("ada")
    answers = [door(Browser(port, GUESSER, f"203.0.113.{n}"), "Summer2026!", f"nobody{n}") for n in range(24)]
    assert 429 not in answers[:20]
    assert answers[-1] == 429
    began = time.monotonic()
    assert door(Browser(port, HOME), PASSWORD, "ada") in SIGNED_IN
    assert time.monotonic() - began < 2
