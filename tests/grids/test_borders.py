"""A border of tomorrow: planned today by page or folder, in force on its day; yesterday's case stays where it was."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.contrib.gis.geos import MultiPolygon
from django.test import Client
from django.utils import timezone

from cases.models import Case
from dashboards.queries.overview import Table
from evaluations.periods import free_days
from grids.models import Area, Level, Outline, UnitGrid
from grids.queries import locate
from registry.actions import RefusedFolderError, carry_out_plans, drop_planned, load_city, revert
from registry.models import Change, PlannedChange
from tests import factories as make
from tests.cast import City
from tests.clock import Travel
from tests.dashboards import looked
from tests.typed import day, seen

pytestmark = pytest.mark.django_db
EAST = (3, 0)  # a cell without a unit grid: of the street until tomorrow, of the other street from then on
SOUTHERN, NORTHERN = "310101001", "310101002"


@pytest.fixture
def north(city: City) -> Area:
    """The street beside, for which the roads office works."""
    street = make.area(NORTHERN, Level.STREET, make.square(0, 1, width=4), parent=city.district)
    make.rule(city.roads, area=street)
    return street


def smaller() -> Any:
    return make.square(0, 0, width=3)


def larger() -> Any:
    return make.square(0, 1, width=4).union(make.square(*EAST))


def feature(row: Area | UnitGrid, shape: Any, **more: Any) -> dict[str, Any]:
    geometry = orjson.loads(shape.geojson)
    return {"type": "Feature", "properties": {"code": row.code, **more}, "geometry": geometry}


def folder_of(path: Path, *features: dict[str, Any], file: str = "areas.geojson") -> Path:
    (path / "city.toml").write_text('name = "x"\ndatum = "wgs84"\n')
    (path / file).write_bytes(orjson.dumps({"type": "FeatureCollection", "features": features}))
    return path


def street(row: Area, shape: Any, **more: Any) -> dict[str, Any]:
    return feature(row, shape, name=row.name, level="street", parent="310101", **more)


def folder_of_tomorrow(path: Path, city: City, north: Area) -> Path:
    tomorrow = day(1)
    return folder_of(
        path, street(city.street, smaller(), started_on=tomorrow), street(north, larger(), started_on=tomorrow)
    )


def by_folder(path: Path, client: Client, city: City, north: Area) -> None:
    load_city(path=folder_of_tomorrow(path, city, north))


def by_page(path: Path, client: Client, city: City, north: Area) -> None:
    for row, shape in ((city.street, smaller()), (north, larger())):
        address = f"/city/areas/{row.code}/"
        said = {"name": row.name, "level": "street", "parent": "310101", "started_on": make.SINCE.isoformat()}
        said |= {"seen": seen(client, address), "on": day(1), "outline": shape.geojson}
        answer = client.post(address, said)
        assert answer.status_code == 302, answer.context["form"].errors


def unit_of(case: Case) -> str:
    return case.department.code if case.department else ""


@pytest.mark.parametrize("planned", [by_folder, by_page])
def test_tomorrow_s_report_goes_to_the_other_unit_and_yesterday_s_case_keeps_its_area(
    abel: Client, city: City, north: Area, travel: Travel, tmp_path: Path, planned: Any
) -> None:
    planned(tmp_path, abel, city, north)
    before = make.dispatched("01001", by=city.ines, at_cell=EAST)
    assert unit_of(before) == "street-1"
    assert PlannedChange.objects.count() == 2
    assert carry_out_plans() == 0
    travel(1)
    assert carry_out_plans() == 2
    after = make.dispatched("01001", by=city.ines, at_cell=EAST)
    assert (unit_of(after), after.street) == (city.roads.code, north)
    before.refresh_from_db()
    assert (unit_of(before), before.street) == ("street-1", city.street)
    _each_is_found_where_it_was(city, before, after)


def _each_is_found_where_it_was(city: City, before: Case, after: Case) -> None:
    """Its page, the filter of the list, the file, the API and the leader's figures."""
    for case, area in ((before, SOUTHERN), (after, NORTHERN)):
        client = Client()
        client.force_login(city.sven)
        place = f"Area {area}"
        assert place in client.get(f"/cases/{case.number}/").content.decode()
        assert case.number in client.get(f"/cases/?area={area}").content.decode()
        [line] = _lines(client.get(f"/cases/export.csv?area={area}"))
        assert case.number in line
        assert place in line
        [found] = client.get(f"/api/v1/cases/?area={area}").json()["results"]
        assert found["number"] == case.number
    today = make.MONDAY.date()
    rows = looked.rows(city.lea, free_days(today, today, make.MONDAY.replace(hour=20)), Table.AREAS)
    assert {row.code: row.cells["reported"].value for row in rows} == {SOUTHERN: 1, NORTHERN: 1}


def _lines(answer: Any) -> list[str]:
    return str(b"".join(answer.streaming_content).decode()).strip().splitlines()[1:]


def test_the_border_of_before_is_kept_with_its_days_and_can_be_had_again(
    abel: Client, city: City, north: Area, travel: Travel, tmp_path: Path
) -> None:
    old = city.street.geom
    by_folder(tmp_path, abel, city, north)
    travel(1)
    carry_out_plans()
    kept = Outline.objects.get(code=SOUTHERN, until__isnull=False)
    assert (kept.since, kept.until, kept.geom.equals(old)) == (make.SINCE, timezone.localdate(), True)
    abel.force_login(city.abel)  # the session of yesterday has ended
    panel = f"/city/outlines/area/{SOUTHERN}/"
    assert panel in abel.get(f"/city/areas/{SOUTHERN}/").content.decode()
    assert f"/city/outlines/{kept.pk}.geojson" in abel.get(panel).content.decode()
    drawn = abel.get(f"/city/outlines/{kept.pk}.geojson").json()
    assert drawn["properties"] == {
        "code": SOUTHERN, "since": make.SINCE.isoformat(), "until": timezone.localdate().isoformat()
    }  # fmt: skip
    revert(change_id=Change.objects.get(kind="area", key=SOUTHERN).pk, by=city.abel)
    city.street.refresh_from_db()
    assert city.street.geom.equals(old)


def test_the_same_folder_twice_plans_nothing_twice_and_changes_nothing_on_the_day(
    city: City, north: Area, travel: Travel, tmp_path: Path
) -> None:
    folder = folder_of_tomorrow(tmp_path, city, north)
    load_city(path=folder)
    load_city(path=folder)
    assert PlannedChange.objects.count() == 2
    travel(1)
    carry_out_plans()
    changes = Change.objects.filter(kind="area").count()
    load_city(path=folder)
    assert Change.objects.filter(kind="area").count() == changes


def test_another_border_for_the_same_day_is_refused_until_the_first_is_taken_back(
    city: City, north: Area, tmp_path: Path
) -> None:
    load_city(path=folder_of_tomorrow(tmp_path, city, north))
    other = folder_of(tmp_path, street(city.street, make.square(0, 0, width=2), started_on=day(1)))
    with pytest.raises(RefusedFolderError):
        load_city(path=other)
    drop_planned(planned_id=PlannedChange.objects.get(key=SOUTHERN).pk, by=city.abel)
    load_city(path=other)
    assert PlannedChange.objects.filter(key=SOUTHERN, state="waiting").count() == 1


def test_what_is_new_begins_on_its_day_with_what_lies_in_it(
    city: City, north: Area, travel: Travel, tmp_path: Path
) -> None:
    tomorrow = day(1)
    path = folder_of(
        tmp_path,
        feature(north, smaller(), started_on=tomorrow) | {
            "properties": {"code": "310101002009", "name": "新社区", "level": "community", "parent": "310101009"}
            | {"started_on": tomorrow}, "geometry": orjson.loads(make.square(*EAST).geojson),
        },
        feature(north, make.square(*EAST), started_on=tomorrow) | {
            "properties": {"code": "310101009", "name": "新街道", "level": "street", "parent": "310101"}
            | {"started_on": tomorrow},
        },
        street(city.street, smaller(), started_on=tomorrow),
    )  # fmt: skip
    grid = {"code": "310101009001001", "community": "310101002009", "started_on": tomorrow}
    shape = orjson.loads(make.square(*EAST).geojson)
    folder_of(path, {"type": "Feature", "properties": grid, "geometry": shape}, file="unit_grids.geojson")
    load_city(path=path)
    assert not UnitGrid.objects.filter(code="310101009001001").exists()
    travel(1)
    assert carry_out_plans() == 4
    place = locate(*make.middle(*EAST))
    assert tuple(place.names["street"]) == ("310101009", "新街道")
    assert place.names["unit_grid"][0] == "310101009001001"
    assert UnitGrid.objects.get(code="310101009001001").area_m2 > 1_000


def test_nothing_lies_today_in_what_begins_tomorrow(city: City, tmp_path: Path) -> None:
    early = {"code": "310101009001", "name": "早", "level": "community", "parent": "310101009"}
    late = {"code": "310101009", "name": "晚", "level": "street", "parent": "310101", "started_on": day(1)}
    shape = orjson.loads(make.square(0, 1).geojson)
    rows = [{"type": "Feature", "properties": each, "geometry": shape} for each in (early, late)]
    with pytest.raises(RefusedFolderError) as no:
        load_city(path=folder_of(tmp_path, *rows))
    assert ("areas.geojson", 1, "parent") in {(each.file, each.line, each.column) for each in no.value.problems.found}


def test_an_area_ends_on_its_day_and_its_cases_are_still_counted_and_found(
    city: City, north: Area, travel: Travel, tmp_path: Path, client: Client
) -> None:
    case = make.dispatched("01001", by=city.ines, at_cell=(0, 1))
    load_city(path=folder_of(tmp_path, street(north, make.square(0, 1, width=4), ended_on=day(1))))
    assert Area.objects.get(code=NORTHERN).ended_on is None
    travel(1)
    assert carry_out_plans() == 1
    assert Area.objects.get(code=NORTHERN).ended_on == date.fromisoformat(day(0))
    client.force_login(city.sven)
    assert case.number in client.get(f"/cases/?area={NORTHERN}").content.decode()
    today = make.MONDAY.date()
    rows = looked.rows(city.lea, free_days(today, today, make.MONDAY.replace(hour=20)), Table.AREAS)
    assert [row.code for row in rows] == [NORTHERN]


def test_a_unit_grid_changes_its_community_and_duty_grid_on_its_day(
    abel: Client, city: City, north: Area, travel: Travel
) -> None:
    """A report goes by its grid: its areas are those above the community, its inspectors those of the duty grid."""
    other = make.area("310101002001", Level.COMMUNITY, make.square(0, 1, width=4), parent=north)
    grid = city.grids[0]
    address = f"/city/unit-grids/{grid.code}/"
    said = {"community": other.code, "duty_grid": "D2", "grade": "B", "started_on": make.SINCE.isoformat()}
    answer = abel.post(address, said | {"seen": seen(abel, address), "on": day(1), "outline": ""})
    assert answer.status_code == 302, answer.context["form"].errors
    [plan] = PlannedChange.objects.all()
    assert sorted(plan.touched) == ["community", "duty_grid"]
    before = make.dispatched("01001", by=city.ines)
    travel(1)
    carry_out_plans()
    after = make.dispatched("01001", by=city.ines)
    assert (before.street, before.duty_grid, unit_of(before)) == (city.street, city.duty_grids[0], "street-1")
    assert (after.street, after.duty_grid, unit_of(after)) == (north, city.duty_grids[1], city.roads.code)


def test_a_street_lies_in_another_district_from_its_day_on(
    abel: Client, city: City, north: Area, travel: Travel
) -> None:
    east = make.area("310102", Level.DISTRICT, make.square(10, 10))
    before = make.dispatched("01001", by=city.ines, at_cell=(0, 1))
    address = f"/city/areas/{NORTHERN}/"
    said = {"name": north.name, "level": "street", "parent": east.code, "started_on": make.SINCE.isoformat()}
    abel.post(address, said | {"seen": seen(abel, address), "on": day(1)})
    travel(1)
    carry_out_plans()
    after = make.dispatched("01001", by=city.ines, at_cell=(0, 1))
    before.refresh_from_db()
    assert (before.district, after.district) == (city.district, east)


@pytest.mark.parametrize(
    "outline",
    [
        "x", "{", '{"type":"Point","coordinates":[121.4,31.2]}', '{"type":"Polygon","coordinates":[]}', "[]",
        '{"type":3}',
        '{"type":"Polygon","coordinates":[[[121,31],[122,32],[122,31],[121,32],[121,31]]]}',
        '{"type":"FeatureCollection","features":[]}', '{"type":["Polygon"]}', '{"type":"Feature","geometry":null}',
    ],
)  # fmt: skip
def test_what_is_no_outline_is_refused_beside_its_field(abel: Client, city: City, outline: str) -> None:
    address = f"/city/areas/{SOUTHERN}/"
    said = {"name": "x", "level": "street", "parent": "310101", "started_on": make.SINCE.isoformat()}
    answer = abel.post(address, said | {"seen": seen(abel, address), "outline": outline})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["outline"]


def test_a_new_street_is_added_by_the_page(abel: Client, city: City) -> None:
    drawn = orjson.dumps({"type": "FeatureCollection", "features": [feature(city.street, make.square(0, 1))]}).decode()
    said = {"code": NORTHERN, "name": "北街", "level": "street", "parent": "310101", "seen": "", "outline": drawn}
    assert abel.post("/city/areas/add/", said).status_code == 302
    assert tuple(locate(*make.middle(0, 1)).names["street"]) == (NORTHERN, "北街")
    assert isinstance(Area.objects.get(code=NORTHERN).geom, MultiPolygon)


def test_a_border_that_somebody_changed_meanwhile_is_not_overwritten(abel: Client, city: City) -> None:
    address = f"/city/areas/{SOUTHERN}/"
    said = {"name": "x", "level": "street", "parent": "310101", "started_on": make.SINCE.isoformat()}
    said |= {"seen": seen(abel, address), "outline": smaller().geojson}
    Area.objects.filter(code=SOUTHERN).update(geom=MultiPolygon(make.square(0, 0, width=2)))
    answer = abel.post(address, said)
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    assert not Outline.objects.exists()


def test_a_second_change_on_a_later_day_keeps_the_days_of_each(abel: Client, city: City, travel: Travel) -> None:
    address = f"/city/areas/{SOUTHERN}/"
    for number, width in ((1, 3), (2, 2)):
        travel(number)
        abel.force_login(city.abel)
        said = {"name": "x", "level": "street", "parent": "310101", "started_on": make.SINCE.isoformat()}
        said |= {"seen": seen(abel, address), "outline": make.square(0, 0, width=width).geojson}
        assert abel.post(address, said).status_code == 302
    spans = list(Outline.objects.filter(until__isnull=False).order_by("until").values_list("since", "until"))
    today = timezone.localdate()
    assert spans == [(make.SINCE, today - timedelta(days=1)), (today - timedelta(days=1), today)]
