from typing import Any

from django.test import Client

from accounts.roles import Role
from tests import factories as make


def test_a_person_keeps_the_language_with_the_account(client: Client, db: Any) -> None:
    user = make.user("ada", Role.ACCEPTOR)
    client.force_login(user)
    client.post("/preferences/", {"language": "en"})
    user.refresh_from_db()
    assert user.language == "en"
    assert '<html lang="en"' in client.get("/password/").text


def test_a_person_keeps_the_appearance_with_the_account(client: Client, db: Any) -> None:
    client.force_login(make.user("ada", Role.ACCEPTOR))
    client.post("/preferences/", {"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/password/").text


def test_a_stranger_keeps_both_in_the_browser(client: Client, db: Any) -> None:
    client.post("/preferences/", {"language": "en"})
    client.post("/preferences/", {"theme": "dark"})
    page = client.get("/sign-in/").text
    assert '<html lang="en"' in page
    assert 'data-theme="dark"' in page


def test_chinese_is_the_language_of_those_who_chose_none(client: Client, db: Any) -> None:
    assert '<html lang="zh-Hans"' in client.get("/sign-in/").text


def test_it_returns_to_the_page_it_came_from(client: Client, db: Any) -> None:
    assert (
        client.post("/preferences/", {"theme": "dark", "next": "/sign-in/?next=/x"})["Location"] == "/sign-in/?next=/x"
    )


def test_it_does_not_lead_to_another_site(client: Client, db: Any) -> None:
    for target in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "true", "a:b", "%00"):
        assert client.post("/preferences/", {"theme": "dark", "next": target})["Location"] == "/"


def test_an_unknown_language_is_refused(client: Client, db: Any) -> None:
    assert client.post("/preferences/", {"language": "tlh"}).status_code == 400
