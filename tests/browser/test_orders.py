"""An order in the browser: a supervisor serves it, the unit signs and answers on a phone, and the issuer closes it."""

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from ledgers.actions import chase_orders
from ledgers.models import Order
from tests import cast
from tests import factories as make
from tests.browser.axe import wrong
from tests.browser.conftest import SignedIn
from tests.ledgers.drawing import DAY, HOUR, answered, drawn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [360, 1440])
def test_an_order_is_served_signed_for_answered_and_closed(signed_in: SignedIn, width: int) -> None:
    city = cast.city()
    case = make.dispatched("06010", by=city.ines, at=timezone.now() - HOUR)
    desk = signed_in(city.sue)
    desk.goto(f"/orders/add/?case={case.number}")
    desk.locator("[name=requirement]").fill("两日内清理")
    due = timezone.localtime(timezone.now() + 2 * DAY)
    desk.locator("[name=due_at]").fill(f"{due:%Y-%m-%dT%H:%M}")
    desk.locator(".city-form .btn-primary").click()
    desk.wait_for_url(re.compile(r"/orders/D\d{4}-00001/"))
    order = Order.objects.get()
    unit = signed_in(city.hana, width=width, height=780)
    unit.goto("/today/")
    unit.locator(".work-case", has_text=order.paper_number).first.click()
    expect(unit.locator(".order-paper")).to_contain_text("两日内清理")
    assert unit.evaluate("document.documentElement.scrollWidth") <= width
    unit.locator("#order-sign button[type=submit]").click()
    expect(unit.locator("#order-units")).to_contain_text("Hana")
    unit.locator("#order-reply [name=note]").fill("已清理完毕，照片已存档")
    assert not wrong(unit)
    unit.locator("#order-reply button[type=submit]").click()
    expect(unit.locator("#order-units")).to_contain_text("已清理完毕")
    desk.goto(f"{case.get_absolute_url()}")
    expect(desk.locator("#case-orders")).to_contain_text(order.paper_number)
    desk.goto(order.get_absolute_url())
    desk.locator("#order-accept_reply summary").click()
    desk.locator("#order-accept_reply button[type=submit]").click()
    expect(desk.locator("#order-units")).to_contain_text("已清理完毕")
    order.refresh_from_db()
    assert (order.state, order.services.get().signed_by) == ("closed", city.hana)


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (360, "dark")])
def test_the_pages_have_nothing_that_axe_finds(signed_in: SignedIn, width: int, theme: Any) -> None:
    city = cast.city()
    drawn(city, at=timezone.now() - 5 * DAY, due_at=timezone.now() - DAY, units=("roads", "sanitation"))
    order = answered(city, drawn(city))
    chase_orders()
    page, found = signed_in(city.sue, width=width), []
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    for address in ("/orders/", "/orders/add/", order.get_absolute_url(), "/today/"):
        page.goto(address)
        found += [f"{address} {each}" for each in wrong(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{address} is wider than the screen")
    assert not found, "\n".join(found)
