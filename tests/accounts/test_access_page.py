"""The page of one's own browsers and tokens: what is there, what is ended, and what ends by itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.actions import forget_sessions, issue_token
from accounts.models import BrowserSession, Token, Tries, User
from tests.accounts.phone import with_phone
from tests.cast import City
from tests.clients import api_client

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


def browser(user: User, **headers: str) -> Client:
    made = Client(headers=headers)
    made.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return made


def page(client: Client) -> str:
    return client.get("/account/access/").text


def works(client: Any, address: str = "/account/access/") -> bool:
    return bool(client.get(address).status_code == 200)


def test_it_shows_each_browser_and_each_token(city: City) -> None:
    here, there = browser(city.ada), browser(city.ada)
    BrowserSession.objects.order_by("-pk").filter(user=city.ada).update(browser=FIREFOX, address="203.0.113.9")
    issue_token(user=city.ada, at=timezone.now(), name="报表")
    shown = page(here)
    assert shown.count("Firefox, Windows") >= 2
    assert shown.count(">本浏览器<") == 1
    assert "203.0.113.9" in shown
    assert "报表" in shown
    assert works(there)


def test_a_browser_is_ended_and_the_others_go_on(city: City) -> None:
    here, lost = browser(city.ada), browser(city.ada)
    found = BrowserSession.objects.get(session_key=lost.session.session_key)
    assert here.post("/account/access/end/", {"session": found.pk}).status_code == 302
    assert (works(here), works(lost)) == (True, False)


def test_all_but_this_browser_is_ended(city: City) -> None:
    here, lost, program = browser(city.ada), browser(city.ada), api_client(city.ada)
    here.post("/account/access/end/", {"all": "1"})
    assert (works(here), works(lost), works(program, "/api/v1/cases/")) == (True, False, False)


def test_what_is_anothers_is_ended_by_nobody_else(city: City) -> None:
    here, theirs = browser(city.ada), browser(city.dora)
    __, token = issue_token(user=city.dora, at=timezone.now())
    for said in ({"session": BrowserSession.objects.get(user=city.dora).pk}, {"token": token.pk}):
        here.post("/account/access/end/", said)
    assert works(theirs)
    assert Token.objects.get(pk=token.pk).revoked_at is None


@pytest.mark.parametrize("said", [{}, {"token": "x"}, {"token": "1", "session": "1"}, {"session": "9" * 30}])
def test_what_means_nothing_is_refused_or_ends_nothing(city: City, said: dict[str, str]) -> None:
    here = browser(city.ada)
    assert here.post("/account/access/end/", said).status_code in (302, 400)
    assert works(here)


def test_a_token_is_made_on_the_page_and_shown_once(city: City) -> None:
    here = browser(city.ada)
    made = here.post("/account/access/", {"name": "报表", "scopes": ["read"], "days": "7"})
    key = made.context["key"]
    assert key in made.text
    assert "no-store" in made["Cache-Control"]
    assert key not in page(here)
    program = Client(headers={"Authorization": f"Bearer {key}"})
    assert works(program, "/api/v1/cases/")
    assert program.post("/api/v1/cases/", {}, "application/json").status_code == 403


@pytest.mark.parametrize("wrong", [{"scopes": []}, {"scopes": ["write"]}, {"days": "366"}, {"days": "0"}, {"name": ""}])
def test_a_token_that_can_not_be_is_refused(city: City, wrong: dict[str, Any]) -> None:
    said: dict[str, Any] = {"name": "报表", "scopes": ["read"], "days": "7"}
    assert browser(city.ada).post("/account/access/", said | wrong).status_code == 422
    assert not Token.objects.filter(user=city.ada).exists()


def test_an_open_browser_alone_gives_out_no_token(city: City, settings: Any) -> None:
    """As by API the password is asked for, and guessed no faster than at sign-in; of who has none a code."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ADDRESS_FAILURES = 3
    city.ada.set_password("the first long one")
    city.ada.save()
    here, said = browser(city.ada), {"name": "报表", "scopes": ["read"], "days": "7"}
    assert here.post("/account/access/", said).status_code == 422
    wrong = [here.post("/account/access/", said | {"proof": f"wrong {n}"}).status_code for n in range(4)]
    assert wrong == [422, 422, 422, 429]
    assert not Token.objects.filter(user=city.ada).exists()
    settings.ADDRESS_FAILURES = 9
    Tries.objects.all().delete()
    assert here.post("/account/access/", said | {"proof": "the first long one"}).context["key"]
    __, codes = with_phone(city.dora)
    there = browser(city.dora)
    assert there.post("/account/access/", said).status_code == 422
    assert there.post("/account/access/", said | {"proof": codes[0]}).context["key"]


def test_who_signs_out_leaves_no_row(city: City) -> None:
    here = browser(city.ada)
    here.post("/sign-out/")
    forget_sessions(at=timezone.now())
    assert not BrowserSession.objects.exists()


def test_what_is_over_is_forgotten(city: City) -> None:
    here, over = browser(city.ada), browser(city.ada)
    Session.objects.filter(session_key=over.session.session_key).update(expire_date=timezone.now() - timedelta(1))
    assert forget_sessions(at=timezone.now()) == 1
    assert [each.session_key for each in BrowserSession.objects.all()] == [here.session.session_key]


def later(monkeypatch: pytest.MonkeyPatch, **how: int) -> None:
    at = timezone.now() + timedelta(**how)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)


def test_a_desk_that_nobody_uses_is_signed_out(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = browser(city.ada)
    later(monkeypatch, minutes=20)
    assert works(desk)
    later(monkeypatch, minutes=29)
    assert works(desk)
    later(monkeypatch, minutes=31)
    assert not works(desk)
    assert not Session.objects.exists()


def test_a_page_that_refreshes_itself_keeps_nobody_signed_in(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = browser(city.ada)
    later(monkeypatch, minutes=20)
    assert desk.get("/inbox/", headers={"X-Poll": "1"}).status_code == 200
    later(monkeypatch, minutes=11)
    assert not works(desk)


def test_a_picture_that_a_page_brings_along_is_no_use_either(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = browser(city.ada)
    later(monkeypatch, minutes=20)
    desk.get("/api/v1/photos/00000000-0000-4000-8000-000000000000/", headers={"Sec-Fetch-Dest": "image"})
    later(monkeypatch, minutes=11)
    assert not works(desk)


@pytest.mark.parametrize("who", ["ada", "ines"])
def test_however_much_it_is_used_a_session_ends_after_its_hours(
    city: City, monkeypatch: pytest.MonkeyPatch, settings: Any, who: str
) -> None:
    settings.SESSION_COOKIE_AGE = 3600
    desk = browser(getattr(city, who))
    for _n in range(3):
        later(monkeypatch, minutes=19)
        assert works(desk)
    later(monkeypatch, minutes=4)
    assert not works(desk)


def test_an_inspectors_phone_stays_signed_in_for_the_shift(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = browser(city.ines)
    later(monkeypatch, hours=11)
    assert works(phone)


def test_a_new_password_keeps_this_browser_in_the_list(city: City, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    city.ada.set_password("the first long one")
    city.ada.save()
    here, lost = browser(city.ada), browser(city.ada)
    new = "the second long one"
    said = {"old_password": "the first long one", "new_password1": new, "new_password2": new}
    assert here.post("/password/", said).status_code == 302
    assert (works(here), works(lost)) == (True, False)
    assert [each.session_key for each in BrowserSession.objects.all()] == [here.session.session_key]
