"""Random lives of items: whatever people and clocks do, in whatever order and at the same moment, histories are sound.

A share of the lives is lived in each run, 500 of them with `--long`, as many as are asked for with `LIVES=`.
"""

import os
import random
import uuid
from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from common import outbox
from common.refusals import Refused
from evidence.models import Photo, PhotoStatus
from inspections.actions import VisitRequest, perform_visit
from inspections.models import Visit
from ledgers.actions import (
    ItemRequest,
    chase_items,
    chase_orders,
    end_orders_of_items,
    follow_given,
    follow_items,
    move_item,
    open_item,
    order_item,
    order_looks,
)
from ledgers.actions.items.left import vacate
from ledgers.models import Item, ItemEvent, Order
from ledgers.topics import ITEM, ITEM_ENDED, ITEM_GIVEN, ITEM_UNDONE
from ledgers.workflow.item_states import Need
from ledgers.workflow.items import MOVES
from tests import factories as make
from tests.cast import City
from tests.inspections.looking import setting
from tests.ledgers.opening import DAY, report, sound
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
FEW, MANY, STEPS = 6, 500, 30
LIVES = int(os.environ.get("LIVES", "0"))
SELDOM = {"void": 0.03, "send_back": 0.2, "account": 0.2, "accept": 0.2, "reassign": 0.2, "reject": 0.3}
PEOPLE = ("hana", "hugo", "omar", "ada", "sven", "dora", "sue", "lea", "arno", "ines")


def test_whatever_happens_the_histories_are_sound(city: City, request: pytest.FixtureRequest) -> None:
    setting("item_look_share", 0.5)
    city.sanitation.parent = city.street_office
    city.sanitation.save()
    make.place("S1")
    made: Counter[str] = Counter()
    for number in range(LIVES or (MANY if request.config.getoption("long") else FEW)):
        live(city, random.Random(f"item {number}"), made)
    sound()
    assert Order.objects.filter(state__in=["closed", "withdrawn"]).exists()
    reached = set(Item.objects.values_list("state", flat=True))
    assert made["moved"] > made["opened"] * 4
    assert {"reviewing", "written_off", "answering"} & reached
    assert made["at once"] > 0


def live(city: City, chance: random.Random, made: Counter[str]) -> None:
    now = timezone.now() - 100 * DAY
    said: dict[str, Any] = {"place": chance.choice(["", "S1"]), "category": chance.choice(["06010", "01001"])}
    item, __ = open_item(
        report=report(unit=chance.choice(["sanitation", "roads", ""]), due_at=now + 9 * DAY, **said),
        at=now,
        by=city.sue,
    )
    made["opened"] += 1
    for _step in range(STEPS):
        now += timedelta(minutes=chance.choice([5, 240, 1500, 4000]))
        if chance.random() < 0.3:
            tick(city, chance, now)
        chosen = [choice(city, chance, item, now) for _ in range(2 if chance.random() < 0.1 else 1)]
        made["at once"] += len(chosen) > 1
        made["moved"] += sum(at_once([partial(tried, *each) for each in chosen]))


def tick(city: City, chance: random.Random, now: datetime) -> None:
    """Two clocks at once, what follows by itself, and somebody who looks."""
    at_once([lambda: chase_items(at=now), lambda: order_looks(at=now), lambda: chase_orders(at=now)])
    promised(now)
    if chance.random() < 0.1:
        leave(city, now)
    for visit in Visit.objects.live():
        asked = VisitRequest("do", visit.version, passed=chance.random() < 0.5)
        perform_visit(visit_id=visit.pk, request=asked, at=now, by=city.sven)
    outbox.drain("visit.ended.item")
    promised(now)


def promised(now: datetime) -> None:
    """What follows by itself, and what becomes of orders: as the workers do it, at the hour of this life."""
    follow_items(ids=waiting(ITEM), at=now)
    for event in ItemEvent.objects.filter(pk__in=waiting(ITEM_UNDONE)).order_by("item", "seq"):
        order_item(event, at=now)
    follow_given(ids=waiting(ITEM_GIVEN), at=now)
    end_orders_of_items(ids=waiting(ITEM_ENDED), at=now)


def waiting(topic: str) -> list[uuid.UUID]:
    return [uuid.UUID(each) for each in outbox.withdraw(topic)]


def leave(city: City, now: datetime) -> None:
    """Somebody is switched off, and comes back."""
    User.objects.filter(pk=city.hana.pk).update(is_active=False)
    with transaction.atomic():
        vacate(people=[city.hana.pk], at=now)
    User.objects.filter(pk=city.hana.pk).update(is_active=True)


def choice(
    city: City, chance: random.Random, item: Item, now: datetime
) -> tuple[Item, ItemRequest, User, datetime]:  # fmt: skip
    """Mostly a move that its state allows by somebody whose role may; now and then anything by anybody."""
    stored = Item.objects.get(pk=item.pk)
    moves = [
        move for move in MOVES.values() if stored.state in move.sources and chance.random() < SELDOM.get(move.name, 1)
    ]
    move = chance.choice(moves if moves and chance.random() < 0.9 else list(MOVES.values()))
    fit = [name for name in PEOPLE if getattr(city, name).role in move.roles]
    by: User = getattr(city, chance.choice(fit if fit and chance.random() < 0.9 else PEOPLE))
    version = stored.version - (chance.random() < 0.05)
    asked = [need for need in Need if need in move.fields and (need in move.needs or chance.random() < 0.5)]
    fields = {need.value: value_of(need, chance, by, now) for need in asked}
    return (
        item,
        ItemRequest(move.name, max(version, 1), uuid.UUID(int=chance.getrandbits(128), version=4), **fields),
        by,
        now,
    )


def value_of(need: Need, chance: random.Random, by: User, now: datetime) -> Any:
    if need == Need.PHOTOS:
        status = PhotoStatus.READY if chance.random() < 0.8 else PhotoStatus.RECEIVED
        return (make.photo(by, status=status).pk,)
    return {
        Need.UNTIL: now + chance.choice([-1, 2, 12, 40]) * DAY, Need.CASES: ("none-such",),
        Need.DEPARTMENT: chance.choice(["sanitation", "roads", "street-1"]), Need.LINKED_UNIT: "roads",
        Need.IN_CHARGE: chance.choice(["hana", "omar"]), Need.OWNER: "lea",
        Need.LEADER: "lea", Need.LINKED_LEADER: "hugo",
    }.get(need, "写几个字")  # fmt: skip


def tried(item: Item, request: ItemRequest, by: User, now: datetime) -> bool:
    try:
        move_item(item_id=item.pk, request=request, at=now, by=by)
    except Refused:
        return False
    return True


def test_no_photo_of_another_comes_with_a_move(city: City) -> None:
    """One rule of evidence that random people would not find: a photo that somebody else sent proves nothing."""
    from tests.ledgers.opening import do, taken

    item, photo = taken(city), make.photo(city.hugo)
    with pytest.raises(Refused):
        do(item, "claim", city.hana, note="好", photos=(photo.pk,))
    assert Photo.objects.get(pk=photo.pk).subject is None
