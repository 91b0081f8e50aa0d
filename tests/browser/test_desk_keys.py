"""Work by keys: the list and the desk, without a mouse."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.models import Case
from cases.workflow import State
from tests import cast
from tests import factories as make
from tests.browser.conftest import SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_decision_is_one_key_and_the_next_case_opens_by_itself(signed_in: SignedIn) -> None:
    city, now = cast.city(), timezone.now()
    first, second = (
        make.reported("06010", by=city.ada, source="hotline", at=now - timedelta(minutes=minutes)) for minutes in (9, 5)
    )
    desk = signed_in(city.ada)
    desk.goto("/desk/accept/")
    expect(desk.locator("#case-head")).to_contain_text(first.number)
    desk.keyboard.press("a")
    expect(desk.locator("#case-head")).to_contain_text(second.number)
    assert Case.objects.get(pk=first.pk).state == State.ACCEPTED


def test_the_list_is_walked_by_keys_and_opens_beside(signed_in: SignedIn) -> None:
    city, now = cast.city(), timezone.now()
    for days in (3, 1):
        make.dispatched("06010", by=city.ines, at=now - timedelta(days=days))
    page = signed_in(city.hana)
    page.goto("/cases/")
    second = page.locator("#cases tbody th").nth(1).inner_text()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#side #case-head")).to_contain_text("暴露垃圾")
    expect(page.locator("#side-title")).to_have_text(second)
    page.keyboard.press("Escape")
    expect(page.locator("#side")).to_have_count(0)


def test_what_another_did_appears_by_itself_and_typed_words_stay(signed_in: SignedIn) -> None:
    city = cast.city()
    case = make.dispatched("06010", by=city.ines, at=timezone.now())
    page, other = signed_in(city.hana), signed_in(city.hugo)
    for each in (page, other):
        each.goto(case.get_absolute_url())
    page.keyboard.press("b")
    page.locator("#move-form [name=reason]").fill("不属于本部门")
    other.keyboard.press("t")
    expect(page.locator("#case-head [data-state]")).to_have_attribute("data-state", State.IN_DISPOSAL)
    page.locator("#move-form button[type=submit]").click()
    expect(page.locator("#move-form [role=alert]")).to_contain_text("Hugo")
    expect(page.locator("#move-form [name=reason]")).to_have_value("不属于本部门")
    page.locator("#move-form button[type=submit]").click()
    expect(page.locator("#move-form .notice-good")).to_be_visible()
    assert Case.objects.get(pk=case.pk).state == State.FILED


def test_a_case_is_split_into_as_many_as_are_asked_for(signed_in: SignedIn) -> None:
    city = cast.city()
    case = make.dispatched("06010", by=city.ines, at=timezone.now())
    page = signed_in(city.dora)
    page.goto(f"{case.get_absolute_url()}moves/split/")
    form = page.locator("#move-form form")
    for number in range(1, 6):
        if number > 2:
            form.locator("[name=more]").click()
            expect(form.locator(f"[name=piece_{number}]")).to_be_focused()
        form.locator(f"[name=piece_{number}]").select_option("06010/1")
        form.locator(f"[name=piece_{number}_note]").fill(f"第{number}处")
    expect(form.locator("[name=piece_1_note]")).to_have_value("第1处")
    form.locator("[name=piece_5_note]").press("Enter")
    expect(form).to_have_count(0)
    assert Case.objects.filter(parent=case).count() == 5
