"""On a city's inner network without HTTPS: what needs a secure context goes another way, or words say why not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cases.models import Case
from evidence.models import Photo
from evidence.queries import photos_of
from tests import cast
from tests import factories as make
from tests.browser.conftest import INSIDE, SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def inside(signed_in: SignedIn, live_server: Any, settings: Any, tmp_path: Path) -> Callable[..., Page]:
    """The page of a person at http://city.test:…, which is no secure context."""
    settings.MEDIA_ROOT, settings.ALLOWED_HOSTS = tmp_path / "media", [INSIDE, "localhost", "127.0.0.1"]
    url = live_server.url.replace("localhost", INSIDE).replace("127.0.0.1", INSIDE)

    def page(user: Any, **rest: Any) -> Page:
        made = signed_in(user, url=url, **rest)
        made.goto("/field/report/")
        assert made.evaluate("isSecureContext") is False
        return made

    return page


def test_a_photo_goes_and_belongs_to_the_report(inside: Callable[..., Page], picture: Callable[[str], Path]) -> None:
    city = cast.city()
    page = inside(city.ines, width=360)
    page.locator("[data-upload]").first.set_input_files(picture("green"))
    expect(page.locator(".upload.is-sent")).to_have_count(1)
    page.locator("[data-picker-search]").fill("暴露")
    page.locator("[role=option]").first.click()
    page.locator("[name=place_lng]").evaluate("(field) => { field.value = '121.4805'; }")
    page.locator("[name=place_lat]").evaluate("(field) => { field.value = '31.2305'; }")
    page.locator("form[data-report] [type=submit]").first.click()
    page.wait_for_url("**/field/sent/**")
    assert [photo.pk for photo in photos_of(Case.objects.get().subject)] == [Photo.objects.get().pk]


def test_where_am_i_says_why_it_does_not_know(inside: Callable[..., Page]) -> None:
    page = inside(cast.city().ines, width=360)
    page.locator("[data-locate]").click()
    expect(page.locator("[data-place-words]")).to_contain_text("HTTPS")


def test_a_number_is_copied_without_a_clipboard_to_write_to(inside: Callable[..., Page]) -> None:
    city = cast.city()
    case = make.dispatched("06010", by=city.ines)
    page = inside(city.sven)
    page.goto(case.get_absolute_url())
    page.locator("[data-copy]").first.click()
    expect(page.locator("[data-copy].is-copied")).to_have_count(1)


def test_what_cannot_be_sent_is_said_and_the_form_waits_for_it_no_longer(
    inside: Callable[..., Page], picture: Callable[[str], Path]
) -> None:
    page = inside(cast.city().ines, width=360)
    page.evaluate("() => { FormData.prototype.append = () => { throw Error('no room'); }; }")
    page.locator("[data-upload]").first.set_input_files(picture("red"))
    expect(page.locator(".upload.is-failed")).to_have_count(1)
    expect(page.locator(".upload-words")).not_to_be_empty()
