"""The pages of orders in the browser: narrow and wide, light and dark (their life: test_found_to_written_off.py)."""

from typing import Any

import pytest
from django.utils import timezone

from ledgers.actions import chase_orders
from tests import cast
from tests.browser.axe import SCREENS, wrong
from tests.browser.conftest import SignedIn
from tests.ledgers.drawing import DAY, answered, drawn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@SCREENS
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
