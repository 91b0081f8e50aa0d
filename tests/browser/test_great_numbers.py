"""A number of seven digits is read whole on a phone: half a number is another number."""

import pytest
from playwright.sync_api import expect

from cases.querysets import CaseQuerySet
from common.owed import Lamp
from tests import factories as make
from tests.browser.conftest import SignedIn
from tests.cast import City

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MANY = 1_234_567
CUT = """() => [...document.querySelectorAll(".stat")].filter((each) => {
    const words = document.createRange();
    words.selectNodeContents(each.querySelector(".stat-value"));
    return words.getBoundingClientRect().right > each.getBoundingClientRect().right;
}).map((each) => each.textContent.trim())"""


def test_the_counters_above_a_list_are_whole(
    city: City, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    make.dispatched("06010", by=city.ines)
    monkeypatch.setattr(CaseQuerySet, "count_lamps", lambda cases, **said: dict.fromkeys(Lamp.values, MANY))
    page = signed_in(city.sven, width=360)
    page.goto("/cases/")
    expect(page.locator(".lamps .stat-value").first).to_have_text(str(MANY))
    assert page.evaluate(CUT) == []
