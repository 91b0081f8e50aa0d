"""Opening an item: who may, what it must hold, sent twice; and who sees it then."""

import uuid
from typing import Any

import pytest

from common.refusals import Conflict, Forbidden, Malformed, Refused
from ledgers.actions import Origin, open_item
from ledgers.models import Item
from tests import factories as make
from tests.cast import City
from tests.ledgers.opening import (
    do,
    opened,
    report,
)

pytestmark = pytest.mark.django_db


def test_sent_twice_it_is_one_and_the_same_id_with_other_content_is_refused(city: City) -> None:
    said = report(origin=Origin("finding", "7", "第三检查点", "/rounds/7/"))
    first, again = (open_item(report=said, by=city.sue) for __ in range(2))
    assert (first[0].pk, first[1], again[1]) == (again[0].pk, False, True)
    with pytest.raises(Conflict):
        open_item(report=report(id=said.id, problem="别的问题"), by=city.sue)
    assert Item.objects.count() == 1
    by_platform, __ = open_item(report=report(), by=None, actor="rounds")
    assert by_platform.events.get(seq=1).actor == "rounds"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"problem": " "}, "problem"), ({"unit": "nobody"}, "unit"), ({"place": "none"}, "place"),
        ({"category": "99"}, "category"), ({"source": "dream"}, "source"), ({"leader": "nobody"}, "leader"),
        ({"linked_unit": "nobody"}, "linked_unit"), ({"in_charge": "omar"}, "in_charge"), ({"lat": 95.0}, "location"),
        ({"cases": (uuid.UUID(int=3),)}, "cases"), ({"due_at": make.MONDAY}, "due_at"),
        ({"measures": "a\0"}, "measures"),
    ],
)  # fmt: skip
def test_what_an_item_must_hold(city: City, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises((Malformed, Refused)) as no:
        opened(city, **wrong)
    assert [*no.value.errors] == [field]


def test_a_head_opens_items_of_the_own_unit_alone(city: City) -> None:
    assert opened(city, by=city.hugo).state == "assigned"
    with pytest.raises(Forbidden):
        opened(city, by=city.hugo, unit="roads")
    with pytest.raises(Forbidden):
        opened(city, by=city.hana)


def test_who_sees_which_item(city: City) -> None:
    item = opened(city, linked_unit="street-1")
    seen = {user.username for user in city.everyone if Item.objects.visible_to(user).filter(pk=item.pk).exists()}
    assert seen == {"hana", "hugo", "ada", "sven", "dora", "sue", "lea", "arno"}


def test_cases_are_added_by_who_sees_them_and_stay_hidden_from_who_does_not(city: City) -> None:
    from ledgers.queries.items import cases_of

    case = make.dispatched("06010", by=city.ines)
    item = opened(city, cases=(case.pk,))
    assert cases_of(item, city.hana) == [case]
    type(case).objects.filter(pk=case.pk).update(private=True)
    assert cases_of(item, city.sue) == []
    with pytest.raises(Malformed):
        do(item, "add_cases", city.sue, cases=(case.number,))
