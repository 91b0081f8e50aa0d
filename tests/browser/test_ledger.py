"""The ledger in the browser, on a phone of 360 px: opened, put right with a photo, written off by a second person."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from evidence.models import Photo, PhotoStatus
from ledgers.models import Item
from tests import cast
from tests.browser.axe import wrong
from tests.browser.conftest import SignedIn
from tests.ledgers.opening import opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 360, "height": 780}


def test_an_item_is_put_right_and_written_off_on_narrow_pages(
    signed_in: SignedIn, picture: Callable[[str], Path]
) -> None:
    city = cast.city()
    item = opened(city, measures="")
    hana = signed_in(city.hana, **NARROW)
    hana.goto("/ledger/")
    expect(hana.locator("#ledger-items")).to_contain_text("后巷长期堆放垃圾")
    assert hana.evaluate("document.documentElement.scrollWidth") == 360
    hana.get_by_role("link", name="后巷长期堆放垃圾").click()
    expect(hana.locator(".chain-link.is-now")).to_have_text("及时交办")
    assert hana.evaluate("document.documentElement.scrollWidth") == 360
    assert not wrong(hana)
    take = hana.locator("details.card", has=hana.locator("form[action$='/moves/take/']"))
    take.locator("summary").click()
    take.locator("textarea[name=measures]").fill("每日清运两次")
    take.locator("button[type=submit]").click()
    expect(hana.locator(".chain-link.is-now")).to_have_text("整改落实")
    claim = hana.locator("details.card", has=hana.locator("form[action$='/moves/claim/']"))
    claim.locator("summary").click()
    claim.locator("textarea[name=note]").fill("已清理")
    claim.locator("input[type=file][multiple]").set_input_files(picture("green"))
    expect(claim.locator("input[type=hidden][name=photos]")).to_have_count(1)
    claim.locator("button[type=submit]").click()
    expect(hana.locator(".chain-link.is-now")).to_have_text("效能问效")
    Photo.objects.update(status=PhotoStatus.READY)  # as the worker makes it anew
    sue = signed_in(city.sue, **NARROW)
    sue.goto("/today/")
    sue.get_by_role("link", name=re.compile(item.number)).click()
    write_off = sue.locator("details.card", has=sue.locator("form[action$='/moves/write_off/']"))
    write_off.locator("summary").click()
    write_off.locator("button[type=submit]").click()
    expect(sue.locator(".state[data-state=written_off]").first).to_be_visible()
    assert Item.objects.get(pk=item.pk).written_off_by == city.sue
    hana.goto("/today/")
    expect(hana.locator("main")).not_to_contain_text(item.number)
