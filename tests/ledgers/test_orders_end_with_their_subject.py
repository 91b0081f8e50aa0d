"""An order ends with what it was drawn up for: its unit's home and the leader's list lose it, and its notice says why.

Who uses it: the unit, which would else sign for and reply to what is done; and the leader, who would else ask after it.
"""

from contextlib import suppress
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from cases.actions import MoveRequest, perform
from cases.models import Case
from common import outbox
from common.models import Message
from common.refusals import Conflict
from ledgers.actions import chase_items, chase_orders
from ledgers.models import Item, Order
from ledgers.news.orders import OrderNews
from places.models import Place
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client
from tests.ledgers.drawing import DAY, HOUR, do, do_what_was_promised, drawn, sound, told
from tests.ledgers.opening import do as do_item
from tests.ledgers.opening import opened
from tests.races import at_once

pytestmark = pytest.mark.django_db


def late_item(city: City) -> Item:
    """Past its limit; the order that the clock drew up of it is past its own."""
    item = opened(city, at=timezone.now() - 30 * DAY, due_at=timezone.now() - 20 * DAY)
    chase_items(at=timezone.now() - 20 * DAY + HOUR)
    do_what_was_promised()
    Order.objects.update(
        issued_at=timezone.now() - 10 * DAY, sign_due_at=timezone.now() - 9 * DAY, due_at=timezone.now() - 5 * DAY,
        warn_at=timezone.now() - 6 * DAY,
    )  # fmt: skip
    return item


def supervised(city: City) -> tuple[Case, Order]:
    case = make.dispatched("06010", by=city.ines, at=timezone.now() - HOUR)
    move_case(case, "supervise", city.sue, reason="限期办结", until=timezone.now() + 2 * DAY)
    do_what_was_promised()
    return case, Order.objects.get(case=case)


def move_case(case: Case, name: str, by: User, **said: Any) -> Case:
    version = Case.objects.get(pk=case.pk).version
    return perform(case_id=case.pk, request=MoveRequest(name, version=version, **said), by=by)[0]


def late_of(client: Any) -> int:
    """How many orders stand on a leader's home as late; the list behind it is as long."""
    shown = client.get("/today/").context["home"]
    found = [section.number for section in shown.waiting if section.url == "/orders/?overdue=true"]
    assert len(client.get("/orders/?overdue=true").context["rows"]) == sum(found)
    return sum(found)


def test_what_is_written_off_leaves_the_home_of_its_unit_and_the_leaders_number_and_the_notice_says_why(
    city: City, signed_in: SignedIn
) -> None:
    item, leader, head = late_item(city), signed_in(city.lea), signed_in(city.hugo)
    order = Order.objects.get()
    assert (late_of(leader), order.paper_number in head.get("/today/").text) == (1, True)
    do_item(item, "claim", city.hana, note="已清理", photos=(make.photo(city.hana).pk,))
    do_item(item, "write_off", city.sven)
    do_what_was_promised()
    order.refresh_from_db()
    last = order.events.latest("seq")
    assert (order.state, last.move, last.actor, order.signed_at) == ("closed", "auto_close", "ledgers", None)
    assert late_of(leader) == 0
    sections = head.get("/today/").context["home"].waiting
    assert not [each for each in sections if each.url.startswith("/orders/") and each.number]
    assert told(order, "order_auto_close") == {"hana", "hugo", "sue"}
    why = OrderNews().said([str(last.pk)])[str(last.pk)].note  # stands in every message that leaves the house
    assert (item.number in why, "销号" in why) == (True, True)
    assert item.number in signed_in(city.hugo).get(order.get_absolute_url()).text
    sound()


def test_a_void_item_takes_its_order_back_and_who_did_it_is_not_told(city: City) -> None:
    item = late_item(city)
    do_item(item, "void", city.sue, reason="重复登记")
    do_what_was_promised()
    order = Order.objects.get()
    assert (order.state, order.events.latest("seq").move) == ("withdrawn", "auto_withdraw")
    assert told(order, "order_auto_withdraw") == {"hana", "hugo"}
    sound()


def test_an_item_that_was_opened_again_at_once_keeps_the_order_that_this_asks_for(city: City) -> None:
    item = late_item(city)
    do_item(item, "claim", city.hana, note="已清理", photos=(make.photo(city.hana).pk,))
    do_item(item, "write_off", city.sven)
    do_item(item, "reopen", city.lea, reason="复查不合格")
    do_what_was_promised()
    assert Order.objects.open().filter(item=item).count() == 1


@pytest.mark.parametrize(
    ("name", "said", "ends"),
    [("void", {"reason": "误报"}, "withdrawn"), ("merge", {}, "withdrawn"), ("close", {}, "closed")],
)
def test_a_case_that_ends_ends_its_order(
    city: City, signed_in: SignedIn, name: str, said: dict[str, str], ends: str
) -> None:
    case, order = supervised(city)
    if name == "merge":
        said = {"into": make.dispatched("06010", by=city.ines).number}
    if name == "close":
        Case.objects.filter(pk=case.pk).update(state="checked")
    if name == "merge":
        Case.objects.filter(pk=case.pk).update(state="accepted")
    move_case(case, name, city.sven, **said)
    do_what_was_promised()
    order.refresh_from_db()
    assert order.state == ends
    assert case.number in order.events.latest("seq").note
    assert order.paper_number not in signed_in(city.hana).get("/orders/?waiting=sign").text
    assert api_client(city.sue).get("/api/v1/orders/", {"open": "true"}).json()["results"] == []


def test_what_is_about_a_place_alone_ends_with_the_place_on_its_day(city: City, signed_in: SignedIn) -> None:
    place = make.place("S1")
    order = drawn(city, kind="to_party", place=place.code)
    of_item = drawn(city, item=opened(city, place="S1").pk, place="S1")
    Place.objects.filter(pk=place.pk).update(ended_on=timezone.localdate() + timedelta(days=1))
    chase_orders()
    assert Order.objects.open().count() == 2
    chase_orders(at=timezone.now() + DAY)
    order.refresh_from_db()
    assert (order.state, Order.objects.open().get()) == ("withdrawn", of_item)
    assert place.name in order.events.latest("seq").note
    assert order.paper_number not in signed_in(city.hana).get("/orders/?waiting=sign").text
    assert told(order, "order_auto_withdraw") == {"hana", "hugo", "sue"}
    sound()


def test_what_has_ended_gets_no_order_by_hand(city: City) -> None:
    item = do_item(opened(city), "void", city.sue, reason="重复")
    with pytest.raises(Conflict):
        drawn(city, item=item.pk)


def test_heard_of_twice_it_ends_once(city: City) -> None:
    item = late_item(city)
    do_item(item, "void", city.sue, reason="重复登记")
    outbox.drain("ledgers.item")
    outbox.emit("ledgers.item_ended", [item.events.latest("seq").pk] * 2)
    do_what_was_promised()
    assert Order.objects.get().events.filter(move="auto_withdraw").count() == 1


def test_what_had_ended_before_the_upgrade_is_ended_by_it(city: City) -> None:
    """A city of before has open orders of ended items and cases: the migration promises their end."""
    item, (case, __) = late_item(city), supervised(city)
    Item.objects.filter(pk=item.pk).update(state="voided", is_open=False)
    Case.objects.filter(pk=case.pk).update(is_open=False, state="void", closed_at=timezone.now())
    Message.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(import_module("ledgers.migrations.0005_orders_end_with_their_subject")._PROMISE)
    do_what_was_promised()
    assert not Order.objects.open().exists()


@pytest.mark.django_db(transaction=True)
def test_signing_and_the_end_of_the_item_at_once_leave_no_order_open(city: City) -> None:
    item = late_item(city)
    order = Order.objects.get()

    def sign() -> None:
        with suppress(Conflict):
            do(order, "sign", city.hana)

    def end() -> None:
        do_item(item, "void", city.sue, reason="重复登记")
        do_what_was_promised()

    at_once([sign, end])
    do_what_was_promised()
    assert not Order.objects.open().exists()
    sound()
