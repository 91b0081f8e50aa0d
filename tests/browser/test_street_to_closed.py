"""The way of a case from the street to closed, as people go it: real pages, real Chromium, a real worker."""

import re
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from cases.models import Case
from cases.workflow import State
from evidence.queries import photos_of
from tests import cast
from tests.browser.conftest import SignedIn
from tests.services import Cast, cast_of

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.django_db(transaction=True)]
Picture = Callable[[str], Path]


@pytest.fixture
def worker(transactional_db: Any, settings: Any) -> Iterator[Cast]:
    # Not tmp_path: a unix socket wants a short path. Two hands, as in life: a photo must not hold up the router.
    with tempfile.TemporaryDirectory(prefix="cm-") as folder, cast_of(Path(folder), settings) as running:
        running.worker(pool="prefork")
        yield running


def reported_today(page: Page) -> Locator:
    """The number of the overview that counts today's reports."""
    page.goto("/dashboard/")
    return page.locator("#leader-figures a.stat", has_text="已上报")


def is_among_todays(page: Page, number: str) -> None:
    """The number leads to the list of what it counts, and the case is in it."""
    reported_today(page).click()
    page.wait_for_url(re.compile("/cases/"))
    expect(page.locator(f"#row-{number}")).to_be_visible()


def report(page: Page, photo: Path) -> None:
    """What an inspector does: a photo, the class by its code; the place comes by itself."""
    page.goto("/field/report/")
    page.locator("[data-upload]").first.set_input_files(photo)
    page.get_by_role("combobox").fill("0601")
    page.get_by_role("option").first.click()
    expect(page.locator(".upload.is-sent")).to_have_count(1)
    expect(page.locator("[data-place-words]")).to_contain_text("310101001001001")
    page.locator(".send button").click()
    page.wait_for_url(re.compile("/field/sent/"))


def dispose(page: Page, number: str, photo: Path) -> None:
    page.goto("/")
    page.locator(f"a[href$='/cases/{number}/']").first.click()
    page.wait_for_url(f"**/cases/{number}/")
    page.keyboard.press("t")
    expect(page.locator("#case-head [data-state]")).to_have_attribute("data-state", State.IN_DISPOSAL)
    page.keyboard.press("d")  # at once, as a practised hand does: the key waits for its button
    page.locator("#move-form [data-upload]").first.set_input_files(photo)
    page.locator("#move-form [name=note]").fill("已清理完毕")
    page.locator("#move-form button[type=submit]").click()
    expect(page.locator("#case-head [data-state]")).to_have_attribute("data-state", State.DISPOSED)


def check(page: Page, number: str) -> None:
    page.goto("/field/tasks/")
    task = page.locator(f"a[href*='{number}']")
    for __ in range(20):  # the worker sends it, a moment after the fix
        if task.count():
            break
        page.wait_for_timeout(250)
        page.reload()
    task.click()
    page.wait_for_url(re.compile(number))
    for tick in page.locator("[data-tick]").all():
        tick.check()
    page.locator(".verdict-yes").click()
    page.locator(".send button").click()
    page.wait_for_url(re.compile("/field/tasks/$"))


def close(page: Page, number: str) -> None:
    page.goto("/desk/close/")
    expect(page.locator("#case-head")).to_contain_text(number)
    page.keyboard.press("c")
    expect(page.locator(".desk-list .blank")).to_be_visible()


def test_a_case_goes_from_the_street_to_closed(worker: Cast, signed_in: SignedIn, picture: Picture) -> None:
    city = cast.city()
    overview, street = signed_in(city.lea), signed_in(city.ines, width=360, height=780)
    before = int(reported_today(overview).locator(".stat-value").inner_text())
    report(street, picture("brown"))
    sent = time.monotonic()
    expect(street.locator("#sent-state")).to_contain_text("环卫中心")
    assert time.monotonic() - sent < 2
    assert str(city.rubbish_rule.pk) in street.locator("#sent-state .case-why").inner_text()
    case = Case.objects.get()
    expect(reported_today(overview).locator(".stat-value")).to_have_text(str(before + 1))
    is_among_todays(overview, case.number)
    dispose(signed_in(city.hana), case.number, picture("green"))
    check(signed_in(city.ivan, width=360, height=780), case.number)  # never who reported it
    close(signed_in(city.sven), case.number)
    case.refresh_from_db()
    assert case.state == State.CLOSED
    assert case.on_time
    assert [photo.kind for photo in photos_of(case.subject)] == ["before", "after"]
