"""What was written off is looked at again by chance, opens again where it is not in order, or comes again."""

from typing import Any

import pytest
from django.utils import timezone

from common import outbox
from inspections.actions import VisitRequest, perform_visit
from inspections.models import Visit
from ledgers.actions import order_looks
from tests import factories as make
from tests.cast import City
from tests.inspections.looking import setting
from tests.ledgers.opening import DAY, follow, history, opened, sound, written_off
from tests.races import at_once

pytestmark = pytest.mark.django_db


def test_chance_wants_it_looked_at_again_and_a_failed_look_opens_it_by_its_own_move(city: City) -> None:
    setting("item_look_share", 1.0)
    item, now = written_off(city), timezone.now()
    first_limit = item.due_at
    assert order_looks(at=now + 13 * DAY) == 0
    assert [order_looks(at=now + 15 * DAY) for __ in range(2)] == [1, 0]
    visit = Visit.objects.get(subject_kind="item", subject_key=str(item.pk))
    assert item.number in visit.title
    perform_visit(
        visit_id=visit.pk, request=VisitRequest("do", visit.version, passed=False, note="又堆满"), by=city.sven
    )
    for __ in range(2):
        outbox.drain("visit.ended.item")
    follow()
    item.refresh_from_db()
    assert (item.state, item.reopened_count, item.written_off_by, item.finished_at) == ("answering", 1, None, None)
    assert first_limit is not None
    assert item.due_at is not None
    assert (item.first_due_at, item.due_at > first_limit) == (first_limit, True)
    assert history(item)[-2:] == ["look_ordered", "auto_reopen"]
    assert item.events.get(move="auto_reopen").note == "又堆满"
    sound()


def test_a_look_that_is_passed_is_on_record_and_nothing_else_changes(city: City) -> None:
    setting("item_look_share", 1.0)
    item = written_off(city)
    order_looks(at=timezone.now() + 15 * DAY)
    visit = Visit.objects.get(subject_kind="item")
    perform_visit(visit_id=visit.pk, request=VisitRequest("do", visit.version, passed=True), by=city.sven)
    outbox.drain("visit.ended.item")
    item.refresh_from_db()
    assert (item.state, history(item)[-1]) == ("written_off", "looked")
    sound()


def test_without_a_share_nothing_is_looked_at_again(city: City) -> None:
    setting("item_look_share", 0.0)
    written_off(city)
    assert order_looks(at=timezone.now() + 30 * DAY) == 0


def test_the_same_problem_at_the_same_place_opens_a_linked_item_and_the_old_clock_stays(city: City) -> None:
    make.place("S1")
    said: dict[str, Any] = {"place": "S1", "category": "06010", "lng": None, "lat": None}
    old = written_off(city, **said)
    again = opened(city, **said)
    assert again.recurs == old
    old.refresh_from_db()
    assert (old.state, history(old)[-1]) == ("written_off", "write_off")
    assert opened(city, **said | {"category": "01001"}).recurs is None
    later = opened(city, at=timezone.now() + 91 * DAY, **said | {"due_at": None})
    assert later.recurs is None
    sound()


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_order_each_look_once(city: City) -> None:
    setting("item_look_share", 1.0)
    for __ in range(3):
        written_off(city)
    later = timezone.now() + 15 * DAY
    assert sum(at_once([lambda: order_looks(at=later)] * 2)) == 3
    assert Visit.objects.filter(subject_kind="item").count() == 3
