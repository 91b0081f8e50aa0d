"""Orders that lie: who hears of it at each level, and on whose home they stand with who was asked."""

from typing import Any

import pytest
from django.utils import timezone

from ledgers.actions import chase_orders
from ledgers.models import Order
from registry.homes import Home
from registry.models import SettingValue
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.ledgers.drawing import DAY, HOUR, answered, do, drawn, sound, told, works_for_roads

pytestmark = pytest.mark.django_db


def sections(client: Any) -> dict[str, int]:
    shown: Home = client.get("/today/").context["home"]
    return {str(section.label): section.number for section in shown.waiting if "rder" in section.url}


def old(city: City, **rest: Any) -> Order:
    """Issued five days ago and due the day before yesterday, as a city has it whose clock runs."""
    then = timezone.now() - 5 * DAY
    return drawn(city, at=then, due_at=then + 3 * DAY, **rest)


def levels(order: Order) -> list[tuple[str, int]]:
    events = order.events.filter(move__in=["unsigned", "warn", "overdue"]).order_by("seq")
    return [(event.move, event.data["level"]) for event in events]


def test_who_hears_when_it_is_served_signed_for_answered_and_closed(city: City) -> None:
    order = drawn(city)
    assert told(order, "order_issue") == {"hana", "hugo"}
    do(order, "sign", city.hana)
    assert told(order, "order_sign") == {"sue"}
    do(order, "reply", city.hana, note="已清理")
    assert told(order, "order_reply") == {"sue"}
    do(order, "refuse_reply", city.lea, reason="缺照片")
    assert told(order, "order_refuse_reply") == {"hana", "hugo"}
    do(order, "remind", city.sven)
    assert told(order, "order_remind") == {"hana", "hugo"}
    do(order, "reply", city.hugo, note="补齐")
    do(order, "accept_reply", city.sue)
    assert told(order, "order_accept_reply") == {"hana", "hugo"}


def test_unsigned_it_goes_up_the_ladder_to_the_leader_whose_home_says_who_was_asked(
    city: City, signed_in: SignedIn
) -> None:  # fmt: skip
    order = drawn(city, at=timezone.now() - 5 * DAY, due_at=timezone.now() + 5 * DAY)
    chase_orders()
    assert levels(order) == [("unsigned", 2), ("unsigned", 3)]
    assert told(order, "order_unsigned_2") == {"hana", "hugo", "sue"}
    assert told(order, "order_unsigned_3") == {"hugo", "lea"}
    lea = signed_in(city.lea)
    home = lea.get("/today/")
    assert sections(lea)["Orders nobody has signed for"] == 1
    assert all(words in home.text for words in (order.paper_number, "环卫中心", "Hugo"))
    do(order, "sign", city.hana)
    assert "Orders nobody has signed for" not in sections(lea)
    sound()


def test_only_the_unit_that_has_not_signed_is_asked_again(city: City) -> None:
    works_for_roads(city, city.omar)
    then = timezone.now() - 6 * DAY  # whatever days off lie between
    order = drawn(city, units=("roads", "sanitation"), at=then, due_at=timezone.now() + 5 * DAY)
    do(order, "sign", city.hana)
    chase_orders()
    assert told(order, "order_unsigned_2") == {"omar", "sue"}


def test_without_reply_it_goes_up_too_and_a_reply_in_time_keeps_it_quiet(city: City, signed_in: SignedIn) -> None:
    late, quiet = drawn(city, due_at=timezone.now() + DAY), drawn(city, due_at=timezone.now() + DAY)
    do(late, "sign", city.hana)
    answered(city, quiet)
    chase_orders(at=timezone.now() + 3 * DAY)
    assert levels(late) == [("warn", 1), ("overdue", 2), ("overdue", 3)]
    assert levels(quiet) == []
    assert told(late, "order_overdue_3") == {"hugo", "lea"}
    sound()


def test_each_home_has_what_waits_and_its_number_is_the_list(city: City, signed_in: SignedIn) -> None:
    drawn(city)
    old(city)
    do(old(city), "sign", city.hana)
    answered(city, drawn(city))
    expected = {
        city.hana: {"Orders to sign for": 2, "Orders to reply to": 1},
        city.hugo: {"Orders to sign for": 2, "Orders to reply to": 1, "Orders without reply, past their limit": 2},
        city.sue: {
            "Orders nobody has signed for": 1, "Orders without reply, past their limit": 2, "Replies to accept": 1,
        },
        city.lea: {
            "Orders nobody has signed for": 1, "Orders without reply, past their limit": 2, "Replies to accept": 1,
        },
        city.sven: {"Orders nobody has signed for": 1, "Orders without reply, past their limit": 2},
        city.omar: {},
    }  # fmt: skip
    for person, right in expected.items():
        client = signed_in(person)
        assert sections(client) == right, person
        home: Home = client.get("/today/").context["home"]
        for section in home.waiting:
            if section.url.startswith("/orders/"):
                assert len(client.get(section.url).context["rows"]) == section.number


def test_the_hours_to_sign_are_the_citys_working_hours(city: City) -> None:
    SettingValue.objects.create(name="order_sign_hours", value=1)
    monday = timezone.now().replace(year=2026, month=3, day=2, hour=9, minute=30, second=0, microsecond=0)
    order = drawn(city, at=monday, due_at=monday + 3 * DAY)  # half past five in the afternoon of the city
    assert order.sign_due_at - order.issued_at > HOUR
    soon = drawn(city, at=monday, due_at=monday + HOUR / 2)
    assert soon.sign_due_at == soon.due_at
