"""The whole chain in Chromium: planned, drawn, walked, handed over, put right, reviewed, written off, answered for.

Judy plans and judges, Sue walks with the phone, Hana puts right what is charged to Sanitation, Lea leads.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.roles import Role
from cases.actions import MoveRequest, perform
from cases.models import Case
from evidence.models import Photo, PhotoStatus
from ledgers.actions import chase_items
from ledgers.models import Item, Order
from rounds.actions import draw_due_rounds, make_due_rounds
from rounds.models import Finding, Plan, Round
from tests import cast
from tests import factories as make
from tests.browser import phone
from tests.browser.conftest import SignedIn
from tests.cast import City
from tests.ledgers.drawing import do_what_was_promised, sound
from tests.rounds import making

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FENCE, COVER, DUST = "围挡", "裸土覆盖", "扬尘"  # the lines of the checklist
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Play:
    """The city, and a page of each who plays."""

    city: City
    judy: Page
    sue: Page
    hana: Page
    lea: Page


@dataclass
class Found:
    """What Sue found at the first place: the fence becomes a case, the bare soil an item, the dust both."""

    fence: Finding
    cover: Finding
    dust: Finding


def play_of(signed_in: SignedIn) -> Play:
    city = cast.city()
    for number in range(2):
        make.place(f"S{number}", at_cell=(number, 0), unit=city.sanitation)
    making.checklist()
    making.group(city.sue)
    judy = signed_in(make.user("judy", Role.SUPERVISOR))
    return Play(
        city, judy, signed_in(city.sue, **phone.NARROW), signed_in(city.hana, **phone.NARROW), signed_in(city.lea)
    )


def test_from_a_fortnightly_round_to_its_last_answer(signed_in: SignedIn, picture: Callable[[str], Path]) -> None:
    play = play_of(signed_in)
    judy_plans_a_fortnightly_round(play.judy)
    of = the_clock_makes_and_draws_it()
    found = sue_walks_it(play.sue, of, picture("red"))
    sue_makes_a_case_an_item_and_both(play.sue, of, found)
    hana_puts_the_item_right(play, found.cover, picture("green"))
    judy_writes_it_off_and_it_is_gone_everywhere(play, found.cover)
    sue_opens_it_again_and_it_is_linked(play.sue, found.cover)
    the_clock_makes_an_order_of_the_late_item(play, found.dust)
    an_order_is_served_signed_for_and_answered(play, found.fence)
    the_objection_is_answered_and_the_deduction_taken_back(play, of, found.fence)
    sound()


def judy_plans_a_fortnightly_round(judy: Page) -> None:
    judy.goto("/city/round-plans/add/")
    for name, said in (
        ("code", "fortnightly"),
        ("name", "半月督查"),
        ("frequency", "semi_monthly"),
        ("draws_at", "00:00"),
    ):
        judy.locator(f".city-form [name={name}]").fill(said)
    for name, chosen in (("checklist", "sites"), ("group", "inspection-1")):
        judy.locator(f".city-form [name={name}]").select_option(chosen)
    judy.locator(".city-form [name=started_on]").fill(f"{make.SINCE:%Y-%m-%d}")
    judy.locator(".city-form .btn-primary").click()
    judy.wait_for_url(re.compile(r"/city/round-plans/(\?.*)?$"))
    phone.shows(judy, "/plans/", "半月督查")


def the_clock_makes_and_draws_it() -> Round:
    """As if it had been planned before this fortnight began. Nobody knows the places before."""
    Plan.objects.update(next_at=timezone.now())
    make_due_rounds(at=timezone.now())
    of = Round.objects.get()
    assert not of.stops.exists()
    draw_due_rounds(at=max(of.draws_at, timezone.now()))
    assert of.stops.count() == 2
    return of


def sue_walks_it(sue: Page, of: Round, photo: Path) -> Found:
    phone.opened(sue, "/field/rounds/")
    sue.locator(".task").first.click()
    sue.locator("[data-tasks] .task").first.click()
    expect(sue.locator("[data-where]")).not_to_be_empty()
    for text, pieces in ((FENCE, 2), (COVER, 1), (DUST, 1)):
        phone.deduct(sue, text, photo, pieces=pieces)
    expect(sue.locator("#walk-score .walk-share")).to_have_text("73.3")
    phone.accessible(sue)
    sue.locator(".walk-end button").click()  # done here
    _the_second_place_is_in_order(sue, of)
    of.refresh_from_db()
    assert of.state == "handed_in"
    first = of.stops.get(order=1)
    return Found(
        *(Finding.objects.get(answer__stop=first, answer__item__code=code) for code in ("fence", "cover", "dust"))
    )


def _the_second_place_is_in_order(sue: Page, of: Round) -> None:
    """A round with a place that nobody has looked at is not handed in; the page says which."""
    sue.locator(".walk-end button").click()
    expect(sue.locator(".walk-end [role=alert]")).to_contain_text("2. ")
    phone.fits(sue)
    sue.locator(".walk-open a").click()
    for text in (FENCE, COVER):
        phone.in_order(sue, text)
    phone.line(sue, DUST).locator(".verdict-na").click()
    expect(sue.locator("#walk-score .walk-share")).to_have_text("100")
    sue.locator(".walk-end button").click()  # done here
    sue.locator(".walk-end button").click()
    expect(sue.locator(".toast-note")).to_be_visible()


def sue_makes_a_case_an_item_and_both(sue: Page, of: Round, found: Found) -> None:
    assert (str(found.fence.lost), found.fence.unit.code) == ("4.00", "sanitation")
    assert found.fence.answer.location is not None
    phone.turn(sue, found.fence.pk, "case", category="06010")
    phone.turn(sue, found.cover.pk, "item", category="06010")
    phone.turn(sue, found.dust.pk, "case", "item", category="06010")
    phone.accessible(sue)
    assert (Case.objects.count(), Item.objects.count()) == (2, 2)
    for finding in (found.fence, found.cover, found.dust):
        finding.refresh_from_db()
    assert found.fence.case is not None
    sue.goto(found.fence.case.get_absolute_url())
    expect(sue.locator("#case-findings")).to_contain_text(of.number)


def _item_of(finding: Finding) -> Item:
    assert finding.item is not None
    return finding.item


def _its_number_stands(play: Play) -> tuple[tuple[Page, str], ...]:
    """Where an item that is late is seen: the unit's home, the ledger of who walks, the leader's home."""
    return (play.hana, "/today/"), (play.sue, "/ledger/?open=true"), (play.lea, "/today/")


def hana_puts_the_item_right(play: Play, finding: Finding, photo: Path) -> None:
    item, hana = _item_of(finding), play.hana
    phone.opened(hana, "/today/")
    hana.get_by_role("link", name=re.compile(item.number)).first.click()
    expect(hana.locator(".chain-link.is-now")).to_have_text("及时交办")
    take = phone.move_card(hana, "take")
    take.locator("textarea[name=measures]").fill("每日清运两次")
    phone.press(take)
    expect(hana.locator(".chain-link.is-now")).to_have_text("整改落实")
    Item.objects.filter(pk=item.pk).update(due_at=timezone.now() - HOUR)
    for page, address in _its_number_stands(play):
        phone.shows(page, address, item.number)
    phone.opened(hana, item.get_absolute_url())
    claim = phone.move_card(hana, "claim")
    claim.locator("textarea[name=note]").fill("已清理")
    phone.take_photo(claim, photo)
    phone.press(claim)
    expect(hana.locator(".chain-link.is-now")).to_have_text("效能问效")
    phone.accessible(hana)
    Photo.objects.update(status=PhotoStatus.READY)  # as the worker makes it anew


def judy_writes_it_off_and_it_is_gone_everywhere(play: Play, finding: Finding) -> None:
    item, judy = _item_of(finding), play.judy
    phone.opened(judy, "/today/")
    judy.get_by_role("link", name=re.compile(item.number)).first.click()
    expect(judy.locator("#item-findings")).to_contain_text(finding.round.number)
    phone.press(phone.move_card(judy, "write_off"))
    expect(judy.locator(".state[data-state=written_off]").first).to_be_visible()
    item.refresh_from_db()
    assert (str(item.claimed_by), str(item.written_off_by)) == ("Hana", "Judy")
    for page, address in _its_number_stands(play):
        phone.shows_no(page, address, item.number)


def sue_opens_it_again_and_it_is_linked(sue: Page, finding: Finding) -> None:
    """The same class at the same place within the city's days: the old item and its clock stay as they are."""
    before = _item_of(finding)
    phone.opened(sue, "/ledger/add/")
    for name, said in (("problem", "又见裸土"), ("place", finding.place.code), ("category", "06010")):
        sue.locator(f".city-form [name={name}]").fill(said)
    sue.locator(".city-form [name=unit]").select_option("sanitation")
    sue.locator(".city-form .btn-primary").click()
    expect(sue.locator(".chip", has_text=before.number)).to_be_visible()
    again = Item.objects.get(recurs=before)
    phone.shows(sue, before.get_absolute_url(), again.number)
    before.refresh_from_db()
    assert before.state == "written_off"


def the_clock_makes_an_order_of_the_late_item(play: Play, finding: Finding) -> None:
    item = _item_of(finding)
    past = timezone.now() - HOUR
    Item.objects.filter(pk=item.pk).update(due_at=past, warn_at=past, next_chase_at=past)
    chase_items()
    do_what_was_promised()
    order = Order.objects.get(item=item)
    assert order.issued_by is None
    phone.shows(play.hana, "/today/", order.paper_number)
    play.lea.goto(item.get_absolute_url())
    expect(play.lea.locator("#item-orders")).to_contain_text(order.paper_number)


def an_order_is_served_signed_for_and_answered(play: Play, finding: Finding) -> None:
    """Sue serves it for the case, Hana signs for it and replies, Sue accepts."""
    assert finding.case is not None
    case = dispatched(play.city, finding.case)
    phone.opened(play.sue, f"/orders/add/?case={case.number}")
    play.sue.locator("[name=requirement]").fill("两日内清理")
    play.sue.locator("[name=due_at]").fill(f"{timezone.localtime(timezone.now() + 2 * DAY):%Y-%m-%dT%H:%M}")
    play.sue.locator(".city-form .btn-primary").click()
    play.sue.wait_for_url(re.compile(r"/orders/D\d{4}-00001/"))
    order = Order.objects.get(case=case)
    _hana_signs_and_replies(play.hana, order)
    phone.opened(play.sue, order.get_absolute_url())
    phone.press(phone.move_card(play.sue, "accept_reply"))
    expect(play.sue.locator("#order-units")).to_contain_text("已清理完毕")
    order.refresh_from_db()
    assert (order.state, order.services.get().signed_by) == ("closed", play.city.hana)
    play.lea.goto(case.get_absolute_url())
    expect(play.lea.locator("#case-orders")).to_contain_text(order.paper_number)


def dispatched(city: City, case: Case) -> Case:
    """The desk does what its own browser tests show."""
    for by, move, unit in ((city.ada, "accept", ""), (city.sven, "file", ""), (city.dora, "dispatch", "sanitation")):
        request = MoveRequest(move, version=Case.objects.get(pk=case.pk).version, department=unit)
        case, __ = perform(case_id=case.pk, request=request, by=by)
    return case


def _hana_signs_and_replies(hana: Page, order: Order) -> None:
    phone.opened(hana, "/today/")
    hana.locator(".work-case", has_text=order.paper_number).first.click()
    expect(hana.locator(".order-paper")).to_contain_text("两日内清理")
    phone.fits(hana)
    phone.press(hana.locator("#order-sign"))
    expect(hana.locator("#order-units")).to_contain_text("Hana")
    hana.locator("#order-reply [name=note]").fill("已清理完毕，照片已存档")
    phone.press(hana.locator("#order-reply"))
    expect(hana.locator("#order-units")).to_contain_text("已清理完毕")


def the_objection_is_answered_and_the_deduction_taken_back(play: Play, of: Round, finding: Finding) -> None:
    """Hana objects, and Judy decides, who did not walk; the first place has lost four marks less."""
    phone.opened(play.hana, f"/rounds/findings/{finding.pk}/")
    play.hana.locator("#object summary").click()
    play.hana.locator("#object textarea").fill("那天下午已补齐")
    phone.press(play.hana.locator("#object"))
    play.hana.wait_for_url("**/rounds/objections/*/")
    objection = play.hana.url
    play.judy.goto(objection)
    uphold = phone.move_card(play.judy, "uphold")
    uphold.locator("textarea").fill("照片为证")
    phone.press(uphold)
    expect(play.judy.locator(".toast-note")).to_be_visible()
    phone.shows(play.hana, objection, "照片为证")
    first = of.stops.get(order=1)
    assert (str(first.possible), str(first.lost)) == ("30.00", "4.00")
    play.judy.goto(of.get_absolute_url())
    expect(play.judy.locator(f"#finding-{finding.pk} s")).to_be_visible()
