"""Pages as people use them on the phone and at the desk: small steps that several browser tests take."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import wrong

NARROW = {"width": 360, "height": 780}


def opened(page: Page, address: str) -> None:
    """Go there; nothing is wider than the screen."""
    page.goto(address)
    fits(page)


def fits(page: Page) -> None:
    screen = page.viewport_size
    assert screen is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]


def accessible(page: Page) -> None:
    found = wrong(page)
    assert not found, "\n".join(found)


def shows(page: Page, address: str, text: str) -> None:
    opened(page, address)
    expect(page.locator("main")).to_contain_text(text)


def shows_no(page: Page, address: str, text: str) -> None:
    opened(page, address)
    expect(page.locator("main")).not_to_contain_text(text)


def move_card(page: Page, move: str) -> Locator:
    """The card of a move with its form, unfolded."""
    card = page.locator("details.card", has=page.locator(f"form[action$='/moves/{move}/']"))
    if card.get_attribute("open") is None:
        # A pointer meets something else where late words move the page, and Chromium loses a key pressed so early.
        card.locator("summary").dispatch_event("click")
    expect(card).to_have_attribute("open", "")
    return card


def press(of: Locator) -> None:
    """Send the form of a card."""
    of.locator("button[type=submit]").click()


def take_photo(of: Locator, photo: Path) -> None:
    """It is on its way while the person goes on typing; sent when the tick is there."""
    of.locator("input[data-upload][type=file]").first.set_input_files(photo)
    expect(of.locator(".upload.is-sent")).to_have_count(1)


def line(page: Page, text: str) -> Locator:
    """A line of the checklist."""
    return page.locator(".line", has_text=text)


def deduct(page: Page, text: str, photo: Path, *, pieces: int = 1) -> None:
    """Press "no", count the pieces, take a photo, deduct."""
    of = line(page, text)
    of.locator("[data-no]").click()
    expect(of.locator(".uploader .form-optional")).to_have_count(0)  # a deduction needs its photo
    for _more in range(pieces - 1):
        of.locator("[data-pieces='1']").click()
    take_photo(of, photo)
    fits(page)
    of.locator(".line-deduct").click()
    expect(of.locator(".line-lost")).to_be_visible()


def in_order(page: Page, text: str) -> None:
    line(page, text).locator(".verdict-yes").click()
    expect(line(page, text)).to_have_class("line is-yes")


def turn(page: Page, finding: int, *into: str, category: str) -> None:
    """A finding becomes a case, an item, or both."""
    opened(page, f"/rounds/findings/{finding}/")
    for each in into:
        page.locator(f"#turn input[name=into][value={each}]").check()
    page.locator("#turn select[name=category]").select_option(category)
    press(page.locator("#turn"))
    expect(page.locator(".toast-note")).to_be_visible()
