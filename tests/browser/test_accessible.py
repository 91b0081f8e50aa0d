"""axe-core over the main pages, in light and dark: what it can find wrong by the rules of WCAG A and AA must not be."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests import cast
from tests.browser.axe import THEMES, a_case_in_each_lamp, wrong
from tests.browser.conftest import SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    ("ines", 360, ("/today/", "/field/report/", "/field/mine/", "/field/tasks/")),
    ("hana", 360, ("/today/", "/cases/", "{case}", "/my-notices/", "/password/")),
    ("hana", 1440, ("/today/", "/cases/", "{case}", "{case}moves/send_back/", "/search/?q=0", "/inbox/")),
    ("ada", 1440, ("/desk/accept/",)),
    ("sven", 1440, ("/today/", "{case}", "/inspections/")),
    ("dora", 1440, ("/routing/", "/routing/matrix/")),
    ("lea", 1440, ("/today/", "/dashboard/", "/map/", "/analysis/", "/analysis/sides/", "/analysis/hours/")),
    ("arno", 1440, ("/unmaskings/",)),
    ("abel", 1440, ("/notices/channels/", "/notices/channels/add/", "/setup/", "/styleguide/")),
)


@THEMES
def test_the_pages_of_every_role_have_nothing_that_axe_finds(signed_in: SignedIn, theme: Any) -> None:
    city = cast.city()
    case = a_case_in_each_lamp(city)
    found = []
    for who, width, addresses in PAGES:
        page = signed_in(getattr(city, who), width=width)
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for address in addresses:
            page.goto(address.format(case=case.get_absolute_url()))
            found += [f"{address} {each}" for each in wrong(page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_sign_in_has_nothing_that_axe_finds(browser: Browser, live_server: Any, db: None, theme: Any) -> None:
    context = browser.new_context(color_scheme=theme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{live_server.url}/sign-in/")
    assert not wrong(page)
    context.close()
