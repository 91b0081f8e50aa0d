"""Names shown for a purpose, comments with mentions, attachments and likely duplicates, in a real browser."""

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.actions import add_comment, unmask_reporter
from cases.models import Case, Comment
from common.files import media
from evidence.queries import photos_of
from tests import cast
from tests import factories as make
from tests.api.bodies import image
from tests.browser.axe import SCREENS, wrong
from tests.browser.conftest import SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = "13812341234"


@pytest.fixture(autouse=True)
def _media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def a_case(city: Any) -> Case:
    """A case of an hour ago, with a caller, a comment and a photo that another case used before."""
    ago = timezone.now() - timedelta(hours=1)
    earlier = make.photo(city.ines, of=make.dispatched("06010", by=city.ines, at=ago, at_cell=(1, 0)).subject, at=ago)
    case = make.dispatched("06010", by=city.ines, at=ago, reporter_name="王小明", reporter_phone=PHONE)
    shown = make.photo(city.ines, of=case.subject, same_as=earlier, same_bits=2, at=ago)
    for name in (shown.served_name, shown.thumbnail_name):
        media(name).parent.mkdir(parents=True, exist_ok=True)
        media(name).write_bytes(image(size=(320, 240)))
    add_comment(case=case, id=uuid.uuid4(), text="铲车明早到 @hana " + "很长" * 60, by=city.sven)
    make.attachment(city.hana, of=case.subject, at=ago, name="整改方案" * 20, size=123456)
    return case


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_name_is_shown_for_a_purpose_and_gone_with_the_page(signed_in: SignedIn) -> None:
    city = cast.city()
    case = a_case(city)
    page = signed_in(city.ada)
    page.goto(case.get_absolute_url())
    expect(page.locator("#caller")).to_contain_text("138****1234")
    page.locator("#caller").get_by_role("link", name="查看").click()
    page.get_by_label("向反映人了解情况").check()
    page.get_by_role("button", name="查看姓名和电话").click()
    expect(page.locator("#caller")).to_contain_text(PHONE)
    page.reload()
    expect(page.locator("#caller")).not_to_contain_text(PHONE)


def test_an_at_sign_offers_people_and_a_comment_appears(signed_in: SignedIn) -> None:
    city = cast.city()
    case = a_case(city)
    page = signed_in(city.sven)
    page.goto(case.get_absolute_url())
    page.locator("[data-mentions]").press_sequentially("请看 @ha")
    expect(page.locator("[data-mention=hana]")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[data-mentions]")).to_have_value("请看 @hana ")
    page.get_by_role("button", name="发表评论").click()
    expect(page.locator(".comment")).to_have_count(2)
    assert [user.username for user in Comment.objects.latest("at").mentions.all()] == ["hana"]


def test_a_file_is_attached(signed_in: SignedIn, tmp_path: Path) -> None:
    city = cast.city()
    case = a_case(city)
    (tmp_path / "方案.pdf").write_bytes(b"%PDF-1.7 ...")
    page = signed_in(city.hana)
    page.goto(case.get_absolute_url())
    page.locator("#case-attachments input[type=file]").set_input_files(tmp_path / "方案.pdf")
    page.get_by_role("button", name="上传附件").click()
    expect(page.get_by_role("link", name="方案.pdf", exact=True)).to_be_visible()


def test_it_is_this_one_waits_for_the_photo(signed_in: SignedIn, picture: Any) -> None:
    city = cast.city()
    case = a_case(city)
    page = signed_in(city.ines, width=360, height=780)
    page.goto("/field/report/")
    page.locator("[data-upload]").first.set_input_files(picture("blue"))
    page.locator("[data-picker-search]").fill("暴露")
    page.locator("[role=option]").first.click()
    button = page.locator(f'button[name=join][value="{case.number}"]')
    button.click()
    page.wait_for_url(f"**{case.get_absolute_url()}")
    assert (len(photos_of(case.subject)), case.comments.count(), Case.objects.count()) == (2, 2, 2)


@SCREENS
def test_the_pages_are_readable_by_everybody(signed_in: SignedIn, theme: Any, width: int) -> None:
    city = cast.city()
    case = a_case(city)
    unmask_reporter(case=case, purpose="核对身份 " + "长" * 150, by=city.ada)
    for who, address in (
        (city.sven, case.get_absolute_url()),
        (city.sven, f"/cases/{case.number}/unmask/"),
        (city.arno, "/unmaskings/"),
    ):
        page = signed_in(who, width=width)
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.goto(address)
        assert not wrong(page), address
        assert fits(page), address
