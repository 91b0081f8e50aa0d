"""The second factor at each door where a password is said, and what becomes of a lost phone."""

from typing import Any

import pytest
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.actions import begin_factor, renew_codes
from accounts.actions.factors import CODES
from accounts.models import Token, User
from accounts.roles import Role
from common.throttling import counter
from registry.models import Change
from tests import factories as make
from tests.accounts.phone import shown, with_phone
from tests.cast import City
from tests.races import at_once

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough one"
SECOND = "/sign-in/second-factor/"
OWN, CODES_PAGE, END = (f"/account/second-factor/{end}" for end in ("", "codes/", "end/"))


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Any) -> None:
    counter.forget()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def ada(db: Any) -> User:
    user = make.user("ada", Role.ACCEPTOR)
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, **rest: str) -> Any:
    return client.post("/sign-in/", {"username": "ada", "password": PASSWORD, **rest})


def ask_token(**rest: str) -> Any:
    return Client().post("/api/v1/token/", {"username": "ada", "password": PASSWORD, **rest}, "application/json")


def is_in(client: Client) -> bool:
    return bool(client.get("/account/access/").status_code == 200)


def test_the_password_alone_opens_nothing(ada: User, client: Client) -> None:
    device, __ = with_phone(ada)
    assert sign_in(client, next="/password/").url == SECOND
    assert not is_in(client)
    answer = client.post(SECOND, {"code": shown(device)})
    assert (answer["Location"], is_in(client)) == ("/password/", True)


def test_a_wrong_code_is_said_and_counts(ada: User, client: Client, settings: Any) -> None:
    settings.ADDRESS_FAILURES = 4
    with_phone(ada)
    sign_in(client)
    answers = [client.post(SECOND, {"code": "000000"}).status_code for _n in range(5)]
    assert answers == [422, 422, 422, 422, 429]
    assert not is_in(client)


def test_a_code_works_once(ada: User) -> None:
    device, __ = with_phone(ada)
    code, first, second = shown(device), Client(), Client()
    for client in (first, second):
        sign_in(client)
        client.post(SECOND, {"code": code})
    assert (is_in(first), is_in(second)) == (True, False)


def test_a_code_on_paper_works_once_without_the_phone(ada: User) -> None:
    __, codes = with_phone(ada)
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client)
        client.post(SECOND, {"code": codes[3].upper()})
    assert (is_in(first), is_in(second)) == (True, False)


@pytest.mark.parametrize("ended", ["password", "switch"])
def test_between_the_two_proofs_the_first_can_end(ada: User, client: Client, ended: str) -> None:
    device, __ = with_phone(ada)
    sign_in(client)
    if ended == "password":
        ada.set_password("another long enough one")
    else:
        ada.is_active = False
    ada.save()
    assert client.post(SECOND, {"code": shown(device)})["Location"] == "/sign-in/"
    assert not is_in(client)


def test_a_role_of_which_it_is_asked_sets_it_up_on_the_way_in(ada: User, client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ["acceptor"]
    assert sign_in(client, next="/password/").url == SECOND
    page = client.get(SECOND).text
    device = TOTPDevice.objects.get(user=ada, confirmed=False)
    assert "data:image/svg+xml" in page
    assert client.post(SECOND, {"code": "000000"}).status_code == 422
    assert not is_in(client)
    device.throttle_reset()
    assert client.post(SECOND, {"code": shown(device)})["Location"] == "/account/second-factor/codes/"
    codes = client.get("/account/second-factor/codes/")
    assert (len(codes.context["codes"]), codes.context["to"]) == (10, "/password/")
    assert "now-code" in client.get("/account/second-factor/codes/").text  # shown once
    assert client.post("/account/second-factor/end/").status_code == 403


def test_one_sets_it_up_oneself_and_goes_without_again(ada: User, client: Client) -> None:
    sign_in(client)
    client.get(OWN)
    device = TOTPDevice.objects.get(user=ada)
    codes = client.post(OWN, {"code": shown(device)}, follow=True).context["codes"]
    assert sign_in(Client()).url == SECOND
    assert client.post(END, {"now-code": codes[0]}).status_code == 302
    assert sign_in(Client()).url != SECOND


def inside(ada: User) -> tuple[Client, TOTPDevice, list[str]]:
    """A browser that is signed in with the second factor."""
    device, codes = with_phone(ada)
    browser = Client()
    browser.force_login(ada, "django.contrib.auth.backends.ModelBackend")
    return browser, device, codes


def test_new_codes_for_paper_end_the_old_ones(ada: User) -> None:
    browser, device, codes = inside(ada)
    fresh = browser.post(CODES_PAGE, {"now-code": shown(device)}, follow=True).context["codes"]
    assert len(fresh) == CODES
    other = Client()
    sign_in(other)
    assert other.post(SECOND, {"code": codes[0]}).status_code == 422
    StaticDevice.objects.get(user=ada).throttle_reset()
    assert other.post(SECOND, {"code": fresh[0]}).status_code == 302


@pytest.mark.parametrize("address", ["own", "codes", "end"])
def test_an_open_browser_alone_changes_nothing_of_it(ada: User, address: str) -> None:
    """Somebody sits down at a desk that was left open: without the phone or the paper they neither end it, nor put
    their own phone in its place, nor read codes for later."""
    browser, device, codes = inside(ada)
    page = {"own": OWN, "codes": CODES_PAGE, "end": END}[address]
    for said in ({}, {"now-code": "000000"}, {"code": "000000"}):
        answer = browser.post(page, said)
        assert "now-code" in answer.text
        assert "data:image" not in answer.text
    assert "now-code" in browser.get(page).text
    assert list(TOTPDevice.objects.values_list("pk", "confirmed")) == [(device.pk, True)]
    assert set(StaticToken.objects.values_list("token", flat=True)) == set(codes)


def test_another_phone_takes_the_place_with_a_code_of_the_old_one_or_of_paper(ada: User) -> None:
    browser, __, codes = inside(ada)
    assert "data:image" in browser.post(OWN, {"now-code": codes[0]}).text
    new = TOTPDevice.objects.get(user=ada, confirmed=False)
    assert browser.post(OWN, {"code": shown(new)}, follow=True).context["codes"]
    assert list(TOTPDevice.objects.values_list("pk", flat=True)) == [new.pk]
    assert "now-code" in browser.get(OWN).text  # and the next one is asked for again


def test_codes_that_are_asked_for_are_not_guessed(ada: User, settings: Any) -> None:
    settings.ADDRESS_FAILURES = 3
    browser, __, ___ = inside(ada)
    assert [browser.post(END, {"now-code": f"00000{n}"}).status_code for n in range(4)] == [422, 422, 422, 429]


def test_who_saw_the_picture_with_a_stolen_password_does_not_know_the_phone_that_is_set_up_later(
    ada: User, settings: Any
) -> None:
    settings.SECOND_FACTOR_ROLES = ["acceptor"]
    thief, owner = Client(), Client()
    sign_in(thief)
    thief.get(SECOND)
    stolen = TOTPDevice.objects.get(user=ada)
    sign_in(owner)
    for _n in range(2):  # the page that is looked at again shows the same picture
        owner.get(SECOND)
    owners = TOTPDevice.objects.get(user=ada)
    assert owners.key != stolen.key
    assert owner.post(SECOND, {"code": shown(owners)}).status_code == 302
    assert (is_in(owner), is_in(thief)) == (True, False)
    assert thief.post(SECOND, {"code": shown(stolen, steps=1)}).status_code == 422


def test_a_program_says_the_code_with_the_password(ada: User) -> None:
    device, __ = with_phone(ada)
    missing = ask_token()
    assert (missing.status_code, missing.json()["type"]) == (401, "urn:citymgmt:second-factor")
    assert ask_token(code="000000").status_code == 401
    device.refresh_from_db()
    device.throttle_reset()
    assert ask_token(code=shown(device)).status_code == 201
    assert Token.objects.filter(user=ada).count() == 1


def test_a_wrong_password_says_nothing_of_the_second_factor(ada: User) -> None:
    with_phone(ada)
    answer = ask_token(password="wrong")
    assert (answer.status_code, answer.json()["type"]) == (401, "about:blank")


def test_a_program_of_a_role_of_which_it_is_asked_gets_no_token_without(ada: User, settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ["acceptor"]
    assert ask_token().json()["type"] == "urn:citymgmt:second-factor"


def test_another_system_is_never_asked(city: City, settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = list(Role.values)
    city.otto.set_password(PASSWORD)
    city.otto.save()
    said = {"username": "otto", "password": PASSWORD}
    assert Client().post("/api/v1/token/", said, "application/json").status_code == 201


def test_who_lost_the_phone_is_helped_by_an_administrator(abel: Client, city: City) -> None:
    with_phone(city.hana)
    browser = Client()
    browser.force_login(city.hana)
    assert 'name="factor"' in abel.get("/city/people/hana/access/").text
    abel.post("/city/people/hana/access/end/", {"factor": "1"})
    assert not TOTPDevice.objects.exists()
    assert browser.get("/cases/").status_code == 302
    assert Change.objects.get(kind="ended_access").before == {"sessions": 1, "factor": 2}


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_begin_at_once_set_up_one_phone(ada: User) -> None:
    for _ in range(5):
        at_once([lambda: begin_factor(user=ada)] * 4)
        assert TOTPDevice.objects.count() == 1
        TOTPDevice.objects.all().delete()
        at_once([lambda: renew_codes(user=ada)] * 4)
        assert (StaticDevice.objects.count(), StaticToken.objects.count()) == (1, CODES)
        StaticDevice.objects.all().delete()
