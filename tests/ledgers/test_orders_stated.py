"""The table of moves of orders against its second statement: at the rules, at the page and at the API.

At each door everybody who may makes the move, and of those who may not one in so many; with `--long` all of them.
"""

import uuid
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from common.throttling import counter
from departments.models import Membership
from ledgers.models import Order
from ledgers.permissions.orders import drawing_refusal
from ledgers.workflow.order_states import OrderState
from ledgers.workflow.orders import MOVES
from tests import factories as make
from tests.cases.conftest import BACKEND
from tests.cast import City
from tests.clients import api_client
from tests.ledgers.drawing import do, drawn
from tests.ledgers.stated_orders import ALLOWED, DRAW, EVER, PEOPLE, SAID, SEE, TARGETS
from tests.sweeps import Sweep

pytestmark = pytest.mark.django_db
ONE_IN = 4


class Stage:
    """The people of the stated table, and an order of each state that was served on one unit."""

    def __init__(self, city: City) -> None:
        self.city = city
        bureau = make.department("bureau", name="城管局")
        city.sanitation.parent = bureau
        city.sanitation.save()
        units = {
            "handler": city.sanitation, "head": city.sanitation, "above": bureau, "other_handler": city.roads,
            "other_head": city.roads,
        }  # fmt: skip
        self.people = {name: make.user(f"the-{name}", role, language="en") for name, role in PEOPLE.items()}
        for name, unit in units.items():
            Membership.objects.create(user=self.people[name], department=unit)
        self.apis = {name: api_client(user) for name, user in self.people.items()}
        self.pages = {name: _page(user) for name, user in self.people.items()}
        self.orders = {state: self._order(state) for state in ALLOWED}

    def _order(self, state: str) -> Order:
        order, hana, sue = drawn(self.city), self.city.hana, self.city.sue
        if state == "withdrawn":
            return do(order, "withdraw", sue, reason="重复")
        road = {"issued": 0, "signed": 1, "replied": 2, "closed": 3}[state]
        steps: list[tuple[str, User, dict[str, Any]]] = [
            ("sign", hana, {}), ("reply", hana, {"note": "已完成"}), ("accept_reply", sue, {}),
        ]  # fmt: skip
        for move, by, said in steps[:road]:
            order = do(order, move, by, **said)
        return order

    def answer(self, door: str, name: str, state: str, move: str) -> tuple[int, str]:
        """The status and the state afterwards; then it is undone."""
        order = self.orders[state]
        body = {"id": str(uuid.uuid4()), "version": order.version, **SAID.get(move, {})}
        counter.forget()
        with transaction.atomic():
            found: Any
            if door == "api":
                found = self.apis[name].post(f"/api/v1/orders/{order.number}/moves/{move}/", body, format="json")
            else:
                found = self.pages[name].post(f"/orders/{order.number}/moves/{move}/", body)
            after = Order.objects.get(pk=order.pk).state
            transaction.set_rollback(True)
        return found.status_code, after


def _page(user: User) -> Client:
    client = Client()
    client.force_login(user, BACKEND)
    return client


@pytest.fixture
def stage(city: City) -> Stage:
    return Stage(city)


def expected(name: str, state: str, move: str) -> str:
    if name not in SEE:
        return "404"
    if name in ALLOWED[state].get(move, "").split():
        return "done"
    return "409" if name in EVER[move].split() else "403"


@pytest.mark.parametrize("door", ["api", "page"])
@pytest.mark.parametrize("state", ALLOWED)
def test_each_door_lets_exactly_those_who_may(stage: Stage, door: str, state: str, sweep: Sweep) -> None:
    may = [(name, move) for move in MOVES for name in ALLOWED[state].get(move, "").split()]
    others = [(name, move) for move in MOVES for name in PEOPLE if (name, move) not in may]
    wrong = []
    for name, move in (*may, *sweep.share(others, one_in=ONE_IN, seed=f"{door} {state}")):
        status, after = stage.answer(door, name, state, move)
        said = "done" if status in (200, 302) else str(status)
        right, target = expected(name, state, move), TARGETS.get((state, move)) if said == "done" else state
        if (said, after) != (right, target):
            wrong.append(f"{name} {move}: {said} → {after}, and not {right} → {target}")
    assert not wrong, "\n".join(wrong)


def test_all_states_and_moves_are_stated(city: City) -> None:
    assert set(ALLOWED) == set(OrderState.values)
    assert set(EVER) == set(MOVES)


def test_who_draws_up_orders(stage: Stage) -> None:
    assert {name for name, user in stage.people.items() if drawing_refusal(user) is None} == DRAW
    for name, client in stage.apis.items():
        status = client.post("/api/v1/orders/", {}, format="json").status_code
        assert status == (400 if name in DRAW else 403), name
        assert stage.pages[name].get("/orders/add/").status_code == (200 if name in DRAW else 403), name
