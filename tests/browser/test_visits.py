"""The inspector's visits on a phone: on duty, nearest first, conditions ticked; and the desk sends somebody else."""

import pytest
from playwright.sync_api import expect

from cases.workflow import State
from tests import cast
from tests.browser.conftest import SignedIn
from tests.inspections.looking import disposed, order, visit_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_inspector_comes_on_duty_and_checks_what_was_given(signed_in: SignedIn) -> None:
    city = cast.city()
    city.rubbish_lies.closing_text = "垃圾已清运；地面已冲洗"
    city.rubbish_lies.save()
    far, near = disposed(city, at_cell=(1, 0), condition=1), disposed(city, condition=1)
    order(far, near)
    page = signed_in(city.ines, width=360, height=780)
    page.goto("/field/tasks/")
    page.locator("[data-duty] button").click()
    expect(page.locator(".duty.is-on")).to_be_visible()
    city.ines.refresh_from_db()
    assert city.ines.presence.location is not None
    expect(page.locator(".task").first).to_have_attribute("href", f"/field/tasks/{near.number}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator(".task").first.click()
    passed = page.locator("input[name=passed][value=yes]")
    expect(passed).to_be_disabled()
    for tick in page.locator("[data-tick]").all():
        tick.check()
    expect(passed).to_be_enabled()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator(".verdict-yes").click()
    page.locator(".send button").click()
    expect(page.locator(".task")).to_have_count(1)
    near.refresh_from_db()
    assert near.state == State.CHECKED


def test_the_desk_sends_somebody_else(signed_in: SignedIn) -> None:
    city = cast.city()
    case = disposed(city)
    order(case)
    page = signed_in(city.ada)
    page.goto(f"/cases/{case.number}/")
    panel = page.locator("#case-visits")
    expect(panel).to_contain_text("Ines")
    panel.locator("select").select_option(str(city.ivan.pk))
    panel.locator("button").click()
    expect(panel.locator(".visit")).to_contain_text("Ivan")  # the list to choose from names him too
    assert visit_of(case).inspector == city.ivan
    page.goto("/inspections/?tab=given")
    expect(page.locator("tbody tr")).to_have_count(1)
