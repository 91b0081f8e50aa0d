"""The life of an item: opened, handed over, put right, written off by a second person."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from common import outbox
from common.integrity import examine
from common.refusals import Refused
from evidence.actions.photo import _refuse
from evidence.models import PhotoStatus
from ledgers.integrity import CHECKS
from ledgers.models import Item
from tests import factories as make
from tests.cast import City
from tests.ledgers.opening import DAY, claimed, do, history, opened, sound, taken, told
from tests.races import at_once

pytestmark = pytest.mark.django_db


def test_the_straight_road_through_the_links_of_the_chain(city: City) -> None:
    item = opened(city)
    assert (item.state, item.department, item.number[:1]) == ("assigned", city.sanitation, "L")
    assert {("hana", "item_assigned"), ("hugo", "item_assigned")} <= told("item_assigned")
    item = do(item, "take", city.hana, in_charge="hana")
    item = do(item, "diary", city.hana, note="第一次清运", photos=(make.photo(city.hana).pk,))
    item = do(item, "claim", city.hana, note="已清理", photos=(make.photo(city.hana).pk,))
    assert ("sue", "item_claimed") in told("item_claimed")
    item = do(item, "write_off", city.sue, note="现场属实")
    assert (item.state, item.is_open, item.was_late, item.next_chase_at) == ("written_off", False, False, None)
    assert history(item) == ["open", "assign", "take", "diary", "claim", "write_off"]
    assert ("hana", "item_written_off") in told("item_written_off")
    sound()


def test_it_is_written_off_by_a_second_person_on_evidence_that_can_be_seen(city: City) -> None:
    photo = make.photo(city.hana, status=PhotoStatus.RECEIVED)
    item = do(taken(city), "claim", city.hana, note="已清理", photos=(photo.pk,))
    with pytest.raises(Refused, match="处理"):
        do(item, "write_off", city.sue)
    with transaction.atomic():
        _refuse(photo, "unreadable")
    outbox.drain("item.photo_refused")
    assert ("hana", "item_photo_refused") in told("item_photo_refused")
    with pytest.raises(Refused) as no:
        do(item, "write_off", city.sue)
    assert [*no.value.errors] == ["photos"]
    item = do(item, "return", city.sue, reason="补拍照片")
    assert (item.state, item.finished_at, item.returned_count) == ("rectifying", None, 1)
    do(item, "claim", city.hana, note="补拍", photos=(make.photo(city.hana).pk,))
    do(item, "write_off", city.sven)
    sound()


def test_the_database_itself_refuses_one_person_who_says_and_writes_off(city: City) -> None:
    item = claimed(city)
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(state="written_off", is_open=False, written_off_by=item.claimed_by)


def test_a_limit_that_was_written_past_its_history_is_found(city: City) -> None:
    item = taken(city)
    Item.objects.filter(pk=item.pk).update(due_at=timezone.now() + 99 * DAY)
    assert "item_limit" in {check.name for check in CHECKS if examine(check).count}
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE ledgers_itemevent SET note = 'x' WHERE item_id = %s", [item.pk])


@pytest.mark.django_db(transaction=True)
def test_two_who_write_it_off_at_once_do_it_once(city: City) -> None:
    item = claimed(city)
    answers = at_once([lambda: _try(item, city.sue), lambda: _try(item, city.sven)])
    assert sorted(answers) == [False, True]
    sound()


def _try(item: Item, by: Any) -> bool:
    try:
        do(item, "write_off", by)
    except Refused:
        return False
    return True
