"""An item goes to another unit, up, or to a later day: its limit stays, and who has nothing to do with it loses it."""

import uuid

import pytest
from django.utils import timezone

from accounts.roles import Role
from common.refusals import Conflict, Refused
from departments.models import Kind, Membership
from ledgers.actions import chase_items
from ledgers.models import Item
from tests import factories as make
from tests.cast import City
from tests.inspections.looking import setting
from tests.ledgers.opening import (
    DAY,
    do,
    follow,
    opened,
    sound,
    taken,
    told,
)

pytestmark = pytest.mark.django_db


def test_passing_up_takes_grounds_counts_and_leaves_the_limit_as_it_is(city: City) -> None:
    office = city.street_office
    community = make.department("community-1", name="第一社区", kind=Kind.COMMUNITY, parent=office)
    head = make.user("carl", Role.DEPARTMENT_HEAD)
    Membership.objects.create(user=head, department=community)
    item = opened(city, unit=community.code)
    due_at = item.due_at
    assert item.level == "community"
    with pytest.raises(Refused, match="理由"):
        do(item, "pass_up", head)
    item = do(item, "pass_up", head, reason="超出社区权限")
    assert (item.department, item.level, item.passed_up, item.due_at) == (office, "street", 1, due_at)
    assert Item.objects.visible_to(head).filter(pk=item.pk).exists()  # who passed it up still sees it
    with pytest.raises(Refused):
        do(item, "take", head)
    sound()


def test_given_back_it_waits_for_another_unit_and_is_the_first_ones_no_more(city: City) -> None:
    item = opened(city)
    key = uuid.uuid4()
    from ledgers.actions import ItemRequest, move_item

    asked = ItemRequest("send_back", item.version, key, reason="不属我单位")
    assert move_item(item_id=item.pk, request=asked, by=city.hugo)[1] is False
    assert move_item(item_id=item.pk, request=asked, by=city.hugo)[1] is True  # their device never heard the answer
    assert not Item.objects.visible_to(city.hugo).filter(pk=item.pk).exists()
    due_at = Item.objects.get(pk=item.pk).due_at
    item = do(item, "assign", city.dora, department="roads")
    assert (item.department, item.due_at, item.sent_back_count) == (city.roads, due_at, 1)
    sound()


def test_an_extension_has_an_end_and_the_first_limit_stays(city: City) -> None:
    item, now = taken(city), timezone.now()
    first = item.due_at
    with pytest.raises(Refused):
        do(item, "ask_extension", city.hana, reason="材料未到", until=now + DAY)
    do(item, "ask_extension", city.hana, reason="材料未到", until=now + 20 * DAY)
    item = do(item, "grant_extension", city.sue)
    assert (item.first_due_at, item.due_at, item.extensions) == (first, now + 20 * DAY, 1)
    setting("item_days", 1)  # an edit of tomorrow rewrites no limit of today
    item.refresh_from_db()
    assert item.due_at == now + 20 * DAY
    setting("item_extensions", 1)
    with pytest.raises(Conflict):
        do(item, "ask_extension", city.hana, reason="还要", until=now + 30 * DAY)
    sound()


def test_put_off_to_a_day_it_goes_on_by_itself_with_what_was_left(city: City) -> None:
    item, now = taken(city), timezone.now()
    with pytest.raises(Refused):
        do(item, "accept", city.lea, reason="等待改造", until=now + 365 * DAY)
    with pytest.raises(Refused):
        do(item, "accept", city.lea, reason="等待改造")
    item = do(item, "accept", city.lea, at=now, reason="等待改造", until=now + 60 * DAY)
    assert (item.state, item.lamp(at=now).value) == ("accepted", "grey")
    assert chase_items(at=now + 50 * DAY) == 0
    chase_items(at=now + 58 * DAY)
    assert ("hana", "item_goes_on") in told("item_goes_on")
    chase_items(at=now + 61 * DAY)
    follow()
    item.refresh_from_db()
    assert item.state == "rectifying"
    sound()
