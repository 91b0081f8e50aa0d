"""The page of a person's right, at a desk and on a phone: looked for, handed out, removed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Case
from registry.models import PrivacyRecord
from tests import factories as make
from tests.browser.axe import wrong
from tests.browser.conftest import SignedIn
from tests.cast import city

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME, PHONE = "司马探针", "13798765432"


@pytest.mark.parametrize("width", [360, 1440])
def test_a_person_is_found_handed_out_and_removed(signed_in: SignedIn, width: int) -> None:
    people = city()
    at = timezone.now() - timedelta(days=1)
    make.dispatched("06010", by=people.ines, at=at, reporter_name=NAME, reporter_phone=PHONE, description=f"{NAME}反映")
    page = signed_in(people.abel, width=width)
    page.goto("/personal-data/")
    page.locator("input[name=name]").first.fill(NAME)
    page.locator("input[name=phone]").first.fill("137 9876 5432")
    page.get_by_role("button", name="查找").click()
    page.locator("[name=reason]").fill("申请 17")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert wrong(page) == []
    with page.expect_download() as file:
        page.get_by_role("button", name="以 CSV 提供").click()
    assert PHONE in file.value.path().read_text(encoding="utf-8-sig")
    page.get_by_role("button", name="永久删除").click()
    page.get_by_text("已从 1 处（案件或其他档案）中删除").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert PHONE not in page.evaluate("JSON.stringify(localStorage)")
    assert Case.objects.get().reporter_phone == ""
    assert set(PrivacyRecord.objects.values_list("act", flat=True)) == {"handed_out", "forgotten"}
