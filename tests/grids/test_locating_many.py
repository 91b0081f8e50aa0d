"""Thousands of points are located as each of them alone is: inside, on borders, between grids, outside."""

from random import Random

import pytest
from django.utils import timezone

from grids.models import Area, Level, UnitGrid
from grids.queries import NOWHERE, locate, locate_many
from tests import factories as make
from tests.cast import City
from tests.factories import CELL, SOUTH, WEST

pytestmark = pytest.mark.django_db
STEPS = [n / 2 for n in range(-2, 11)]  # corners and middles of cells, and what lies around the city


def spots() -> list[tuple[float, float]]:
    lattice = [(WEST + x * CELL, SOUTH + y * CELL) for x in STEPS for y in STEPS]
    rng = Random(5)
    chance = [(WEST + rng.uniform(-1, 6) * CELL, SOUTH + rng.uniform(-1, 3) * CELL) for __ in range(100)]
    return [*lattice, *chance]


def test_with_grids_and_areas_that_overlap(city: City) -> None:
    make.area("310101000", Level.STREET, make.square(2, 0, width=2, height=2), parent=city.district)
    found = locate_many(spots())
    assert found == [locate(*spot) for spot in spots()]
    assert {bool(place.unit_grid) for place in found} == {True, False}
    assert NOWHERE in found


def test_without_grids_the_deepest_area_counts(city: City) -> None:
    UnitGrid.objects.update(ended_on=timezone.localdate())
    found = locate_many(spots())
    assert found == [locate(*spot) for spot in spots()]
    assert {place.street for place in found} >= {city.street.pk, None}


def test_areas_that_have_ended_count_no_more(city: City) -> None:
    UnitGrid.objects.update(ended_on=timezone.localdate())
    Area.objects.update(ended_on=timezone.localdate())
    assert set(locate_many(spots())) == {NOWHERE}


def test_no_point_asks_nothing() -> None:
    assert locate_many([]) == []
