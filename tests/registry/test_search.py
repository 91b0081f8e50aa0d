"""The search draws what houses register, for those it is meant for, in their order."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils.html import format_html

from accounts.models import User
from accounts.roles import Role
from registry import search
from registry.search import Found, SearchKind
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db
LEDGER = "ledger of the test"


def items(user: User, text: str, cursor: str) -> Found:
    return Found(format_html('<li><a href="/ledger/9/">{}</a></li>', f"Item of {text}"), 1)


def exact(user: User, text: str) -> str:
    return "/ledger/9/" if text == "L-9" else ""


@pytest.fixture(autouse=True)
def _a_ledger() -> Iterator[None]:
    search.register(SearchKind(LEDGER, "Ledger", 20, {Role.SUPERVISOR}, items, exact))
    yield
    search.forget(LEDGER)


def asked(user: Any, **query: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.get("/search/", query)


def test_a_house_says_what_of_its_own_a_word_finds(city: City) -> None:
    page = asked(city.sue, q="<井盖>").content.decode()
    assert "Item of &lt;井盖&gt;" in page
    assert "/ledger/9/" not in asked(city.lea, q="<井盖>").content.decode()


def test_what_is_called_exactly_so_is_opened(city: City) -> None:
    assert asked(city.sue, q="L-9")["Location"] == "/ledger/9/"
    assert asked(city.lea, q="L-9").status_code == 200


def test_later_pages_are_those_of_the_one_kind_that_has_pages(city: City) -> None:
    for _n in range(27):
        make.dispatched("06010", by=city.ines)
    first = asked(city.sue, q="垃圾")
    assert [hits.kind.name for hits in first.context["found"]] == [LEDGER, "cases"]
    cases = first.context["found"][-1].found
    later = asked(city.sue, q="垃圾", cursor=cases.next).context["found"]
    assert [(hits.kind.name, hits.found.number) for hits in later] == [("cases", 2)]
