"""Many at the same moment: one signature for each unit, numbers without gaps, two clocks."""

import uuid
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from cases.actions import MoveRequest, perform
from cases.models import Case
from common import outbox
from common.refusals import Refused
from departments.models import Membership
from ledgers.actions import OrderRequest, chase_orders, draw_up_order, move_order
from ledgers.models import Order
from tests import factories as make
from tests.cast import City
from tests.ledgers.drawing import DAY, HOUR, do, do_what_was_promised, draft, drawn, sound
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def members(city: City, number: int) -> list[User]:
    people = [make.user(f"crew-{n}", Role.HANDLER) for n in range(number)]
    units = (city.sanitation, city.roads)
    Membership.objects.bulk_create(Membership(user=each, department=units[n % 2]) for n, each in enumerate(people))
    return people


def tried(call: Any) -> Any:
    """The result, or the refusal."""

    def run() -> Any:
        try:
            return call()
        except Refused as no:
            return no

    return run


def test_twenty_people_sign_at_once_and_each_unit_has_one_signature(city: City) -> None:
    people, order = members(city, 20), drawn(city, units=("sanitation", "roads"))
    results = at_once(
        [
            tried(
                lambda user=user: move_order(order_id=order.pk, request=OrderRequest("sign", 1, uuid.uuid4()), by=user)
            )
            for user in people
        ]
    )
    assert all(result is not None for result in results)
    refused = [result for result in results if isinstance(result, Refused)]
    assert (len(refused), {no.status for no in refused} <= {409, 503}) == (18, True)
    assert order.events.filter(move="sign").count() == 2
    order.refresh_from_db()
    assert (order.state, {service.state for service in order.services.all()}) == ("signed", {"signed"})
    sound()


def test_the_same_signature_sent_twice_at_once_is_one(city: City) -> None:
    order, key = drawn(city), uuid.uuid4()
    request = OrderRequest("sign", 1, key)
    results = at_once([tried(lambda: move_order(order_id=order.pk, request=request, by=city.hana))] * 2)
    assert sorted(again for __, again in results) == [False, True]
    assert order.events.filter(move="sign").count() == 1


def test_numbers_drawn_at_once_have_no_gap(city: City) -> None:
    results = at_once([tried(lambda: draw_up_order(draft=draft(), by=city.sue)[0]) for __ in range(8)])
    assert sorted(int(order.number[-5:]) for order in results) == [*range(1, 9)]
    sound()


def test_orders_on_one_case_at_once_leave_one_that_holds_its_term(city: City) -> None:
    case = make.dispatched("06010", by=city.ines, at=timezone.now() - HOUR)
    results = at_once(
        [tried(lambda by=by: draw_up_order(draft=draft(case=case.pk), by=by)[0]) for by in (city.sue, city.lea) * 2]
    )
    assert all(result is not None for result in results)
    do_what_was_promised()
    assert Order.objects.open().filter(case=case).count() == 1
    sound()


def test_who_closes_an_order_while_the_case_is_supervised_anew_ends_nothing_of_the_new_one(city: City) -> None:
    case = make.dispatched("06010", by=city.ines, at=timezone.now() - HOUR)
    order = drawn(city, case=case.pk)
    do(order, "sign", city.hana)
    do(order, "reply", city.hana, note="已完成")
    version = Case.objects.get(pk=case.pk).version
    request = MoveRequest("supervise", version=version, reason="再限", until=timezone.now() + 9 * DAY)
    at_once(
        [
            tried(lambda: do(order, "accept_reply", city.sue)),
            tried(lambda: perform(case_id=case.pk, request=request, by=city.lea)),
        ]
    )
    do_what_was_promised()
    stands = Case.objects.get(pk=case.pk)
    assert Order.objects.open().filter(case=case).count() == (stands.supervised_at is not None)
    sound()


def test_two_clocks_raise_each_level_once(city: City) -> None:
    then = timezone.now() - 9 * DAY
    for __ in range(6):
        drawn(city, at=then, due_at=then + DAY)
    raised = at_once([lambda: chase_orders()] * 2)
    assert sum(raised) == 6 * 5
    outbox.drain("ledgers.order")
    sound()
