"""axe-core over the main pages, in light and dark: what it can find wrong by the rules of WCAG A and AA must not be."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page

from cases.models import Case
from tests import cast
from tests import factories as make
from tests.browser.conftest import SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE: Path = settings.BASE_DIR / "node_modules/axe-core/axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
PAGES = (
    ("ines", 360, ("/today/", "/field/report/", "/field/mine/", "/field/tasks/")),
    ("hana", 360, ("/today/", "/cases/", "{case}", "/my-notices/", "/password/")),
    ("hana", 1440, ("/today/", "/cases/", "{case}", "{case}moves/send_back/", "/search/?q=0", "/inbox/")),
    ("ada", 1440, ("/desk/accept/",)),
    ("sven", 1440, ("/today/", "{case}", "/inspections/")),
    ("dora", 1440, ("/routing/", "/routing/matrix/")),
    ("lea", 1440, ("/today/", "/dashboard/", "/map/")),
    ("arno", 1440, ("/unmaskings/",)),
    ("abel", 1440, ("/notices/channels/", "/notices/channels/add/", "/setup/", "/styleguide/")),
)


def wrong(page: Page) -> list[str]:
    """What axe finds: rule, element, and what would mend it."""
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate("rules => axe.run(rules).then(found => found.violations)", RULES)
    return [f"{each['id']}: {node['html']} {node['failureSummary']}" for each in found for node in each["nodes"]]


def a_case_in_each_lamp(city: Any) -> Case:
    """Reports of several ages, so that lists, pools and figures have something to show."""
    now = timezone.now()
    make.reported("06010", by=city.ada, source="hotline", at=now)
    make.dispatched("06010", by=city.ines, at=now - timedelta(hours=3))
    return make.dispatched("06010", by=city.ines, at=now - timedelta(hours=90))


@pytest.mark.parametrize("theme", ["light", "dark"])
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
