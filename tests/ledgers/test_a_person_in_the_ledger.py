"""A person's right holds in the ledger too: a neighbour named in a diary, who signed for a party, grounds of a refusal.

Who uses it: the administrator whom a person asks, at `/personal-data/`; its effect shows on the page of the item, on
the order and its paper, in the API and in `fsck`.
"""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection

from cases.actions import forget_person, hand_out_person, repeat_removals
from ledgers.models import Item, Order
from registry.models import PrivacyAct, PrivacyRecord
from registry.personal import Person, traces_elsewhere
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client
from tests.ledgers import drawing, opening

pytestmark = pytest.mark.django_db
NAME, PHONE, WHY = "司马探针", "13798765432", "申请 2026-21"
PERSON = Person(NAME, PHONE)


@pytest.fixture(autouse=True)
def media(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def everywhere(city: City) -> tuple[Item, Order]:
    """In an item with its diary and measures of before, in an order with its receipt and a refused reply."""
    item = opening.opened(city, problem=f"{NAME}门前堆物", measures=f"联系{PHONE}清理")
    item = opening.do(item, "take", city.hana)
    opening.do(item, "set_measures", city.hugo, measures="每日清运")
    opening.do(item, "diary", city.hana, note=f"已与{NAME}沟通")
    make.place("S1")
    order = drawing.drawn(city, kind="to_party", place="S1", problem=f"{NAME}占道", contact=PHONE)
    drawing.do(order, "sign", city.hana, signer=f"{NAME}（店主）")
    drawing.do(order, "reply", city.hana, note=f"{NAME}已整改")
    drawing.do(order, "refuse_reply", city.sue, reason=f"{NAME}仍占道")
    return item, order


def things() -> list[tuple[str, str]]:
    return sorted({(trace.kind, trace.key) for trace in traces_elsewhere(PERSON)})


def tables_with(*words: str) -> list[str]:
    """In which any of the words stands, in any column: what a backup would hold."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            said = " OR ".join(["t::text LIKE %s"] * len(words))
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE {said}', [f"%{word}%" for word in words])
            found += [table] if cursor.fetchone()[0] else []
    return found


def test_they_are_found_handed_out_and_go_for_good_and_the_chains_prove(
    city: City, everywhere: tuple[Item, Order], signed_in: SignedIn
) -> None:
    item, order = everywhere
    assert {kind for kind, __ in things()} == {"item", "order", "service"}
    page = signed_in(city.abel).post("/personal-data/", {"name": NAME, "phone": PHONE})
    assert (item.number in page.text, order.paper_number in page.text) == (True, True)
    __, others = hand_out_person(person=PERSON, reason=WHY, by=city.abel)
    assert any("店主" in trace.text for trace in others)
    forget_person(person=PERSON, cases=[], others=things(), reason=WHY, by=city.abel)
    assert tables_with(NAME, PHONE) == []
    client = signed_in(city.sue)
    for address in (item.get_absolute_url(), order.get_absolute_url()):
        text = client.get(address).text
        assert (NAME in text, "These words were erased." in text) == (False, True), address
    assert NAME not in str(api_client(city.sue).get(f"/api/v1/orders/{order.number}/").json())
    assert PrivacyRecord.objects.filter(act=PrivacyAct.FORGOTTEN).count() == 3
    opening.sound()
    drawing.sound()
    assert things() == []


def test_only_what_is_chosen_changes_and_a_life_goes_on(city: City, everywhere: tuple[Item, Order]) -> None:
    item, order = everywhere
    forget_person(
        person=PERSON, cases=[], others=[("item", str(item.pk))], reason=WHY, by=city.abel
    )  # fmt: skip
    assert {kind for kind, __ in things()} == {"order", "service"}
    item.refresh_from_db()
    assert (NAME in item.problem, item.measures) == (False, "每日清运")
    opening.do(item, "diary", city.hana, note="继续")
    drawing.do(order, "reply", city.hana, note="再次整改")
    opening.sound()


def test_a_restored_city_has_them_removed_again(city: City, everywhere: tuple[Item, Order]) -> None:
    item, __ = everywhere
    before = item.problem
    forget_person(person=PERSON, cases=[], others=[("item", str(item.pk))], reason=WHY, by=city.abel)
    Item.objects.filter(pk=item.pk).update(problem=before)
    repeat_removals(by=city.abel)
    item.refresh_from_db()
    assert NAME not in item.problem
