"""A desk at which nobody sits is signed out: what its pages ask by themselves says so."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Request

from tests import cast
from tests import factories as make
from tests.browser.conftest import SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REST = 125_000  # milliseconds: longer than any page waits before it asks again
ADDRESSES = ("/today/", "/cases/", "/desk/accept/", "{case}", "/inbox/", "/map/", "/dashboard/")


class Asked:
    """What a page asks by script."""

    def __init__(self) -> None:
        self.found: list[Request] = []

    def note(self, request: Request) -> None:
        if request.resource_type in ("fetch", "xhr"):
            self.found.append(request)


def test_what_a_page_asks_while_nobody_touches_it_is_no_use_of_the_session(signed_in: SignedIn) -> None:
    city = cast.city()
    case = make.reported("06010", by=city.ada, source="hotline", at=timezone.now() - timedelta(minutes=3))
    refreshed, spoke = set(), set()
    for address in ADDRESSES:
        asked = Asked()
        page = signed_in(city.sven)
        page.clock.install()
        page.goto(address.format(case=case.get_absolute_url()))
        page.wait_for_load_state("networkidle")
        page.on("request", asked.note)
        page.clock.run_for(REST)
        page.wait_for_load_state("networkidle")
        refreshed |= {address} if asked.found else set()
        spoke |= {each.url for each in asked.found if "x-poll" not in each.headers}
        page.context.close()
    assert refreshed == set(ADDRESSES)
    assert spoke == set()
