"""A load leaves a line for each place that it changed, by field; a person may change what is no outline."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from common.plain import to_json
from common.refusals import Conflict, Refused
from grids.models import Area, Component, DutyGrid, UnitGrid
from grids.queries import city_version
from grids.registers import AREAS, COMPONENTS, DUTY_GRIDS, UNIT_GRIDS, AreaData, ComponentData
from registry.actions import RefusedFolderError, export_city, load_city, revert
from registry.models import Change
from registry.presenters.changes import entries_of
from registry.registers import TableRegister
from tests import factories as make
from tests import folders

pytestmark = pytest.mark.django_db
GRID, COMMUNITY, COMPONENT = "999101001001001", "999101001001", "99910103005000001"
PLACES = {"area", "duty_grid", "unit_grid", "component"}


def lines(**of: Any) -> list[tuple[str, str, tuple[str, ...]]]:
    """The entries of the last load about places: kind, key and the fields that it changed."""
    batch = Change.objects.filter(kind="city").latest("pk").batch
    rows = Change.objects.filter(batch=batch, kind__in=PLACES, **of)
    return sorted((row.kind, row.key, tuple(sorted(row.touched))) for row in rows)


def grids(**properties: Any) -> bytes:
    return folders.collection(
        folders.unit_grid(1, folders.square(0), **properties), folders.unit_grid(2, folders.square(1))
    )


@pytest.fixture
def loaded(tmp_path: Path) -> Path:
    load_city(path=folders.write(tmp_path))
    return tmp_path


@pytest.mark.parametrize("register", [AREAS, DUTY_GRIDS, UNIT_GRIDS, COMPONENTS])
def test_what_is_new_is_logged_as_its_register_says_it(loaded: Path, register: TableRegister[Any, Any]) -> None:
    rows = {register.row_key(row): to_json(register.snapshot(row)) for row in register.rows()}
    said = {row.key: row.after for row in Change.objects.filter(kind=register.kind)}
    assert rows
    assert {key: {**(after or {}), "outline": ""} for key, after in said.items()} == {
        key: {**row, "outline": ""} for key, row in rows.items()
    }
    assert {row.label for row in Change.objects.filter(kind=register.kind)} <= {
        str(register.name(row)) for row in register.rows()
    } | set(Component.objects.values_list("name", flat=True))


def test_a_reload_logs_the_fields_that_differ_and_nothing_else(loaded: Path) -> None:
    before = {row.pk: str(row) for row in UnitGrid.objects.all()}
    moved = folders.files()["components.csv"].replace(b"121.0005,31.0005,intact", b"121.0006,31.0005,broken")
    load_city(path=folders.write(loaded, unit_grids_geojson=grids(grade="A", land_use="market"), components_csv=moved))
    assert lines() == [
        ("component", COMPONENT, ("lng", "state")), ("unit_grid", GRID, ("grade", "land_use")),
    ]  # fmt: skip
    assert {row.pk: str(row) for row in UnitGrid.objects.all()} == before
    assert UnitGrid.objects.get(code=GRID).grade == "A"


def test_an_outline_is_logged_by_its_fingerprint(loaded: Path) -> None:
    shapes = folders.collection(
        folders.unit_grid(1, folders.square(0, width=1.5)), folders.unit_grid(2, folders.square(1.5, width=0.5))
    )
    load_city(path=folders.write(loaded, unit_grids_geojson=shapes))
    assert lines() == [("unit_grid", GRID, ("outline",)), ("unit_grid", "999101001001002", ("outline",))]
    change = Change.objects.filter(kind="unit_grid", key=GRID).latest("pk")
    assert change.after is not None
    assert len(change.after["outline"]) == 8
    [entry] = entries_of([change])
    assert [name for name, __, ___ in entry.changes] == ["边界（指纹）"]
    assert 14_000 < UnitGrid.objects.get(code=GRID).area_m2 < 17_000


def test_what_a_complete_file_leaves_out_is_logged_with_its_end(loaded: Path) -> None:
    one = folders.collection(folders.unit_grid(1, folders.square(0, width=2)))
    load_city(path=folders.write(loaded, unit_grids_geojson=one), today=timezone.localdate() + timedelta(days=3))
    assert ("unit_grid", "999101001001002", ("ended_on",)) in lines()


def test_a_duty_grid_that_a_complete_file_leaves_out_ends_today_if_it_began_before(loaded: Path) -> None:
    """One that began today speaks for a day at least."""
    DutyGrid.objects.create(code="ZR00", name="旧网格", started_on=date(2026, 1, 1))
    only = {"city_toml": 'name = "x"\ncomplete = ["duty_grids"]\n', "duty_grids_csv": "code,name\nZR02,渡口二组\n"}
    load_city(path=folders.write(loaded, people_csv=None, **only))
    assert lines() == [
        ("duty_grid", "ZR00", ("ended_on",)), ("duty_grid", "ZR02", ("name", "started_on")),
    ]  # fmt: skip
    assert DutyGrid.objects.get(code="ZR00").ended_on == timezone.localdate()


def test_a_person_changes_what_is_no_outline_and_the_folder_has_it(loaded: Path, tmp_path: Path) -> None:
    abel = make.user("abel", Role.ADMINISTRATOR)
    version = city_version()
    row = Area.objects.get(code=COMMUNITY)
    outline = row.geom.wkt
    AREAS.save(key=COMMUNITY, data=AreaData("新渡口社区", "community", "999101001"), by=abel)
    (tmp_path / "out").mkdir()
    export_city(path=tmp_path / "out")
    features = orjson.loads((tmp_path / "out" / "areas.geojson").read_bytes())["features"]
    said = {each["properties"]["code"]: each["properties"] for each in features}[COMMUNITY]
    assert (said["name"], said["started_on"]) == ("新渡口社区", row.started_on.isoformat())
    row.refresh_from_db()
    assert (row.geom.wkt, city_version()) == (outline, version + 1)
    assert Change.objects.latest("pk").touched == ["name"]


def test_a_change_of_a_load_is_taken_back_with_its_outline(loaded: Path) -> None:
    abel = make.user("abel", Role.ADMINISTRATOR)
    named = 'name = "x"\n'  # nothing is complete, so that abel stays
    load_city(path=folders.write(loaded, unit_grids_geojson=grids(grade="A"), city_toml=named))
    revert(change_id=_last(GRID).pk, by=abel)
    assert UnitGrid.objects.get(code=GRID).grade == "B"
    assert _last(GRID).touched == ["grade"]
    whole = UnitGrid.objects.get(code=GRID).geom.area
    halves = folders.collection(
        folders.unit_grid(1, folders.square(0, width=0.5)), folders.unit_grid(2, folders.square(0.5, width=1.5))
    )
    load_city(path=folders.write(loaded, unit_grids_geojson=halves, city_toml=named))
    assert UnitGrid.objects.get(code=GRID).geom.area < whole * 0.6
    revert(change_id=_last(GRID).pk, by=abel)
    assert UnitGrid.objects.get(code=GRID).geom.area == pytest.approx(whole)
    with pytest.raises(Conflict):
        revert(change_id=_last(GRID).reverts_id or 0, by=abel)


def _last(key: str) -> Change:
    return Change.objects.filter(kind="unit_grid", key=key).latest("pk")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (AreaData("x", "community", "999101"), "parent"),
        (AreaData("x", "community", "nowhere"), "parent"),
        (AreaData("x", "community", "999101001", date(2026, 3, 1), date(2026, 3, 1)), "ended_on"),
    ],
)
def test_what_does_not_fit_is_refused_by_field(loaded: Path, abel: User, data: AreaData, field: str) -> None:
    with pytest.raises(Refused) as no:
        AREAS.save(key=COMMUNITY, data=data, by=abel)
    assert list(no.value.errors) == [field]


def test_a_new_area_needs_an_outline(loaded: Path, abel: User) -> None:
    with pytest.raises(Refused) as no:
        AREAS.save(key="999102", data=AreaData("x", "district"), new=True, by=abel)
    assert list(no.value.errors) == ["outline"]


def test_a_component_is_one_of_a_known_subclass_and_unit(loaded: Path, abel: User) -> None:
    COMPONENTS.save(key="1", data=ComponentData("井盖", "03005", 121.0005, 31.0005, "hw"), new=True, by=abel)
    assert Component.objects.get(code="1").point.coords == (121.0005, 31.0005)
    with pytest.raises(Refused) as no:
        COMPONENTS.save(key="1", data=ComponentData("井盖", "99999", 121.0005, 31.0005), by=abel)
    assert list(no.value.errors) == ["category_code"]


def test_a_grid_lies_in_a_community_and_in_no_other_area(tmp_path: Path) -> None:
    with pytest.raises(RefusedFolderError) as no:
        load_city(path=folders.write(tmp_path, unit_grids_geojson=grids(community="999101001")))
    assert ("unit_grids.geojson", 1, "community") in {
        (each.file, each.line, each.column) for each in no.value.problems.found
    }  # fmt: skip


@pytest.fixture
def abel() -> User:
    return make.user("abel", Role.ADMINISTRATOR)
