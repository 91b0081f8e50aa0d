"""What the lists of administration cost: the same for 2 rows and for 40 (tests/query_counts.json)."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from departments.registers import UNITS, UnitData
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db
COUNTS: dict[str, int] = json.loads((Path(__file__).parents[1] / "query_counts.json").read_text())
LISTS = ("catalogue", "rules", "limits", "calendars", "units", "people", "changes")


def fill(city: City, rows: int) -> None:
    for n in range(rows):
        category = make.category(f"88{n:03}")
        make.condition(category, 1, "4", "work_hour")
        UNITS.save(key=f"unit-{n}", data=UnitData(name=f"第{n}所", kind="bureau", parent="sanitation"), by=city.abel)
        office = city.sanitation.children.get(code=f"unit-{n}")
        make.rule(office, category=category)
        city.duty_grids[0].inspectors.add(make.user(f"walker-{n}", Role.INSPECTOR))


@pytest.mark.usefixtures("_warm_frame")
@pytest.mark.parametrize("rows", [2, 40])
def test_a_list_costs_the_same_whatever_its_length(abel: Client, city: City, rows: int) -> None:
    fill(city, rows)
    found = {}
    for name in LISTS:
        abel.get(f"/city/{name}/")
        with CaptureQueriesContext(connection) as captured:
            assert abel.get(f"/city/{name}/").status_code == 200
        found[f"city:{name} GET"] = len(captured)
    assert found == {f"city:{name} GET": COUNTS[f"city:{name} GET"] for name in LISTS}
