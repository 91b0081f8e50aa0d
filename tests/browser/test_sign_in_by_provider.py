"""In Chromium: from the sign-in page to the identity provider, back, and in by the code of a phone."""

from collections.abc import Iterator
from typing import Any

import pytest
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from tests import cast
from tests.accounts.phone import shown
from tests.accounts.providers import provider

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person(settings: Any) -> Iterator[User]:
    """Arno audits, and the city asks a second factor of auditors; he has none yet."""
    settings.SECOND_FACTOR_ROLES = ["auditor"]
    with provider(settings, "arno"):
        yield cast.city().arno


@pytest.fixture(params=[360, 1440])
def page(request: pytest.FixtureRequest, browser: Browser, live_server: Any) -> Iterator[Page]:
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": request.param, "height": 900}, locale="zh-CN"
    )
    made = context.new_page()
    made.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    yield made
    context.close()


def fits(page: Page) -> None:
    """Nothing stands wider than the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, page.url


def by_the_provider(page: Page) -> None:
    page.goto("/sign-in/?next=/account/access/")
    fits(page)
    page.get_by_role("link", name="使用 统一身份认证 登录").click()
    page.get_by_role("button", name="sub-arno").click()


def test_sign_in_by_the_provider_with_a_second_factor(person: User, page: Page) -> None:
    by_the_provider(page)
    expect(page.get_by_role("heading", name="设置二次验证")).to_be_visible()
    fits(page)
    expect(page.locator(".factor-picture")).to_have_js_property("complete", True)
    page.get_by_label("验证码").fill(shown(TOTPDevice.objects.get(user=person)))
    page.get_by_role("button", name="完成设置并登录").click()
    expect(page.locator(".factor-codes li")).to_have_count(10)
    fits(page)
    code = page.locator(".factor-codes li").first.inner_text()
    page.get_by_role("link", name="完成").click()
    expect(page.get_by_text("本浏览器", exact=True)).to_be_visible()
    fits(page)
    page.context.clear_cookies()
    by_the_provider(page)
    expect(page.get_by_role("heading", name="二次验证")).to_be_visible()
    fits(page)
    assert page.request.get("/account/access/", max_redirects=0).status == 302
    page.get_by_label("验证码").fill(code)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="浏览器与令牌")).to_be_visible()
    expect(page.locator("[id^=session-]")).to_have_count(2)
    page.get_by_role("link", name="重新生成备用码").click()
    fits(page)
    page.get_by_label("验证码").fill("000000")
    page.get_by_role("button", name="重新生成备用码").click()
    expect(page.locator(".form-error")).to_be_visible()
    fits(page)
