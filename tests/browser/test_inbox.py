"""The inbox in a real browser: news comes by itself, reading takes one press, and it fits a phone."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.actions import chase_all
from cases.models import Case
from common import outbox
from notices.queries import unread
from tests import factories as make
from tests.browser.conftest import SignedIn
from tests.cast import City
from tests.cast import city as make_city

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def news(people: City, *, days_ago: float = 0) -> Case:
    with transaction.atomic():
        case = make.dispatched(
            "06010", by=people.ines, at=timezone.now() - timedelta(days=days_ago), address="东街12号"
        )
    chase_all()
    outbox.drain("case.notice")
    return case


@pytest.fixture
def people(transactional_db: Any) -> City:
    return make_city()


@pytest.fixture(params=[360, 1440])
def inbox(people: City, signed_in: SignedIn, request: pytest.FixtureRequest) -> Page:
    news(people, days_ago=9)
    news(people)
    page = signed_in(people.hana, width=request.param)
    page.goto("/inbox/")
    return page


def test_reading_one_then_all(inbox: Page, people: City) -> None:
    expect(inbox.locator(".inbox-unread")).to_have_count(2)
    inbox.locator(".inbox-unread button").first.click()
    expect(inbox.locator(".inbox-unread")).to_have_count(1)
    inbox.locator('form:has([name="up_to"]) button').click()
    expect(inbox.locator(".inbox-unread")).to_have_count(0)
    expect(inbox.locator(".bar-count")).to_have_count(0)
    assert unread(people.hana) == 0


def test_nothing_sticks_out_and_news_comes_by_itself(inbox: Page, people: City) -> None:
    assert inbox.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    case = news(people)
    expect(inbox.get_by_text(case.number)).to_be_visible(timeout=12_000)
