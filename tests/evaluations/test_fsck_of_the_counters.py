"""fsck finds a case that the counters remember otherwise than it stands; what is only not folded yet is no damage."""

from datetime import timedelta
from typing import Any

import pytest

from cases.actions import place_all_events
from cases.models import Case
from common.integrity import examine
from evaluations.actions import fold_all, rebuild
from evaluations.integrity import CHECKS
from evaluations.models import Fact, Folding
from tests import factories as make
from tests.cast import City
from tests.dashboards.history import go, some_days
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db


def wrong() -> list[str]:
    (check,) = CHECKS
    return examine(check).examples


@pytest.fixture
def counted(city: City) -> City:
    fold_all()
    some_days(city)
    fold_all()
    return city


def test_counters_that_follow_are_sound(counted: City) -> None:
    assert wrong() == []
    case = make.dispatched("06010", by=counted.ines)
    go(case, "take", MONDAY + timedelta(hours=1), by=counted.hana)
    assert wrong() == [], "it has no place in the feed yet"
    place_all_events()
    assert wrong() == [], "it is not folded yet"
    fold_all()
    assert wrong() == []
    rebuild()
    assert wrong() == []


def test_counters_that_nobody_began_or_that_are_counted_anew_are_sound(city: City) -> None:
    some_days(city)
    assert wrong() == []
    fold_all()
    Folding.objects.update(counts="")
    Fact.objects.all().delete()
    assert wrong() == []


@pytest.mark.parametrize("name", [field.name for field in Fact._meta.fields if field.name != "case"])
def test_whatever_is_changed_by_hand_is_found(counted: City, name: str) -> None:
    fact = Fact.objects.order_by("pk")[0]
    said = getattr(fact, name)
    other: Any = {bool: lambda: not said, int: lambda: said + 1, str: lambda: "odd", list: lambda: [*said, 7]}.get(
        type(said), lambda: MONDAY - timedelta(days=99)
    )
    Fact.objects.filter(pk=fact.pk).update(**{name: True if name == "verified" else other()})
    assert wrong() == [Case.objects.get(pk=fact.pk).number]


def test_a_case_that_is_not_remembered_and_one_that_is_none_are_found(counted: City) -> None:
    lost, odd = Fact.objects.order_by("pk")[:2]
    Fact.objects.filter(pk=lost.pk).delete()
    Fact.objects.filter(pk=odd.pk).update(case_id="00000000-0000-4000-8000-000000000000")
    found = wrong()
    assert len(found) == 3
    assert "00000000-0000-4000-8000-000000000000" in found
