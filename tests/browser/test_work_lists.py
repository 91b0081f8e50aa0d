"""Lists and homes in a real browser: choosing rows by key and mouse, a move of many with its progress, the help."""

import re
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


def reports(city: cast.City, number: int) -> list[Case]:
    now = timezone.now()
    return [make.reported("06010", by=city.ada, source="hotline", at=now - timedelta(minutes=n)) for n in range(number)]


def test_rows_are_chosen_by_key_and_shift_and_moved_together(signed_in: SignedIn) -> None:
    city = cast.city()
    made = reports(city, 25)
    page = signed_in(city.ada)
    page.goto("/cases/?stage=accept")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-bulk-count]")).to_have_text("1")
    expect(page.locator("#side")).to_have_count(0)  # a box is no door
    page.locator("#cases [name=case]").nth(22).click(modifiers=["Shift"])
    expect(page.locator("[data-bulk-count]")).to_have_text("23")
    page.locator("#bulk button.btn-primary").click()
    page.locator("button[value=accept]").click()
    page.locator("#id_note").fill("电话已核实")
    page.locator(".bulk-form button[type=submit]").click()
    expect(page.locator(".progress-words")).to_contain_text("23 / 23")
    assert Case.objects.filter(state=State.ACCEPTED).count() == 23
    assert {case.state for case in Case.objects.filter(pk__in=[made[23].pk, made[24].pk])} == {State.REPORTED}


def test_the_help_names_the_keys_of_lists_and_of_the_buttons_that_are_there(signed_in: SignedIn) -> None:
    city = cast.city()
    [case] = reports(city, 1)
    page = signed_in(city.ada)
    page.goto(case.get_absolute_url())
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    expect(page.locator("[data-keys-here]")).to_contain_text("受理")
    page.keyboard.press("a")  # keys are read, not pressed, while the help is open
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    assert Case.objects.get(pk=case.pk).state == State.REPORTED


def test_what_another_did_appears_in_the_home_by_itself(signed_in: SignedIn) -> None:
    city = cast.city()
    reports(city, 1)
    page = signed_in(city.ada)
    page.goto("/today/")
    expect(page.locator(".work-part")).to_have_count(1)
    reports(city, 2)
    expect(page.locator(".work-part .tab-count").first).to_have_text("3", timeout=15_000)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/cases/2"))


def test_a_filter_is_kept_under_a_name_and_becomes_a_tab(signed_in: SignedIn) -> None:
    city = cast.city()
    reports(city, 2)
    page = signed_in(city.sven)
    page.goto("/cases/?stage=accept")
    page.locator(".saved > .saved-edit summary").click()
    page.locator("#filter-name").fill("待受理的")
    page.locator(".saved-form button").last.click()
    expect(page.locator(".saved-tab[aria-current]")).to_have_text(re.compile(r"待受理的\s*2"))


def test_a_search_marks_what_it_found_and_fits_a_phone(signed_in: SignedIn) -> None:
    city = cast.city()
    reports(city, 1)
    page = signed_in(city.ada, width=360)
    page.goto("/today/")
    page.locator("[data-search]").fill("垃圾")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_have_text("垃圾")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
