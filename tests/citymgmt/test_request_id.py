import re
from typing import Any

from django.test import Client


def test_each_answer_has_an_id(client: Client, db: Any) -> None:
    assert re.fullmatch(r"[0-9a-f]{32}", client.get("/sign-in/")["X-Request-Id"])


def test_two_answers_have_two_ids(client: Client, db: Any) -> None:
    assert client.get("/sign-in/")["X-Request-Id"] != client.get("/sign-in/")["X-Request-Id"]


def test_the_id_of_a_proxy_is_kept(client: Client, db: Any) -> None:
    assert client.get("/sign-in/", headers={"X-Request-Id": "proxy-12345678"})["X-Request-Id"] == "proxy-12345678"


def test_an_odd_id_is_replaced(client: Client, db: Any) -> None:
    for odd in ("short", "a b c d e f g h", "x" * 200, "<script>alert(1)</script>"):
        assert client.get("/sign-in/", headers={"X-Request-Id": odd})["X-Request-Id"] != odd
