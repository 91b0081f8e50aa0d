"""Who is a second person for an item, and up to which day the same problem is a recurrence."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from common.refusals import Refused
from departments.models import Membership
from ledgers.actions.items.left import vacate
from ledgers.models import Item
from tests import factories as make
from tests.cast import City
from tests.ledgers.opening import DAY, claimed, do, opened, taken, written_off

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("part", ["said that it is done", "was in charge"])
def test_who_had_it_in_hand_is_no_second_person_in_another_role(city: City, part: str) -> None:
    if part == "was in charge":
        item = do(taken(city), "put_in_charge", city.hugo, in_charge="hana")
        item = do(item, "claim", city.hugo, note="已清理", photos=(make.photo(city.hugo).pk,))
    else:
        item = claimed(city)
    Membership.objects.filter(user=city.hana).delete()
    User.objects.filter(pk=city.hana.pk).update(role=Role.SUPERVISOR)
    with pytest.raises(Refused):
        do(item, "write_off", User.objects.get(pk=city.hana.pk))
    assert do(item, "write_off", city.sue).state == "written_off"


@pytest.mark.parametrize("part", ["said that it is done", "was in charge"])
def test_who_once_had_it_in_hand_stays_no_second_person(city: City, part: str) -> None:
    """Somebody else has it in hand now, and said that it is done."""
    item = do(taken(city), "put_in_charge", city.hugo, in_charge="hana")
    if part == "said that it is done":
        item = do(item, "claim", city.hana, note="已清理", photos=(make.photo(city.hana).pk,))
        item = do(item, "return", city.sue, reason="补拍照片")
    Membership.objects.filter(user=city.hana).delete()
    User.objects.filter(pk=city.hana.pk).update(role=Role.SUPERVISOR)
    vacate(people=[city.hana.pk])
    item = Item.objects.get(pk=item.pk)
    assert item.in_charge is None
    item = do(item, "claim", city.hugo, note="已清理", photos=(make.photo(city.hugo).pk,))
    with pytest.raises(Refused):
        do(item, "write_off", User.objects.get(pk=city.hana.pk))
    assert do(item, "write_off", city.sue).state == "written_off"


@pytest.mark.parametrize(
    ("after", "recurs"),
    [(timedelta(0), True), (90 * DAY, True), (90 * DAY + timedelta(microseconds=1), False)],
)
def test_a_recurrence_is_one_to_the_end_of_the_last_day(city: City, after: timedelta, recurs: bool) -> None:
    make.place("S1")
    said: dict[str, Any] = {"place": "S1", "category": "06010", "lng": None, "lat": None, "due_at": None}
    old = written_off(city, **said)
    at = Item.objects.get(pk=old.pk).written_off_at
    assert at is not None
    assert (opened(city, at=at + after, **said).recurs == old) is recurs
