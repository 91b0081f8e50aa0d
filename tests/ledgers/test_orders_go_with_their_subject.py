"""A case or an item is given to another unit: its order is served there anew, and the first unit is out of it.

Who uses it: the other unit, which else would never sign for the limit it works under; the supervisor, who hears of it.
"""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from cases.actions import MoveRequest, chase_all, perform
from cases.models import Case
from departments.models import Membership
from ledgers.actions import chase_items
from ledgers.models import Order
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.ledgers.drawing import DAY, HOUR, answered, do, do_what_was_promised, drawn, sound, told
from tests.ledgers.opening import do as do_item
from tests.ledgers.opening import opened

pytestmark = pytest.mark.django_db


def move(case: Case, name: str, by: User, **said: Any) -> Case:
    version = Case.objects.get(pk=case.pk).version
    return perform(case_id=case.pk, request=MoveRequest(name, version=version, **said), by=by)[0]


def supervised(city: City) -> tuple[Case, Order]:
    Membership.objects.update_or_create(user=city.omar, defaults={"department": city.roads})
    case = make.dispatched("06010", by=city.ines, at=timezone.now() - HOUR)
    move(case, "supervise", city.sue, reason="限期办结", until=timezone.now() + 2 * DAY)
    do_what_was_promised()
    return case, Order.objects.get()


def give(case: Case, city: City, unit: str) -> None:
    """Sanitation gives it back, the dispatcher gives it to another unit."""
    move(case, "send_back", city.hana, reason="不属我单位")
    do_what_was_promised()
    by = city.dora if Case.objects.get(pk=case.pk).state == "filed" else city.sven
    name = "dispatch" if by == city.dora else "arbitrate"
    said = {} if name == "dispatch" else {"reason": "归道路"}
    move(case, name, by, department=unit, **said)
    do_what_was_promised()


def test_the_other_unit_signs_anew_for_the_same_limit_and_the_first_one_is_out_of_it(
    city: City, signed_in: SignedIn
) -> None:
    case, first = supervised(city)
    do(first, "sign", city.hana)
    give(case, city, "roads")
    first.refresh_from_db()
    fresh = Order.objects.open().get()
    assert (first.state, fresh.due_at, fresh.requirement) == ("withdrawn", first.due_at, first.requirement)
    assert (fresh.number != first.number, fresh.case, fresh.issued_by) == (True, case, city.sue)
    assert [each.department for each in fresh.services.all()] == [city.roads]
    assert fresh.paper_number in signed_in(city.omar).get("/today/").text
    assert "waiting" not in signed_in(city.hana).get("/orders/?open=true").context["question"]
    assert len(signed_in(city.hana).get("/orders/?open=true").context["rows"]) == 0
    assert told(first, "order_auto_withdraw") == {"hana", "hugo", "sue"}
    assert told(fresh, "order_issue") == {"omar"}
    assert Case.objects.get(pk=case.pk).supervision_due_at == fresh.due_at
    do(fresh, "sign", city.omar)
    do(fresh, "reply", city.omar, note="已清理")
    do(fresh, "accept_reply", city.sue)
    assert Case.objects.get(pk=case.pk).supervised_at is None
    sound()


def test_given_back_it_stays_with_its_unit_until_another_has_it(city: City) -> None:
    case, order = supervised(city)
    move(case, "send_back", city.hana, reason="不属我单位")
    do_what_was_promised()
    order.refresh_from_db()
    assert order.state == "issued"
    sound()


def test_past_the_limit_the_supervisors_are_asked_by_the_clock_of_the_case(city: City, signed_in: SignedIn) -> None:
    case, order = supervised(city)
    past = timezone.now() - HOUR
    Order.objects.update(due_at=past, issued_at=past - DAY, warn_at=past - HOUR)
    Case.objects.update(supervision_due_at=past)
    give(case, city, "roads")
    order.refresh_from_db()
    assert (order.state, Order.objects.open().exists()) == ("withdrawn", False)
    assert told(order, "order_auto_withdraw") == {"hana", "hugo", "sue"}
    chase_all()
    assert case.events.filter(move="supervision_overdue").exists()
    sections = [each.url for each in signed_in(city.sue).get("/today/").context["home"].waiting if each.number]
    assert any("supervised=late" in url for url in sections)
    sound()


def test_what_had_no_unit_when_it_came_under_supervision_has_its_order_with_its_unit(city: City) -> None:
    case = make.reported("06010", by=city.ada, source="hotline", at=timezone.now() - HOUR)
    move(case, "supervise", city.sue, reason="限期", until=timezone.now() + DAY)
    do_what_was_promised()
    assert not Order.objects.exists()
    for name, by in (("accept", city.ada), ("file", city.sven)):
        move(case, name, by)
    do_what_was_promised()
    if Case.objects.get(pk=case.pk).state == "filed":
        move(case, "dispatch", city.dora, department="sanitation")
        do_what_was_promised()
    order = Order.objects.get()
    assert (order.case, [each.department for each in order.services.all()]) == (case, [city.sanitation])
    sound()


def test_a_case_that_comes_back_under_its_supervision_has_an_order_again(city: City) -> None:
    case, order = supervised(city)
    Case.objects.filter(pk=case.pk).update(state="checked")
    move(case, "close", city.sven)
    do_what_was_promised()
    move(case, "reopen", city.sven, reason="复发")
    do_what_was_promised()
    order.refresh_from_db()
    fresh = Order.objects.open().get()
    assert (order.state, fresh.due_at, fresh.events.get(seq=1).actor) == ("closed", order.due_at, "ledgers")


def test_an_order_on_another_unit_than_the_one_that_owes_the_case_stays_there(city: City) -> None:
    Membership.objects.update_or_create(user=city.omar, defaults={"department": city.roads})
    case = make.dispatched("06010", by=city.ines, at=timezone.now() - HOUR)
    order = drawn(city, case=case.pk, units=("street-1",))
    give(case, city, "roads")
    order.refresh_from_db()
    assert (order.state, Order.objects.count()) == ("issued", 1)


def test_assisting_units_sign_anew_too(city: City) -> None:
    case, __ = supervised(city)
    order = drawn(city, case=case.pk, units=("sanitation", "street-1"))
    give(case, city, "roads")
    order.refresh_from_db()
    fresh = Order.objects.open().get()
    assert [each.department.code for each in fresh.services.order_by("position")] == ["roads", "street-1"]
    sound()


@pytest.mark.parametrize("late", [False, True])
def test_an_item_takes_its_order_along(city: City, signed_in: SignedIn, late: bool) -> None:
    Membership.objects.update_or_create(user=city.omar, defaults={"department": city.roads})
    item = opened(city, at=timezone.now() - 12 * DAY, due_at=timezone.now() - HOUR)
    chase_items()
    do_what_was_promised()
    first = Order.objects.get()
    if late:
        Order.objects.update(due_at=timezone.now() - HOUR, issued_at=timezone.now() - 5 * DAY)
    do_item(item, "reassign", city.sue, department="roads", reason="归道路")
    do_what_was_promised()
    first.refresh_from_db()
    fresh = Order.objects.open().get()
    assert (first.state, fresh.item, [each.department for each in fresh.services.all()]) == (
        "withdrawn", item, [city.roads],
    )  # fmt: skip
    assert (fresh.due_at > timezone.now(), fresh.due_at == first.due_at) == (True, not late)
    assert fresh.paper_number in signed_in(city.omar).get("/today/").text
    assert first.paper_number not in signed_in(city.hana).get("/orders/?open=true").text
    do_item(item, "reassign", city.sue, department="sanitation", reason="还是环卫")
    do_what_was_promised()
    assert Order.objects.open().get().services.get().department == city.sanitation
    sound()


def test_an_accepted_reply_is_over_and_nothing_is_served_anew(city: City) -> None:
    case, order = supervised(city)
    do(answered(city, order), "accept_reply", city.sue)
    give(case, city, "roads")
    assert Order.objects.count() == 1
    sound()
