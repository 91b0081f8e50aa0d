"""Guessing passwords: slowed where it comes from, and nobody elsewhere is locked out by it."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.actions import forget_tries, free_slot, give_back, spend_try, take_slot
from accounts.models import Tries, User
from accounts.roles import Role
from common.throttling import counter
from tests import factories as make

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough one"
PROXY, ATTACKER, HOME = "172.18.0.1", "203.0.113.9", "198.51.100.7"


@pytest.fixture(autouse=True)
def _behind_the_proxy(settings: Any) -> None:
    counter.forget()
    settings.TRUSTED_PROXIES = 1
    settings.TOKENS_PER_MINUTE = settings.API_ANONYMOUS_PER_MINUTE = 0


@pytest.fixture
def ada(settings: Any) -> User:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    user = make.user("ada", Role.ACCEPTOR)
    user.set_password(PASSWORD)
    user.save()
    return user


def at(address: str, claimed: str = "") -> Client:
    """A browser at this address behind the proxy, which may have written another address into the header itself."""
    said = f"{claimed}, {address}" if claimed else address
    return Client(headers={"X-Forwarded-For": said}, REMOTE_ADDR=PROXY)


def sign_in(client: Client, password: str = PASSWORD, username: str = "ada") -> Any:
    return client.post("/sign-in/", {"username": username, "password": password})


def ask_token(client: Client, password: str = PASSWORD, username: str = "ada") -> Any:
    return client.post("/api/v1/token/", {"username": username, "password": password}, "application/json")


@pytest.mark.parametrize("door", [sign_in, ask_token], ids=["page", "api"])
def test_a_stranger_locks_nobody_out_from_elsewhere(ada: User, door: Any) -> None:
    attacker = at(ATTACKER)
    assert [door(attacker, "wrong").status_code for _n in range(7)][-1] == 429
    assert door(at(HOME)).status_code in (201, 302)


@pytest.mark.parametrize("door", [sign_in, ask_token], ids=["page", "api"])
def test_who_writes_another_address_into_the_header_gains_nothing(ada: User, door: Any) -> None:
    answers = [door(at(ATTACKER, f"192.0.2.{n}"), "wrong").status_code for n in range(7)]
    assert answers[-1] == 429
    assert door(at(HOME, ATTACKER)).status_code in (201, 302)


def test_without_a_proxy_the_header_says_nothing(ada: User, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 0
    answers = [
        sign_in(Client(headers={"X-Forwarded-For": f"192.0.2.{n}"}, REMOTE_ADDR=ATTACKER), "wrong").status_code
        for n in range(6)
    ]
    assert answers[-1] == 429


def test_waiting_is_not_begun_anew_by_further_tries(ada: User) -> None:
    attacker = at(HOME)
    for _n in range(6):
        sign_in(attacker, "wrong")
    locked_since = AccessAttempt.objects.get().attempt_time
    assert [sign_in(attacker, "wrong").status_code for _n in range(3)] == [429, 429, 429]
    assert AccessAttempt.objects.get().attempt_time == locked_since
    AccessAttempt.objects.update(attempt_time=locked_since - timedelta(minutes=16))
    assert sign_in(attacker).status_code == 302


def test_a_browser_that_is_known_is_held_up_by_no_neighbour(ada: User) -> None:
    """In one office, behind one address: a colleague who tries Ada's password does not lock her out of her desk."""
    own = at(HOME)
    sign_in(own)
    own.post("/sign-out/")
    neighbour = at(HOME)
    assert [sign_in(neighbour, "wrong").status_code for _n in range(6)][-1] == 429
    assert sign_in(own).status_code == 302


def test_a_browser_that_is_known_does_not_guess_for_ever(ada: User) -> None:
    own = at(HOME)
    sign_in(own)
    own.post("/sign-out/")
    answers = [sign_in(own, "wrong").status_code for _n in range(7)]
    assert (answers[0], answers[-1]) == (200, 429)


def test_a_cookie_of_ones_own_making_is_not_believed(ada: User) -> None:
    attacker = at(ATTACKER)
    attacker.cookies["known"] = "eyJuIjogIngiLCAidSI6IFsiYWRhIl19:made-up"
    assert [sign_in(attacker, "wrong").status_code for _n in range(6)][-1] == 429


@pytest.mark.parametrize("door", [sign_in, ask_token], ids=["page", "api"])
def test_spraying_many_accounts_from_one_address_is_slowed(
    ada: User, door: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """200 accounts, one password each: twenty are answered, nothing is hashed for the others, and others sign in."""
    User.objects.bulk_create([User(username=f"u{n}", name=f"U{n}", password=ada.password) for n in range(200)])
    hashed, verify = [], MD5PasswordHasher.verify

    def counted(hasher: MD5PasswordHasher, password: str, encoded: str) -> bool:
        hashed.append(password)
        return verify(hasher, password, encoded)

    monkeypatch.setattr(MD5PasswordHasher, "verify", counted)
    attacker = at(ATTACKER)
    answers = [door(attacker, "Summer2026!", f"u{n}").status_code for n in range(200)]
    assert answers.count(429) >= 175
    assert 429 not in answers[:20]
    assert len(hashed) == 200 - answers.count(429)
    assert door(at(HOME)).status_code in (201, 302)


def test_addresses_of_one_ipv6_connection_are_one_place(ada: User) -> None:
    answers = [sign_in(at(f"2001:db8:1:2::{n:x}"), "wrong", f"nobody{n}").status_code for n in range(1, 25)]
    assert answers[-1] == 429
    assert sign_in(at("2001:db8:1:3::1")).status_code == 302


def test_a_right_password_costs_no_try(ada: User) -> None:
    for _n in range(30):
        assert sign_in(at(HOME)).status_code == 302
    assert Tries.objects.get().remaining > 18


def test_the_wait_is_said_and_short(ada: User) -> None:
    attacker = at(ATTACKER)
    answers = [sign_in(attacker, "wrong", f"u{n}") for n in range(22)]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert "密码错误次数过多" in answers[-1].text


def test_tries_grow_back_and_never_beyond_the_most() -> None:
    now = timezone.now()
    spend = partial(spend_try, key="address:x", most=3, every=timedelta(minutes=1))
    assert [spend(at=now) is None for _n in range(4)] == [True, True, True, False]
    assert spend(at=now + timedelta(seconds=30)) == timedelta(seconds=30)
    assert spend(at=now + timedelta(seconds=61)) is None
    later = now + timedelta(hours=9)
    assert [spend(at=later) is None for _n in range(4)] == [True, True, True, False]
    give_back(key="address:x", most=3)
    assert spend(at=later) is None
    assert forget_tries(at=later + timedelta(days=2)) == 1


def test_what_strangers_typed_and_who_signed_in_is_not_kept_for_ever(ada: User) -> None:
    sign_in(at(ATTACKER), "wrong", "my password by mistake")
    assert sign_in(at(HOME)).status_code == 302
    assert not AccessLog.objects.exists()
    AccessLog.objects.create(username="ada")  # as versions before wrote them
    forget_tries(at=timezone.now() + timedelta(hours=25))
    assert (AccessAttempt.objects.count(), AccessLog.objects.count()) == (0, 1)
    forget_tries(at=timezone.now() + timedelta(days=191))
    assert not AccessLog.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_only_so_many_passwords_are_hashed_at_the_same_time(ada: User, settings: Any) -> None:
    settings.SIGN_INS_AT_ONCE = 1
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, 0)", [0x51671])
            busy = sign_in(at(HOME))
            cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [0x51671])
        assert (busy.status_code, int(busy["Retry-After"]) <= 3) == (429, True)
        assert sign_in(at(HOME)).status_code == 302
        slot = take_slot()
        assert slot == 0  # the sign-in before left none behind
        free_slot(slot)
    finally:
        other.close()
