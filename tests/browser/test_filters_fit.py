"""The choosers behind "More filters" lie within the screen, each with what is wrong with it."""

import pytest
from playwright.sync_api import expect

from tests import factories as make
from tests.browser.conftest import SignedIn
from tests.cast import City

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OUTSIDE = """() => [...document.querySelectorAll(".filters-back *")].filter((each) => {
    const box = each.getBoundingClientRect();
    return box.width && (box.left < 0 || box.right > innerWidth);
}).map((each) => each.textContent.trim().slice(0, 40))"""


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_more_filters_lie_on_the_screen(city: City, signed_in: SignedIn, width: int) -> None:
    make.dispatched("06010", by=city.ines)
    page = signed_in(city.sven, width=width)
    page.goto("/cases/")
    page.locator(".filters-more summary").click()
    expect(page.locator(".filters-back")).to_be_visible()
    assert page.evaluate(OUTSIDE) == []


def test_what_is_wrong_stands_under_its_own_chooser(city: City, signed_in: SignedIn) -> None:
    page = signed_in(city.sven, width=360)
    page.goto("/cases/?lamp=pink")
    assert page.locator("[data-map-switch], [href*=export]").count() == 0  # there is no list to be shown or taken
    wrong = page.locator(".filters-back .form-error")
    field = page.locator(".filters-back [name=lamp]")
    under, above = wrong.bounding_box(), field.bounding_box()
    assert under is not None
    assert above is not None
    assert abs(under["x"] - above["x"]) < 4
    assert under["y"] >= above["y"] + above["height"] - 1
