"""A fortnightly round, planned, drawn and walked on a phone of 360 px; what its findings become, and the objection."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from accounts.roles import Role
from cases.models import Case
from common import outbox
from ledgers.models import Item
from rounds.actions import draw_due_rounds, make_due_rounds
from rounds.models import Finding, Objection, Round
from tests import cast
from tests import factories as make
from tests.browser.axe import wrong
from tests.browser.conftest import SignedIn
from tests.cast import City
from tests.ledgers.opening import do
from tests.rounds import making

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def narrow(page: Page) -> None:
    """Nothing is wider than the phone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def line(page: Page, text: str) -> Locator:
    return page.locator(".line", has_text=text)


def deducted(page: Page, text: str, photo: Path, *, more: int = 0) -> None:
    """Press "no", count the pieces, take a photo, deduct."""
    of = line(page, text)
    of.locator("[data-no]").click()
    expect(of.locator(".uploader .form-optional")).to_have_count(0)
    for _n in range(more):
        of.locator("[data-pieces='1']").click()
    of.locator("input[data-upload][capture]").set_input_files(photo)
    expect(of.locator(".upload.is-sent")).to_have_count(1)
    narrow(page)
    of.locator(".line-deduct").click()
    expect(of.locator(".line-lost")).to_be_visible()


def turned(page: Page, finding: Finding, *into: str, category: str = "") -> None:
    page.goto(f"/rounds/findings/{finding.pk}/")
    narrow(page)
    assert not wrong(page)
    for each in into:
        page.locator(f"#turn input[name=into][value={each}]").check()
    if category:
        page.locator("#turn select[name=category]").select_option(category)
    page.locator("#turn button[type=submit]").click()
    expect(page.locator(".toast-note")).to_be_visible()


def written_off(signed_in: SignedIn, city: City, of: Finding, second: User) -> None:
    """Late, it stands on the unit's home, in the ledger and with the leader; written off by a second person nowhere."""
    of.refresh_from_db()
    assert of.item is not None
    item = do(of.item, "take", city.hana, measures="补齐")
    Item.objects.filter(pk=item.pk).update(due_at=timezone.now() - timedelta(hours=1))
    places = ((city.hana, "/today/"), (city.sue, "/ledger/?overdue=true"), (city.lea, "/today/"))
    for user, address in places:
        page = signed_in(user)
        page.goto(address)
        expect(page.locator("main")).to_contain_text(item.number)
    do(item, "claim", city.hana, note="已补齐", photos=(make.photo(city.hana).pk,))
    page = signed_in(second)
    page.goto(item.get_absolute_url())
    expect(page.locator("#item-findings")).to_contain_text(of.round.number)
    form = page.locator("details.card", has=page.locator("form[action$='/moves/write_off/']"))
    form.locator("summary").click()
    form.locator("button[type=submit]").click()
    expect(page.locator(".state[data-state=written_off]").first).to_be_visible()
    for user, address in places:
        page = signed_in(user)
        page.goto(address)
        expect(page.locator("main")).not_to_contain_text(item.number)


def test_a_fortnightly_round_is_walked_and_answered_for(signed_in: SignedIn, picture: Callable[[str], Path]) -> None:
    city = cast.city()
    judge: User = make.user("judy", Role.SUPERVISOR)
    for number in range(2):
        make.place(f"S{number}", at_cell=(number, 0), unit=city.sanitation)
    making.plan("fortnightly", frequency="semi_monthly", group=making.group(city.sue), draws_at="00:00")
    make_due_rounds(at=timezone.now())
    draw_due_rounds(at=timezone.now() + timedelta(minutes=1))
    of = Round.objects.latest("due_on")
    assert of.stops.count() == 2

    phone = signed_in(city.sue, width=360, height=780)
    phone.goto("/field/rounds/")
    narrow(phone)
    phone.locator(".task").first.click()
    expect(phone.locator("[data-tasks] .task")).to_have_count(2)
    narrow(phone)
    phone.locator("[data-tasks] .task").first.click()
    expect(phone.locator("[data-where]")).not_to_be_empty()
    narrow(phone)
    photo = picture("red")
    for text, more in (("围挡", 1), ("裸土覆盖", 0), ("扬尘", 0)):
        deducted(phone, text, photo, more=more)
    expect(phone.locator("#walk-score .walk-share")).to_have_text("73.3")
    narrow(phone)
    assert not wrong(phone)
    first = of.stops.get(order=1)
    fence, cover, dust = (
        Finding.objects.get(answer__stop=first, answer__item__code=code) for code in ("fence", "cover", "dust")
    )
    assert (str(fence.lost), fence.unit, fence.answer.pieces) == ("4.00", city.sanitation, 2)
    assert fence.answer.location is not None
    phone.locator(".walk-end button").click()  # done here

    stops = phone.locator("[data-tasks] .task")
    stops.nth(1).click()
    for text in ("围挡", "裸土覆盖"):
        line(phone, text).locator(".verdict-yes").click()
        expect(line(phone, text)).to_have_class("line is-yes")
    line(phone, "扬尘").locator(".verdict-na").click()
    expect(phone.locator("#walk-score .walk-share")).to_have_text("100")
    back = phone.url
    phone.goto(f"/field/rounds/{of.pk}/")
    phone.locator(".walk-end button").click()  # handing in is refused while a stop is open, which is named
    expect(phone.locator(".walk-end [role=alert]")).to_contain_text("2. ")
    narrow(phone)
    phone.goto(back)
    phone.locator(".walk-end button").click()
    phone.locator(".walk-end button").click()
    expect(phone.locator(".toast-note")).to_be_visible()
    of.refresh_from_db()
    assert of.state == "handed_in"

    turned(phone, fence, "case", category="06010")
    turned(phone, cover, "item")
    turned(phone, dust, "case", "item", category="06010")
    assert (Case.objects.count(), Item.objects.count()) == (2, 2)
    fence.refresh_from_db()
    assert fence.case is not None
    phone.goto(fence.case.get_absolute_url())
    expect(phone.locator("#case-findings")).to_contain_text(of.number)

    written_off(signed_in, city, cover, judge)

    outbox.drain("rounds.finding")
    unit = signed_in(city.hana, width=360, height=780)
    unit.goto(f"/rounds/findings/{fence.pk}/")
    narrow(unit)
    unit.locator("#object summary").click()
    unit.locator("#object textarea").fill("那天下午已补齐")
    unit.locator("#object button[type=submit]").click()
    unit.wait_for_url("**/rounds/objections/*/")
    objection = Objection.objects.get()
    answers = signed_in(judge)
    answers.goto(f"/rounds/objections/{objection.pk}/")
    move = answers.locator("details.card").first
    move.locator("summary").click()
    move.locator("textarea").fill("照片为证")
    move.locator("button[type=submit]").click()
    expect(answers.locator(".toast-note")).to_be_visible()
    fence.refresh_from_db()
    assert fence.state == "taken_back"
    first.refresh_from_db()
    assert (str(first.possible), str(first.lost)) == ("30.00", "4.00")
    answers.goto(of.get_absolute_url())
    expect(answers.locator(f"#finding-{fence.pk} s")).to_be_visible()
