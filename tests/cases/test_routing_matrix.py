"""The matrix says of every cell what the router would decide there."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import RoutingRule
from cases.routing import RoutingQuestion, decide_many
from cases.routing.ownership import Matrix, detail, matrix
from catalogue.models import Category
from departments.models import Department
from grids.models import Area, Level
from grids.queries import Place
from tests import factories as make
from tests.cast import City
from tests.factories import MONDAY, SINCE, square

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@pytest.fixture
def ragged(city: City) -> City:
    """Two more communities, a second sub-district without its rule, and rules of every kind, ended and coming ones."""
    second = make.area("310101001002", Level.COMMUNITY, square(3, 0), parent=city.street)
    bare = make.area("310101002", Level.STREET, square(0, 1, width=4), parent=city.district)
    far = make.area("310101002001", Level.COMMUNITY, square(0, 1), parent=bare)
    make.rule(city.roads, category=city.manhole, area=second)
    make.rule(city.roads, major=city.rubbish.major, area=far)
    make.rule(city.sanitation, area=far, effective_from=SINCE, ended_on=TODAY)
    make.rule(city.sanitation, category=city.manhole, effective_from=TODAY.replace(year=2027))
    make.rule(make.department("closed", active=False), category=city.manhole, area=city.community)
    make.rule(city.street_office, category=city.rubbish, unit_grid=city.grids[0])
    return city


def decided(category: Category, chain: list[Area]) -> Department | None:
    places: dict[str, Any] = {area.level: area.pk for area in chain}
    (decision,) = decide_many([RoutingQuestion(None, category.pk, category.major_id, Place(**places))], on=TODAY)
    return decision.department


def test_every_cell_of_the_detail_is_what_the_router_decides(ragged: City) -> None:
    checked = 0
    for category in Category.objects.all():
        for street in Area.objects.filter(level=Level.STREET):
            found = detail(category.major, street, TODAY)
            for place, rules in zip(found.places, dict(found.rows)[category], strict=True):
                chain = [place, street, ragged.district] if place != street else [street, ragged.district]
                assert (rules[0].department if rules else None) == decided(category, chain)
                checked += 1
    assert checked == 2 * (3 + 2)


def test_a_cell_of_the_whole_names_the_owners_inside_and_counts_the_holes(ragged: City) -> None:
    found = cells(matrix(TODAY))
    assert found["01", "310101001"] == (["street-1", "roads"], 0)
    assert found["01", "310101002"] == ([], 2)
    assert found["06", "310101002"] == (["sanitation"], 0)


def cells(found: Matrix) -> dict[tuple[str, str], tuple[list[str], int]]:
    return {
        (major.code, cell.area.code): ([unit.code for unit in cell.ranked], cell.holes)
        for major, row in found.rows
        for cell in row
    }


def test_two_units_for_the_same_at_once_are_a_conflict(city: City) -> None:
    make.rule(city.roads, category=city.rubbish, ended_on=TODAY.replace(year=2027))
    assert matrix(TODAY).conflicts == 1


def test_the_holes_of_the_whole_are_those_of_the_details(ragged: City) -> None:
    RoutingRule.objects.filter(pk=ragged.rubbish_rule.pk).delete()
    whole = matrix(TODAY)
    for major, row in whole.rows:
        for cell in row:
            holes = any(not rules for __, places in detail(major, cell.area, TODAY).rows for rules in places)
            assert bool(cell.holes) == holes


def test_it_takes_as_many_queries_for_a_large_city(ragged: City) -> None:
    with CaptureQueriesContext(connection) as few:
        matrix(TODAY)
    for number in range(3, 9):
        street = make.area(f"31010100{number}", Level.STREET, square(number, 5), parent=ragged.district)
        make.rule(ragged.roads, area=street)
        make.category(f"0900{number}")
    with CaptureQueriesContext(connection) as many:
        matrix(TODAY)
    assert len(few) == len(many) == 5
