"""Areas, grids, components and base map are written by the thousand in one place; what is loaded is found at once."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from citymgmt.context import forget_city
from common.datum import Datum
from grids.models import Area, BaseMapFeature, CityVersion, Component, UnitGrid
from grids.queries import locate
from grids.queries.topology import AREAS, BASE_MAP, UNIT_GRIDS
from grids.registers import DUTY_GRIDS, DutyGridData
from grids.registers import loading as load
from registry.registers import ChangeRequest
from tests.cast import City
from tests.factories import MONDAY, middle, square

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@dataclass
class Shape:
    geometry: str
    values: dict[str, Any] = field(default_factory=dict)
    line: int = 1


def area(code: str, level: str, parent: str = "") -> Shape:
    return Shape(square(0, 0, width=4).geojson, {"code": code, "name": f"N{code}", "level": level, "parent": parent})


def grid(code: str, column: int) -> Shape:
    values = {"code": code, "community": "999101001001", "duty_grid": "ZR01", "grade": "B"}
    return Shape(square(column, 0).geojson, values)


DISTRICT = [area("999101", "district"), area("999101001", "street", "999101"),
            area("999101001001", "community", "999101001")]  # fmt: skip


def loaded(*grids: Shape, complete: bool = False, today: date = TODAY) -> None:
    with transaction.atomic():
        load.open_stage()
        load.stage(AREAS, DISTRICT)
        load.stage(UNIT_GRIDS, grids)
        load.load_areas(today=today, batch=uuid4())
        DUTY_GRIDS.save_many([ChangeRequest(DUTY_GRIDS, "ZR01", DutyGridData("一组", TODAY))], by=None)
        load.load_unit_grids(today=today, complete=complete, batch=uuid4())


def test_a_point_lies_in_what_was_loaded() -> None:
    loaded(grid("1", 0), grid("2", 1))
    names = locate(*middle(1, 0)).names
    assert {level: code for level, (code, __) in names.items()} == {
        "unit_grid": "2", "duty_grid": "ZR01", "community": "999101001001", "street": "999101001", "district": "999101",
    }  # fmt: skip
    assert (UnitGrid.objects.get(code="1").started_on, Area.objects.get(code="999101001").parent) == (
        TODAY, Area.objects.get(code="999101"),
    )  # fmt: skip


def test_a_second_load_changes_in_place_and_ends_what_a_complete_one_leaves_out() -> None:
    loaded(grid("1", 0), grid("2", 1))
    before = {row.code: row.pk for row in UnitGrid.objects.all()}
    loaded(grid("1", 2), complete=True, today=date(2026, 3, 9))
    assert {row.code: row.pk for row in UnitGrid.objects.all()} == before
    assert dict(UnitGrid.objects.values_list("code", "ended_on")) == {"1": None, "2": date(2026, 3, 9)}
    assert UnitGrid.objects.get(code="1").started_on == TODAY
    assert locate(*middle(0, 0)).unit_grid is None
    assert locate(*middle(2, 0)).unit_grid == before["1"]


def components(*codes: str, at: tuple[float, float], complete: bool = False) -> None:
    values = {"name": "井盖", "category": "01001", "owner": "", "state": "intact"}
    with transaction.atomic():
        load.open_stage()
        load.stage_points([Shape("", {"code": code, **values}) for code in codes], [at] * len(codes))
        load.load_components(today=TODAY, complete=complete, batch=uuid4())


def test_a_component_that_a_complete_load_leaves_out_is_marked_as_removed() -> None:
    components("1", "2", at=middle(0, 0))
    components("1", at=middle(2, 0), complete=True)
    assert dict(Component.objects.values_list("code", "state")) == {"1": "intact", "2": "removed"}
    assert Component.objects.get(code="1").point.coords == middle(2, 0)


def test_a_new_base_map_takes_the_place_of_the_old() -> None:
    for name in ("旧河", "新河"):
        with transaction.atomic():
            load.open_stage()
            load.stage(BASE_MAP, [Shape(square(0, 0).geojson, {"kind": "water", "name": name, "rank": 1})])
            load.load_base_map()
    assert [feature.name for feature in BaseMapFeature.objects.all()] == ["新河"]


def test_the_version_counts_each_load_and_maps_begin_at_its_centre(client: Client, city: City) -> None:
    first = load.load_version(name="望江区", datum=Datum.GCJ02, centre=(121.5, 31.2), at=MONDAY)
    assert load.load_version(name="望江区", datum=Datum.GCJ02, centre=None, at=MONDAY) == first + 1
    assert CityVersion.objects.get().centre is not None
    client.force_login(city.lea)
    forget_city()
    assert "望江区" in client.get("/today/").content.decode()
