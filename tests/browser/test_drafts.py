"""What was typed and not sent is offered again: after the session ended, to its author and to nobody else."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from cases.models import Case, Comment
from tests import cast
from tests import factories as make
from tests.browser.conftest import SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DRAFTS = "() => Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length"


def session(page: Page, user: User | None) -> None:
    """The browser goes on with another session, as after signing in again; None: it is over."""
    url = re.match(r"https?://[^/]+", page.url)
    assert url
    page.context.clear_cookies(name=django_settings.SESSION_COOKIE_NAME)
    if user is not None:
        client = Client()
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        name = django_settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url[0]}])


def pick(page: Page) -> None:
    page.locator("[data-picker-search]").fill("暴露")
    page.locator("[role=option]").first.click()


def kept(page: Page) -> None:
    page.wait_for_function(DRAFTS)


def test_a_report_whose_session_ended_is_offered_after_sign_in_and_can_be_sent(
    signed_in: SignedIn, picture: Callable[[str], Path], settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    city = cast.city()
    city.ines.set_password("correct horse 9")
    city.ines.save()
    page = signed_in(city.ines, width=360)
    page.goto("/field/report/")
    page.locator("[data-upload]").first.set_input_files(picture("green"))
    expect(page.locator(".upload.is-sent")).to_have_count(1)
    pick(page)
    page.locator("[name=description]").fill("写了很久的一段话")
    session(page, None)
    page.locator("form[data-report] [type=submit]").first.click()
    page.wait_for_url("**/sign-in/**")
    page.locator("[name=username]").fill("ines")
    page.locator("[name=password]").fill("correct horse 9")
    page.locator("main form [type=submit], form [type=submit].btn-primary").last.click()
    page.wait_for_url("**/field/report/")
    expect(page.locator(".draft")).to_contain_text("没有发出")
    page.locator(".draft button").first.click()
    expect(page.locator("[name=description]")).to_have_value("写了很久的一段话")
    expect(page.locator("[data-picked]")).to_contain_text("暴露垃圾")
    expect(page.locator(".upload.is-sent")).to_have_count(1)
    page.locator("form[data-report] [type=submit]").first.click()
    page.wait_for_url("**/field/sent/**")
    assert Case.objects.get().description == "写了很久的一段话"
    page.goto("/field/report/")
    expect(page.locator(".draft")).to_have_count(0)
    assert page.evaluate(DRAFTS) == 0


def test_it_is_shown_to_nobody_else_and_its_author_finds_it_again(signed_in: SignedIn) -> None:
    city = cast.city()
    page = signed_in(city.ines, width=360)
    page.goto("/field/report/")
    page.locator("[name=description]").fill("只给我自己看")
    kept(page)
    session(page, city.ivan)
    page.goto("/field/report/")
    expect(page.locator("[name=description]")).to_have_value("")
    expect(page.locator(".draft")).to_have_count(0)
    assert "只给我自己看" not in page.content()
    session(page, city.ines)
    page.goto("/field/report/")
    expect(page.locator(".draft")).to_have_count(1)
    page.locator(".draft button").nth(1).click()  # thrown away
    expect(page.locator(".draft")).to_have_count(0)
    assert page.evaluate(DRAFTS) == 0


def test_it_ends_after_half_a_day_and_with_signing_out(signed_in: SignedIn) -> None:
    page = signed_in(cast.city().sven)
    page.goto("/field/report/")
    page.locator("[name=description]").fill("昨天的话")
    kept(page)
    page.evaluate("""() => { for (const key of Object.keys(localStorage).filter((each) => each.startsWith('draft:'))) {
      const draft = JSON.parse(localStorage.getItem(key));
      localStorage.setItem(key, JSON.stringify({ ...draft, at: draft.at - 13 * 3600 * 1000 })); } }""")
    page.goto("/today/")
    assert page.evaluate(DRAFTS) == 0
    page.goto("/field/report/")
    page.locator("[name=description]").fill("今天的话")
    kept(page)
    page.goto("/today/")
    page.locator("form[action$='/sign-out/'] button").evaluate("(button) => button.click()")
    page.wait_for_url("**/sign-in/**")
    assert page.evaluate(DRAFTS) == 0


def test_a_comment_that_was_taken_is_forgotten(signed_in: SignedIn) -> None:
    city = cast.city()
    case = make.dispatched("06010", by=city.ines)
    page = signed_in(city.sven)
    page.goto(case.get_absolute_url())
    page.locator("form [name=text]").fill("请尽快处理")
    kept(page)
    page.locator("form:has([name=text]) [type=submit]").first.click()
    expect(page.get_by_text("请尽快处理").first).to_be_visible()
    page.wait_for_function("() => !document.querySelector('form [name=text]')?.value")
    assert Comment.objects.get().text == "请尽快处理"
    assert page.evaluate(DRAFTS) == 0
    page.reload()
    expect(page.locator(".draft")).to_have_count(0)


def test_a_form_that_was_refused_keeps_what_it_shows(signed_in: SignedIn) -> None:
    page = signed_in(cast.city().ines, width=360)
    page.goto("/field/report/")
    page.locator("[name=description]").fill("还没选类别")
    page.locator("form[data-report] [type=submit]").first.click()
    expect(page.locator("[name=description]")).to_have_value("还没选类别")
    expect(page.locator(".draft")).to_have_count(0)
    page.goto("/field/report/")
    expect(page.locator(".draft")).to_have_count(1)


@pytest.mark.parametrize("address", ["/field/report/", "/city/units/add/"])
def test_on_the_way_back_it_is_offered_though_no_page_is_kept_by_the_browser(signed_in: SignedIn, address: str) -> None:
    """Personal pages are `no-store`: a browser asks for them anew on "back", and what was typed is not in them."""
    city = cast.city()
    page = signed_in(city.abel if address.startswith("/city/") else city.ines)
    page.goto("/today/")
    answer = page.goto(address)
    assert answer is not None
    assert "no-store" in answer.headers["cache-control"]
    name = "description" if address == "/field/report/" else "name"
    page.locator(f"[name={name}]").fill("写了一半")
    page.go_back()
    page.wait_for_url("**/today/")
    page.go_forward()
    page.wait_for_url(f"**{address}")
    field = page.locator(f"[name={name}]")
    if field.input_value() != "写了一半":
        page.locator(".draft button").first.click()
    expect(field).to_have_value("写了一半")
