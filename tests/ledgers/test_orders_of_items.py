"""An item that is not done, or not in time, becomes an order by itself."""

from typing import Any

import pytest
from django.utils import timezone

from ledgers.actions import ItemRequest, chase_items, move_item
from ledgers.models import Item, Order
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.ledgers.drawing import DAY, HOUR, answered, do, do_what_was_promised, drawn, sound, told
from tests.ledgers.opening import claimed, opened
from tests.ledgers.opening import do as do_item

pytestmark = pytest.mark.django_db


def late(city: City, **rest: Any) -> Item:
    """Past its limit, as the clock has found it."""
    item = opened(city, at=timezone.now() - 12 * DAY, due_at=timezone.now() - HOUR, **rest)
    chase_items()
    do_what_was_promised()
    return item


def test_the_clock_makes_an_order_of_what_is_late(city: City, signed_in: SignedIn) -> None:
    make.place("S1")
    item = late(city, place="S1")
    order = Order.objects.get()
    assert (order.item, order.issued_by, order.kind, order.place) == (item, None, "rectification", item.place)
    assert (order.problem, order.requirement) == (item.problem, item.measures)
    assert order.title == f"{item.problem} {item.number}"
    assert [service.department.code for service in order.services.all()] == ["sanitation"]
    assert (order.due_at - order.issued_at) == 5 * DAY
    assert told(order, "order_issue") == {"hana", "hugo"}
    assert order.paper_number in signed_in(city.hugo).get("/today/").text
    assert order.paper_number in signed_in(city.sue).get(f"/orders/of/item/{item.number}/").text
    assert "item-orders" in signed_in(city.sue).get(item.get_absolute_url()).text
    sound()


def test_the_title_of_a_long_story_is_its_beginning_and_its_number(city: City) -> None:
    item = late(city, problem="油污" * 200 + "\n第二行")
    title = Order.objects.get().title
    assert len(title) <= 120
    assert title.startswith("油污油污")
    assert title.endswith(item.number)


def test_heard_of_twice_or_again_while_it_is_open_it_is_one_order(city: City) -> None:
    item = late(city)
    chase_items(at=timezone.now() + 9 * DAY)
    do_what_was_promised()
    order = Order.objects.get()
    do(answered(city, order), "accept_reply", city.sue)
    assert told(order, "order_reply") == {"sue"}  # nobody issued it, so the supervisors answer for it
    proof = (make.photo(city.hana).pk,)
    do_item(item, "claim", city.hana, note="已清理", photos=proof)
    do_item(item, "reject", city.sue, reason="没有清理")
    do_what_was_promised()
    assert [each.issued_by for each in Order.objects.order_by("number")] == [None, city.sue]
    sound()


def test_what_a_shift_leader_says_is_not_done_is_the_platforms_order(city: City) -> None:
    item = claimed(city)
    version = Item.objects.get(pk=item.pk).version
    move_item(item_id=item.pk, request=ItemRequest("reject", version, reason="不合格"), by=city.sven)
    do_what_was_promised()
    assert Order.objects.get().events.get(seq=1).actor == "ledgers"
    sound()


@pytest.mark.parametrize("then", ["ended", "put off"])
def test_what_has_ended_or_was_put_off_meanwhile_becomes_none(city: City, then: str) -> None:
    item = opened(city, at=timezone.now() - 12 * DAY, due_at=timezone.now() - HOUR)
    do_item(item, "account", city.lea, reason="推诿")
    if then == "ended":
        do_item(item, "void", city.sue, reason="重复")
    else:
        do_item(item, "accept", city.lea, reason="等待改造", until=timezone.now() + 60 * DAY)
    do_what_was_promised()
    assert not Order.objects.exists()


def test_an_order_is_drawn_up_of_an_item_by_hand(city: City, signed_in: SignedIn) -> None:
    item = opened(city)
    form = signed_in(city.sue).get(f"/orders/add/?item={item.number}").context["form"]
    assert (form.initial["item"], form.initial["lead"], form.initial["problem"]) == (
        item.number, "sanitation", item.problem,
    )  # fmt: skip
    assert drawn(city, item=item.pk).item == item
