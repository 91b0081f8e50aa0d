"""The table of moves, compared with the one stated by hand: in the rules, at the API and at the page."""

import random
import uuid
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from common.throttling import counter
from departments.models import Membership
from ledgers.models import Item
from ledgers.permissions.items import ITEM_RULES, ItemViewer, opening_refusal
from ledgers.workflow.items import MOVES
from tests import factories as make
from tests.cast import City
from tests.clients import api_client
from tests.ledgers import opening
from tests.ledgers.opening import DAY
from tests.ledgers.stated import (
    ABOVE,
    ALLOWED,
    BLIND,
    BLIND_WHERE_FOUND,
    FOLLOWS_UP,
    OPENS,
    PEOPLE,
    PLATFORM,
    STAYS,
    TARGETS,
    UNIT,
)  # fmt: skip

pytestmark = pytest.mark.django_db
SHARE = 0.06  # of the knocks at the doors in each run


@pytest.fixture
def people(city: City) -> dict[str, User]:
    """Each person of the stated table; `head` heads Sanitation, which owes the items."""
    bureau = make.department("bureau", name="城管局")
    city.sanitation.parent = bureau
    city.sanitation.save()
    bureau.refresh_from_db()  # a trigger keeps which units are below it
    found = {name: make.user(f"the-{name}", role) for name, role in PEOPLE.items()}
    of_unit = dict.fromkeys(("head", "handler", "claimer", "own_supervisor"), city.sanitation)
    for name, unit in {**of_unit, "above": bureau, "other_head": city.roads}.items():
        Membership.objects.create(user=found[name], department=unit)
    return found


def allowed(item: Item, people: dict[str, User]) -> dict[str, set[str]]:
    """By move, the people whom the rules let make it; each is looked at once, as a page does."""
    now = timezone.now()
    viewers = {
        name: ItemViewer(user, now)
        for name, user in people.items()
        if Item.objects.visible_to(user).filter(pk=item.pk).exists()
    }
    return {
        move.name: {name for name, viewer in viewers.items() if ITEM_RULES.refusal(viewer, item, move) is None}
        for move in MOVES.values()
    }


def in_state(city: City, people: dict[str, User], state: str) -> Item:
    item = opening.in_state(city, state)
    if state == "reviewing":
        Item.objects.filter(pk=item.pk).update(claimed_by=people["claimer"])
    return Item.objects.select_related("department").get(pk=item.pk)


@pytest.mark.parametrize("state", ALLOWED)
def test_who_may_do_what_in_which_state(city: City, people: dict[str, User], state: str) -> None:
    item = in_state(city, people, state)
    assert item.state == state
    assert allowed(item, people) == {move: set(ALLOWED[state].get(move, "").split()) for move in MOVES}


def test_where_each_move_leads_and_which_the_platform_makes() -> None:
    assert {move.name: str(move.target or STAYS) for move in MOVES.values()} == TARGETS
    assert {name for name, move in MOVES.items() if move.roles == {"system"}} == PLATFORM


def test_who_opens_items(people: dict[str, User]) -> None:
    assert {name for name, user in people.items() if opening_refusal(user) is None} == OPENS


def test_what_was_asked_for_is_decided_by_who_follows_up(city: City, people: dict[str, User]) -> None:
    item = opening.do(
        opening.taken(city), "ask_extension", city.hana, reason="材料未到", until=timezone.now() + 20 * DAY
    )  # fmt: skip
    found = allowed(item, people)
    assert found["grant_extension"] == found["refuse_extension"] == set(FOLLOWS_UP.split())
    assert found["ask_extension"] == set()


def test_the_mark_is_taken_off_where_there_is_one_and_nobody_asks_for_more_time_too_late(
    city: City, people: dict[str, User]
) -> None:
    hot = opening.do(opening.taken(city), "mark_hot", city.lea, owner="hugo")
    found = allowed(hot, people)
    assert found["unmark_hot"] == set(ABOVE.split())
    assert found["mark_hot"] == set()
    assert found["ask_extension"] == set(UNIT.split())
    Item.objects.filter(pk=hot.pk).update(due_at=timezone.now() - DAY)
    assert allowed(Item.objects.get(pk=hot.pk), people)["ask_extension"] == set()


@pytest.mark.parametrize("state", ALLOWED)
def test_page_and_api_say_the_same(
    city: City, people: dict[str, User], state: str, request: pytest.FixtureRequest
) -> None:
    """Who may is told at the most what is missing; who may not is told so, whatever was sent; others see nothing."""
    item, chance = in_state(city, people, state), random.Random(f"doors {state}")
    knocks = [(move, name) for move in MOVES for name in people]
    if not request.config.getoption("long"):
        knocks = chance.sample(knocks, int(len(knocks) * SHARE))
    blind = BLIND_WHERE_FOUND if state == "found" else BLIND
    for move, name in knocks:
        may = name in ALLOWED[state].get(move, "").split()
        for status in (by_api(item, move, people[name]), by_page(item, move, people[name])):
            if name in blind:
                assert status == 404, (move, name)
            else:
                assert (status in (200, 302, 400, 422)) == may, (move, name, status)


def by_api(item: Item, move: str, user: User) -> int:
    counter.forget()
    with transaction.atomic():
        address = f"/api/v1/items/{item.pk}/moves/{move}/"
        status = api_client(user).post(address, {"version": item.version}, format="json").status_code
        transaction.set_rollback(True)
    return int(status)


def by_page(item: Item, move: str, user: User) -> int:
    """With all fields, so that only who may is left to be asked; the state is judged when the fields are right."""
    client = Client()
    client.force_login(user)
    body: dict[str, Any] = {
        "id": str(uuid.uuid4()), "version": item.version, "note": "记", "reason": "因", "measures": "措施",
        "department": "roads", "until": str(timezone.localdate() + 30 * DAY), "in_charge": "hana", "owner": "hugo",
        "cases": "none", "photos": str(uuid.uuid4()),
    }  # fmt: skip
    with transaction.atomic():
        answer = client.post(f"/ledger/{item.number}/moves/{move}/", body)
        transaction.set_rollback(True)
    return answer.status_code
