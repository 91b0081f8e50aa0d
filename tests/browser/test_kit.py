"""The kit of the style guide in Chromium: its policy holds, keys walk its lists, and what fails is said."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from accounts.roles import Role
from tests import factories as make
from tests.browser.conftest import SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def guide(signed_in: SignedIn) -> tuple[Page, list[str]]:
    """The style guide, and the list of what goes wrong in its console."""
    page = signed_in(make.user("abel", Role.ADMINISTRATOR, is_staff=True))
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.goto("/styleguide/")
    page.wait_for_load_state("networkidle")
    return page, wrong


def test_the_page_breaks_no_rule_of_its_policy_and_fails_nowhere(guide: tuple[Page, list[str]]) -> None:
    page, wrong = guide
    assert page.locator(".chart svg").count() == 4
    assert page.locator(".leaflet-container").count() == 2
    assert wrong == []


def test_the_keyboard_walks_a_list_and_opens_a_row(guide: tuple[Page, list[str]]) -> None:
    page, _wrong = guide
    for key in "jjkj":
        page.keyboard.press(key)
    number = page.locator('[aria-selected="true"] th').inner_text()
    page.keyboard.press("Enter")
    assert page.url.endswith(f"#{number}")
    assert page.locator("#sample-cases tbody tr").nth(1).get_attribute("aria-selected") == "true"


def test_a_hidden_column_stays_hidden(guide: tuple[Page, list[str]]) -> None:
    page, _wrong = guide
    page.click(".column-chooser summary")
    page.click("[data-column-key=place]")
    page.reload()
    page.wait_for_load_state("networkidle")
    assert not page.locator("#sample-cases tbody tr:first-child td:nth-child(4)").is_visible()


def test_a_refused_change_is_said_in_the_corner_and_leaves_the_page_alone(guide: tuple[Page, list[str]]) -> None:
    page, _wrong = guide
    page.evaluate("htmx.ajax('POST', '/preferences/', {values: {language: 'tlh'}, target: '#main'})")
    page.wait_for_selector("#toasts [role=alert]")
    assert "没有这种语言或外观" in page.locator("#toasts").inner_text()
    assert page.locator("#sample-cases").is_visible()


def test_a_broken_connection_can_be_tried_again(guide: tuple[Page, list[str]]) -> None:
    page, _wrong = guide
    page.context.set_offline(True)
    page.click(".blank-failed .btn")
    page.wait_for_selector(".toast-retry")
    page.context.set_offline(False)
    with page.expect_response("**/styleguide/") as answer:
        page.click(".toast-retry")
    assert answer.value.status == 200


def test_a_chosen_file_is_named_in_the_language_of_the_page(
    guide: tuple[Page, list[str]], picture: Callable[[str], Path]
) -> None:
    page, _wrong = guide
    name = page.locator(".file-name")
    assert name.inner_text() == "尚未选择文件"
    page.set_input_files("input[type=file]", picture("grey"))
    assert name.inner_text() == "grey.jpg"


def test_on_a_phone_the_cells_of_a_row_say_what_the_head_said(guide: tuple[Page, list[str]]) -> None:
    page, _wrong = guide
    page.set_viewport_size({"width": 360, "height": 740})
    assert not page.locator("#sample-cases thead").is_visible()
    assert page.locator("#sample-cases tbody td").nth(2).get_attribute("data-label") == "位置"


def test_nothing_is_wider_than_a_phone(guide: tuple[Page, list[str]]) -> None:
    page, _wrong = guide
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("width", [360, 1440])
def test_a_definition_opens_by_key_or_touch_is_read_whole_and_closes(signed_in: SignedIn, width: int) -> None:
    page = signed_in(make.user("abel", Role.ADMINISTRATOR, is_staff=True), width=width)
    page.goto("/styleguide/")
    button = page.locator(".stat-defined .define-button")
    meaning = page.locator(".stat-defined .definition")
    button.focus()
    page.keyboard.press("Enter")
    box = meaning.bounding_box()
    assert box is not None
    assert box["x"] >= 0 <= box["y"]
    assert box["x"] + box["width"] <= width
    page.keyboard.press("Escape")
    assert not meaning.is_visible()
    button.click()
    meaning.get_by_role("button").click()
    assert not meaning.is_visible()
    assert page.url.endswith("/styleguide/")
    assert button.get_attribute("aria-label") == "“超期未处置”的含义"
