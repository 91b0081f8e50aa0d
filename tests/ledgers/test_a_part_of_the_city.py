"""Who leads a part of the city sees the items and orders of that part, and no others, at every door."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from cases.models import Scope
from common.refusals import Missing
from dashboards.queries.now import beside
from evaluations.periods import Days
from evaluations.queries.supervision import supervision
from evaluations.viewer import viewer_of
from grids.models import Area, Level
from ledgers.actions import ItemRequest, chase_items, move_item
from ledgers.models import Item, Order
from notices.models import Notice
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client
from tests.ledgers.drawing import do_what_was_promised, drawn
from tests.ledgers.opening import DAY, opened
from tests.rounds.making import group as make_group

pytestmark = pytest.mark.django_db
HERE, THERE, NOWHERE = (0, 0), (0, 5), (40, 40)


@pytest.fixture(autouse=True)
def other_district(city: City) -> Area:
    """Beside the district of the city, with a street, a community and a unit grid of its own."""
    district = make.area("310102", Level.DISTRICT, make.square(0, 5, width=4))
    street = make.area("310102001", Level.STREET, make.square(0, 5, width=4), parent=district)
    community = make.area("310102001001", Level.COMMUNITY, make.square(0, 5, width=4), parent=street)
    make.unit_grid("310102001001001", community, make.square(0, 5), duty_grid=city.duty_grids[1])
    return district


def give(person: User, *codes: str) -> User:
    """The person as the next request finds them; `310101` is an area, `event:06` a class."""
    for code in codes:
        Scope.objects.create(person=person, kind="area" if code.isdigit() else "class", code=code)
    return User.objects.get(pk=person.pk)


def lying(city: City, cell: tuple[int, int], **rest: Any) -> Item:
    lng, lat = make.middle(*cell)
    return opened(city, lng=lng, lat=lat, **rest)


def late(city: City, cell: tuple[int, int], **rest: Any) -> Item:
    now = timezone.now()
    return lying(city, cell, at=now - 9 * DAY, due_at=now - DAY, **rest)


@dataclass
class Items:
    """One in each district, one outside of all areas, one without a class in the city's; all others are rubbish."""

    here: Item
    there: Item
    outside: Item
    unclassed: Item

    def named(self, *items: Item) -> set[str]:
        return {name for name, item in vars(self).items() if item in items}


@pytest.fixture
def items(city: City) -> Items:
    return Items(
        lying(city, HERE, category="06010"), lying(city, THERE, category="06010"),
        lying(city, NOWHERE, category="06010"), lying(city, HERE),
    )  # fmt: skip


MATRIX: tuple[tuple[tuple[str, ...], set[str]], ...] = (
    ((), {"here", "there", "outside", "unclassed"}),
    (("310101",), {"here", "unclassed"}),
    (("310101001",), {"here", "unclassed"}),
    (("310101001001",), {"here", "unclassed"}),
    (("310102",), {"there"}),
    (("310101", "310102001"), {"here", "there", "unclassed"}),
    (("event:06",), {"here", "there", "outside"}),
    (("event:01",), set()),
    (("310101", "event:06010"), {"here"}),
    (("310102", "event:01"), set()),
    (("999999",), set()),
)


@pytest.mark.parametrize(("codes", "expected"), MATRIX, ids=[" ".join(codes) or "none" for codes, __ in MATRIX])
def test_items_are_seen_by_the_district_the_street_the_community_and_the_class(
    city: City, items: Items, codes: tuple[str, ...], expected: set[str]
) -> None:
    for person in (city.lea, make.user("stella", Role.SUPERVISOR), city.ada, city.sven, city.dora):
        assert items.named(*Item.objects.visible_to(give(person, *codes))) == expected, person
    everything = {"here", "there", "outside", "unclassed"}
    assert items.named(*Item.objects.visible_to(give(city.arno, *codes))) == everything
    assert items.named(*Item.objects.visible_to(give(city.hana, *codes))) == everything  # her unit owes them


def test_what_somebody_opened_or_answers_for_they_see_wherever_it_lies(city: City, items: Items) -> None:
    mine = lying(city, THERE, leader="lea")
    hot = lying(city, NOWHERE, linked_leader="lea")
    lea, sue = give(city.lea, "310101"), give(city.sue, "310101", "event:01")
    assert set(Item.objects.visible_to(lea)) == {items.here, items.unclassed, mine, hot}
    assert set(Item.objects.visible_to(sue)) == set(Item.objects.all())  # she opened each


def test_lists_files_homes_searches_and_counts_hold_the_same_items(city: City, signed_in: SignedIn) -> None:
    here, there = (late(city, cell, problem=f"油污溢流{name}") for cell, name in ((HERE, "甲"), (THERE, "乙")))
    chase_items()
    lea = give(city.lea, "310101")
    page, api = signed_in(lea), api_client(lea)
    found = "/search/?q=油污溢流"
    for address in ("/ledger/?all=1", "/ledger/?group=unit", "/ledger/export.csv?all=1", "/today/", found):
        answer: Any = page.get(address)
        text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        assert there.number not in text, address
        assert "乙" not in text, address
        assert address.endswith("group=unit") or here.number in text, address
    assert [row["number"] for row in api.get("/api/v1/items/").json()["results"]] == [here.number]
    assert page.get(f"/ledger/{here.number}/").status_code == 200
    assert page.get(f"/ledger/{there.number}/").status_code == 404
    assert api.get(f"/api/v1/items/{here.pk}/").status_code == 200
    assert api.get(f"/api/v1/items/{there.pk}/").status_code == 404
    assert page.get(f"/search/?q={there.number}").status_code == 200  # no page to go to
    assert 'filename="ledger-part-2' in page.get("/ledger/export.csv?all=1").headers["Content-Disposition"]
    assert 'filename="ledger-2' in signed_in(city.arno).get("/ledger/export.csv").headers["Content-Disposition"]
    assert beside(lea, timezone.now())["items"] == 1
    assert beside(city.arno, timezone.now())["items"] == 2


def test_the_count_of_a_home_is_that_of_the_part(city: City, signed_in: SignedIn) -> None:
    for cell in (HERE, THERE, THERE, NOWHERE):
        late(city, cell)
    shown = signed_in(give(city.lea, "310101")).get("/today/").context["home"].waiting
    assert {str(each.label): each.number for each in shown}["Items past the limit"] == 1


def test_indicators_count_the_items_and_orders_of_the_part(city: City) -> None:
    for cell in (HERE, THERE, THERE):
        drawn(city, item=late(city, cell).pk)
    today, now = timezone.localdate(), timezone.now()
    days = Days(today - timedelta(days=20), today, now)
    of_part, of_all = (supervision(who, days).city for who in (give(city.lea, "310101"), city.arno))
    assert [each["items_overdue"] for each in (of_part, of_all)] == [1, 3]
    assert [each["orders_issued"] for each in (of_part, of_all)] == [1, 3]


def test_a_page_is_shared_by_who_leads_the_same_part_and_has_a_hand_in_nothing_else(city: City, items: Items) -> None:
    lea, luo = give(city.lea, "310101"), give(make.user("luo", Role.LEADER), "310101")
    assert (one := viewer_of(lea)) is not None
    assert (other := viewer_of(luo)) is not None
    assert one.sight == other.sight
    Item.objects.filter(pk=items.there.pk).update(linked_leader=lea)
    assert viewer_of(lea) is None
    group = make_group(luo)
    assert (group.members.count(), viewer_of(luo)) == (1, None)


def test_nobody_moves_an_item_of_another_part(city: City, items: Items) -> None:
    supervisor = give(make.user("stella", Role.SUPERVISOR), "310101")
    request = ItemRequest("void", items.there.version, uuid.uuid4(), reason="误报")
    with pytest.raises(Missing):
        move_item(item_id=items.there.pk, request=request, by=supervisor)
    request = ItemRequest("void", items.here.version, uuid.uuid4(), reason="误报")
    assert move_item(item_id=items.here.pk, request=request, by=supervisor)[0].state == "voided"


def test_the_clock_tells_a_leader_of_the_own_part_alone(city: City) -> None:
    here, there = (lying(city, cell, at=timezone.now() - 30 * DAY, due_at=timezone.now() - 15 * DAY)
                   for cell in (HERE, THERE))  # fmt: skip
    whole = make.user("luo", Role.LEADER)
    give(city.lea, "310101")
    give(make.user("stella", Role.SUPERVISOR), "310102")
    for number in range(4):
        chase_items(at=timezone.now() + number * DAY)
    do_what_was_promised()
    told = {item: set(Notice.objects.filter(kind="item", key=str(item.pk)).values_list("user__username", flat=True))
            for item in (here, there)}  # fmt: skip
    assert told[here] & {"lea", "luo", "stella", "sue"} == {"lea", "luo", "sue"}
    assert told[there] & {"lea", "luo", "stella", "sue"} == {"luo", "stella", "sue"}
    assert whole.username in told[there]


# --- orders -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def orders(city: City) -> dict[str, Order]:
    """Of a case, an item and a place in each district, and one about none of them."""
    found, streets = {"nothing": drawn(city)}, {"here": "310101001", "there": "310102001"}
    for name, cell in (("here", HERE), ("there", THERE)):
        case = make.dispatched("06010", by=city.ines, at_cell=cell)
        place = make.place(f"P-{name}", at_cell=cell, street=Area.objects.get(code=streets[name]))
        found |= {
            f"case {name}": drawn(city, case=case.pk), f"item {name}": drawn(city, item=lying(city, cell).pk),
            f"place {name}": drawn(city, place=place.code),
        }  # fmt: skip
    return found


def seen(user: User, orders: dict[str, Order]) -> set[str]:
    found = set(Order.objects.visible_to(user))
    return {name for name, order in orders.items() if order in found}


def test_an_order_lies_where_its_case_its_item_or_its_place_lies(city: City, orders: dict[str, Order]) -> None:
    assert seen(city.arno, orders) == set(orders)
    assert seen(give(city.lea, "310101"), orders) == {"case here", "item here", "place here"}
    assert seen(give(make.user("luo", Role.LEADER), "310102001"), orders) == {"case there", "item there", "place there"}
    of_class = {"case here", "case there", "place here", "place there"}  # the items have none, places can't have one
    assert seen(give(make.user("ling", Role.LEADER), "event:06"), orders) == of_class
    assert seen(give(city.sue, "310102"), orders) == set(orders)  # she issued each


def test_lists_files_homes_and_pages_hold_the_same_orders(
    city: City, orders: dict[str, Order], signed_in: SignedIn
) -> None:  # fmt: skip
    Order.objects.update(sign_due_at=timezone.now() - timedelta(hours=1))
    lea = give(city.lea, "310101")
    page, api = signed_in(lea), api_client(lea)
    for address in ("/orders/", "/orders/export.csv", "/orders/?unsigned=true", "/search/?q=东街暴露垃圾"):
        answer: Any = page.get(address)
        text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        held = {name for name, order in orders.items() if order.number in text}
        assert held == {"case here", "item here", "place here"}, address
    rows = api.get("/api/v1/orders/").json()["results"]
    assert {row["number"] for row in rows} == {orders[f"{what} here"].number for what in ("case", "item", "place")}
    for name, order in orders.items():
        status = 200 if name.endswith(" here") else 404
        assert page.get(f"/orders/{order.number}/").status_code == status, name
        assert api.get(f"/api/v1/orders/{order.number}/").status_code == status, name
    home = page.get("/today/").context["home"].waiting
    assert {str(each.label): each.number for each in home}["Orders nobody has signed for"] == 3
    assert beside(lea, timezone.now())["unsigned"] == 3
    assert beside(city.arno, timezone.now())["unsigned"] == len(orders)
