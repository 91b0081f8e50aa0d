"""Supervision of a case and its order: drawn up in the same second, chased by one clock alone, ended together."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from cases.actions import MoveRequest, chase_all, perform
from cases.models import Case
from common import outbox
from common.refusals import Conflict, Missing
from ledgers.actions import chase_orders
from ledgers.models import Order
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client
from tests.ledgers.drawing import DAY, HOUR, answered, do, do_what_was_promised, drawn, sound

pytestmark = pytest.mark.django_db


def move(case: Case, name: str, by: User, **said: Any) -> Case:
    version = Case.objects.get(pk=case.pk).version
    return perform(case_id=case.pk, request=MoveRequest(name, version=version, **said), by=by)[0]


def supervised(city: City, *, until: datetime | None = None, **rest: Any) -> Case:
    case = make.dispatched("06010", by=city.ines, at=timezone.now() - HOUR, **rest)
    return move(case, "supervise", city.sue, reason="限期办结", until=until or timezone.now() + 2 * DAY)


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_a_supervision_becomes_a_numbered_order_that_takes_its_term_over(city: City, signed_in: SignedIn) -> None:
    case = supervised(city)
    assert outbox.drain("case.supervised") == 1
    order = Order.objects.get()
    assert (order.case, order.issued_by, order.due_at) == (case, city.sue, case.supervision_due_at)
    assert [service.department for service in order.services.all()] == [city.sanitation]
    assert (order.requirement, order.number[0]) == ("限期办结", "D")
    word = again(case).events.get(move="supervision_order")
    assert (word.note, word.data["paper"]) == (order.number, order.number)
    assert again(case).version == case.version
    for client in (signed_in(city.sue), signed_in(city.hana)):
        assert "case-orders" in client.get(case.get_absolute_url()).text
        assert order.paper_number in client.get(f"/orders/of/case/{case.number}/").text
    sound()


def test_who_is_late_hears_it_of_the_order_alone(city: City) -> None:
    case = supervised(city, until=timezone.now() + HOUR)
    do_what_was_promised()
    late = timezone.now() + 30 * HOUR
    chase_all(at=late)
    chase_orders(at=late)
    assert not again(case).events.filter(move="supervision_overdue").exists()
    levels = Order.objects.get().events.filter(move="overdue").order_by("seq").values_list("data__level", flat=True)
    assert [*levels] == [2, 3]
    sound()


def test_a_message_that_comes_twice_makes_one_order(city: City) -> None:
    case = supervised(city)
    event = case.events.get(move="supervise")
    outbox.emit("case.supervised", [event.pk, event.pk])
    do_what_was_promised()
    assert Order.objects.count() == 1


def test_what_no_unit_owes_yet_stays_with_the_clock_of_the_case(city: City) -> None:
    case = make.reported("06010", by=city.ada, source="hotline", at=timezone.now() - HOUR)
    move(case, "supervise", city.sue, reason="限期", until=timezone.now() + HOUR)
    do_what_was_promised()
    assert not Order.objects.exists()
    chase_all(at=timezone.now() + 2 * HOUR)
    assert again(case).events.filter(move="supervision_overdue").exists()


def test_a_supervision_that_was_over_before_it_was_heard_of_makes_none(city: City) -> None:
    case = supervised(city)
    move(case, "end_supervision", city.sue)
    do_what_was_promised()
    assert not Order.objects.exists()


def test_another_supervision_is_another_order_in_the_place_of_the_first(city: City) -> None:
    case = supervised(city)
    do_what_was_promised()
    move(case, "supervise", city.lea, reason="再限", until=timezone.now() + 4 * DAY)
    do_what_was_promised()
    first, second = Order.objects.order_by("number")
    assert (first.state, second.state, second.issued_by) == ("withdrawn", "issued", city.lea)
    assert again(case).supervision_due_at == second.due_at
    sound()


def test_an_order_on_a_case_puts_it_under_supervision(city: City) -> None:
    case = make.dispatched("06010", by=city.ines, at=timezone.now() - HOUR)
    order = drawn(city, case=case.pk)
    stands = again(case)
    assert (stands.supervision_due_at, stands.supervised_at is not None) == (order.due_at, True)
    do_what_was_promised()
    assert Order.objects.count() == 1
    assert [*stands.events.order_by("-seq").values_list("move", flat=True)][:2] == ["supervision_order", "supervise"]
    sound()


def test_the_end_of_the_order_ends_the_supervision_and_the_other_way_round(city: City) -> None:
    one, other = supervised(city), supervised(city)
    do_what_was_promised()
    first, second = (Order.objects.get(case=case) for case in (one, other))
    do(answered(city, first), "accept_reply", city.sue)
    assert (again(one).supervised_at, again(other).supervised_at is None) == (None, False)
    move(other, "end_supervision", city.sue, note="已解决")
    do_what_was_promised()
    second.refresh_from_db()
    assert (second.state, second.events.get(move="auto_withdraw").actor) == ("withdrawn", "ledgers")
    first.refresh_from_db()
    assert first.state == "closed"
    sound()


def test_a_case_that_has_ended_gets_no_order(city: City) -> None:
    case = make.dispatched("06010", by=city.ines, at=timezone.now() - HOUR)
    move(case, "void", city.sven, reason="误报")
    with pytest.raises(Conflict):
        drawn(city, case=case.pk)
    assert not Order.objects.exists()


def test_of_a_private_case_the_order_says_nothing_and_only_who_handles_it_sees_it(city: City) -> None:
    case = make.dispatched("06010", by=city.ines, at=timezone.now() - HOUR, description="举报人王某")
    case = move(case, "supervise", city.sue, reason="限期", until=timezone.now() + DAY)
    Case.objects.filter(pk=case.pk).update(private=True)
    do_what_was_promised()
    order = Order.objects.get()
    assert "王某" not in order.problem
    sees = {
        user.username for user in city.everyone if Order.objects.visible_to(user).filter(pk=order.pk).exists()
    }  # fmt: skip
    assert sees == {"hana", "hugo", "sven", "arno", "sue"}  # sue issued it
    with pytest.raises(Missing):
        do(order, "withdraw", city.lea, reason="x")


def test_a_case_that_the_supervisor_does_not_see_gets_no_order_of_theirs(city: City) -> None:
    case = make.dispatched("06010", by=city.ines, at=timezone.now() - HOUR)
    Case.objects.filter(pk=case.pk).update(private=True)
    with pytest.raises(Missing):
        drawn(city, case=case.pk)


def test_by_api_a_case_says_its_supervision_and_the_orders_are_found_by_it(city: City) -> None:
    case = supervised(city)
    do_what_was_promised()
    client = api_client(city.sue)
    rows = client.get("/api/v1/orders/", {"case": case.number}).json()["results"]
    assert [row["case"] for row in rows] == [case.number]
    assert client.get(f"/api/v1/cases/{case.number}/").json()["supervision"]["late"] is False


def test_the_paper_that_waits_too_long_in_the_queue_is_issued_when_it_is_heard(city: City, travel: Any) -> None:
    supervised(city, until=timezone.now() + 10 * DAY)
    travel(2)
    do_what_was_promised()
    order = Order.objects.get()
    assert order.sign_due_at > timezone.now() > order.issued_at - timedelta(seconds=5)
