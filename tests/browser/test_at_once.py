"""Several people press the same button of one case at the same moment, each in a browser of their own: eight of them,
and with `--long` twenty."""

import re
import time
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.roles import Role
from cases.models import Case, CaseEvent
from cases.workflow import MOVES
from departments.models import Membership
from tests import cast
from tests import factories as make
from tests.browser.conftest import SignedIn
from tests.sweeps import Sweep

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PRESS_AT = "at => { setTimeout(() => document.querySelector('#move-form [type=submit]').click(), at - Date.now()) }"
ANSWERED = "() => document.querySelector('#move-form [role=alert]') || !document.querySelector('#move-form form')"
LOOKS = re.compile(r"\.(css|woff2|png|jpg|svg)(\?|$)")  # many browsers share one machine: without what is only seen
ANSWERED_MS = 40_000


def colleagues(city: cast.City, many: int) -> list[User]:
    made = [make.user(f"worker{n}", Role.HANDLER, name=f"王{n}") for n in range(many)]
    for user in made:
        Membership.objects.create(user=user, department=city.sanitation)
    return made


def fill(page: Page, case: Case, words: str) -> Page:
    page.set_default_timeout(ANSWERED_MS)
    page.route(LOOKS, lambda route: route.abort())
    page.goto(f"{case.get_absolute_url()}moves/request_extension/")
    page.locator("#move-form [name=reason]").fill(words)
    return page


def press_at_once(pages: list[Page]) -> None:
    """Each browser waits for the same moment of the clock by itself: from here it would be one after the other."""
    moment = time.time() * 1000 + 4000
    for page in pages:
        page.evaluate(PRESS_AT, moment)


def test_one_is_done_and_the_others_read_who_and_keep_their_words(signed_in: SignedIn, sweep: Sweep) -> None:
    city = cast.city()
    case = make.dispatched("06010", by=city.ines, at=timezone.now())
    people = colleagues(city, 20 if sweep.whole else 8)
    pages = {user: fill(signed_in(user), case, f"等配件，{user.name}") for user in people}
    press_at_once(list(pages.values()))
    for page in pages.values():
        page.wait_for_function(ANSWERED, timeout=ANSWERED_MS)
    done = CaseEvent.objects.get(case=case, move="request_extension")
    for user, page in pages.items():
        if user == done.by:
            expect(page.locator("#move-form form")).to_have_count(0)
            expect(page.locator("#case-head")).to_be_visible()
        else:
            expect(page.locator("#move-form [role=alert]")).to_contain_text(done.who)
            expect(page.locator("#move-form [role=alert]")).to_contain_text(str(MOVES[done.move].label))
            expect(page.locator("#move-form [name=reason]")).to_have_value(f"等配件，{user.name}")
    assert list(CaseEvent.objects.filter(case=case).order_by("seq").values_list("seq", flat=True)) == [1, 2, 3]
    call_command("fsck", stdout=StringIO())
