"""Random lives of orders: whatever several people and two clocks do, together or one by one, `fsck` is content.

`LIVES=500 ./dev test tests/ledgers/test_random_lives_of_orders.py` lives as many as the project was shown with; a run
of all tests lives a few.
"""

import os
import uuid
from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from cases.actions import MoveRequest, chase_all, perform
from cases.models import Case
from cases.workflow import MOVES as CASE_MOVES
from common.refusals import Refused
from ledgers.actions import OrderDraft, OrderRequest, chase_orders, draw_up_order, move_order
from ledgers.models import Order
from ledgers.permissions.orders import ORDERS, OrderViewer
from ledgers.workflow.orders import MOVES
from tests import factories as make
from tests.cast import City
from tests.ledgers.drawing import do_what_was_promised, sound, works_for_roads
from tests.races import at_once

LIVES, STEPS = int(os.environ.get("LIVES", "6")), 30
LEFT = "cases_case, cases_chaseentry, cases_feedarrival, cases_feedentry, ledgers_order, notices_notice, common_message"
SELDOM = {"withdraw": 0.05, "follow": 0.2, "remind": 0.2, "refuse_reply": 0.6}  # else hardly an order would be closed
pytestmark = pytest.mark.django_db(transaction=True)


class Life:
    """Two cases, some orders, and the people around them; every answer is an order or a refusal, nothing else."""

    def __init__(self, city: City, seed: int, made: Counter[str]) -> None:
        self.city, self.chance, self.made = city, Random(f"orders {seed}"), made
        self.now = timezone.now()
        self.people = [city.hana, city.hugo, city.omar, city.sue, city.lea, city.sven]
        with transaction.atomic():
            self.cases = [make.dispatched("06010", by=city.ines, at=self.now - timedelta(hours=2)) for __ in range(2)]

    def live(self) -> None:
        self.draw()
        for __ in range(STEPS):
            self.now += timedelta(minutes=self.chance.choice([1, 20, 200, 2_000]))
            self.step()
        do_what_was_promised()
        sound()

    def step(self) -> None:
        chance = self.chance.random()
        if chance < 0.12:
            self.draw()
        elif chance < 0.22:
            at_once([lambda: chase_orders(at=self.now)] * 2)
            chase_all(at=self.now)
            do_what_was_promised()
        elif chance < 0.34:
            self.tried(self.supervision())
        elif chance < 0.42:
            at_once([partial(self.tried, self.move()) for __ in range(3)])
        else:
            self.tried(self.move())

    def draw(self) -> None:
        case = self.chance.choice([None, None, *self.cases])
        units = self.chance.choice([("sanitation",), ("roads", "sanitation"), ("roads",)])
        draft = OrderDraft(
            id=self.id(), kind=self.chance.choice(["supervision", "rectification"]), title="督办", problem="问题",
            requirement="整改", units=units, due_at=self.now + timedelta(days=self.chance.choice([1, 5, 30])),
            case=case.pk if case else None,
        )  # fmt: skip
        by, at = self.chance.choice([self.city.sue, self.city.lea]), self.now
        self.tried(("draw", lambda: draw_up_order(draft=draft, at=at, by=by)))

    def supervision(self) -> tuple[str, Any]:
        """What befalls the case itself."""
        case = Case.objects.get(pk=self.chance.choice(self.cases).pk)
        name = self.chance.choice([
            "supervise", "supervise", "end_supervision", "take", "void", "restore", "send_back", "send_back",
            "dispatch", "dispatch",
        ])  # fmt: skip
        by = {
            "take": self.city.hana, "send_back": self.chance.choice([self.city.hana, self.city.omar]),
            "dispatch": self.city.dora, "void": self.city.sven, "restore": self.city.sven,
        }.get(name, self.city.sue)  # fmt: skip
        said: dict[str, Any] = {"reason": "限期"} if "reason" in CASE_MOVES[name].needs else {}
        if name == "dispatch":
            said["department"] = self.chance.choice(["sanitation", "roads"])
        if name == "supervise":
            said["until"] = self.now + timedelta(days=self.chance.choice([1, 9]))
        request = MoveRequest(name, version=case.version, id=self.id(), **said)
        at = self.now
        return f"case {name}", lambda: perform(case_id=case.pk, request=request, at=at, by=by)

    def move(self) -> tuple[str, Any]:
        orders = list(Order.objects.order_by("number"))
        if not orders:
            return "nothing", lambda: None
        order, name, by = self.chance.choice(orders[-4:]), self.chance.choice([*MOVES]), self.chance.choice(self.people)
        if self.chance.random() < 0.85 and (possible := self.possible(order)):
            name, by = self.chance.choices(possible, [SELDOM.get(name, 1.0) for name, __ in possible])[0]
        said: dict[str, Any] = {need.value: "说明" for need in MOVES[name].needs}
        if len(order.services.all()) > 1 and self.chance.random() < 0.5:
            said["unit"] = self.chance.choice(["sanitation", "roads"]) if "unit" in MOVES[name].fields else ""
        request = OrderRequest(name, order.version - (self.chance.random() < 0.05), self.id(), **said)
        at: datetime = self.now
        return name, lambda: move_order(order_id=order.pk, request=request, at=at, by=by)

    def possible(self, order: Order) -> list[tuple[str, User]]:
        """Each move that is open to somebody now."""
        return [
            (move.name, user) for move in MOVES.values() for user in self.people
            if ORDERS.refusal(OrderViewer(user, self.now), order, move) is None
        ]  # fmt: skip

    def tried(self, what: tuple[str, Any]) -> None:
        name, call = what
        try:
            call()
        except Refused:
            self.made["refused"] += 1
        else:
            self.made[name] += 1

    def id(self) -> uuid.UUID:
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)


def test_random_lives_are_sound(city: City) -> None:
    works_for_roads(city, city.omar)
    made: Counter[str] = Counter()
    for seed in range(LIVES):
        Life(city, seed, made).live()
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL citymgmt.allow_truncate = 'yes'; TRUNCATE {LEFT} CASCADE")
            cursor.execute("DELETE FROM common_series")
        made["lives"] += 1
    print(dict(made))  # noqa: T201 - shown with -s, and when it fails
    by_people = {name for name, move in MOVES.items() if "system" not in move.roles}
    assert {"draw", "sign", "reply", "accept_reply", "case supervise"} <= set(made)
    if LIVES >= 50:
        assert by_people <= set(made), by_people - set(made)
