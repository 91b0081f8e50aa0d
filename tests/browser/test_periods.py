"""The choice of a period on a phone: its own days stand on the screen; so do the long words of the dictionary."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests import cast
from tests.browser.conftest import SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTH = 360


@pytest.fixture(params=["zh-hans", "en"])
def phone(signed_in: SignedIn, request: Any) -> Page:
    """The leader's, in either language."""
    lea = cast.city().lea
    lea.language = request.param
    lea.save(update_fields=["language"])
    return signed_in(lea, width=WIDTH)


@pytest.mark.parametrize("address", ["/dashboard/", "/analysis/hours/", "/scorecards/departments/sanitation/"])
def test_own_days_open_within_the_screen(phone: Page, address: str) -> None:
    phone.goto(address)
    phone.locator(".own-days > summary").click()
    menu = phone.locator(".own-days > .menu").bounding_box()
    assert menu is not None
    assert menu["x"] >= 0
    assert menu["x"] + menu["width"] <= WIDTH


def test_a_wrong_period_is_said_and_nothing_covers_it(phone: Page) -> None:
    phone.goto("/dashboard/?period=free&since=2026-05-01&until=2026-01-05")
    box = phone.get_by_role("alert").bounding_box()
    assert box is not None
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    assert phone.evaluate("at => document.elementFromPoint(at.x, at.y).closest('[role=alert]') !== null", at)


def test_the_dictionary_is_no_wider_than_a_phone(phone: Page) -> None:
    phone.goto("/indicators/")
    assert phone.evaluate("document.documentElement.scrollWidth") == WIDTH
