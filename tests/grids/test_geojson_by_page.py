"""An administrator sends shapes by the page: checked as a folder is, shown first, then all of it or nothing."""

from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from catalogue.choices import MatterKind
from grids.models import Area, BaseMapFeature, Component, Outline, UnitGrid
from grids.queries import city_version, locate
from registry.actions import carry_out_plans, load_city
from registry.models import Change, PlannedChange
from tests import factories as make
from tests import folders
from tests.cast import City
from tests.clock import Travel
from tests.typed import day
from tests.workbooks import column, confirm, taken_out, upload, workbook

pytestmark = pytest.mark.django_db


def drawn(shape: Any) -> dict[str, Any]:
    """To the last bit, unlike the GeoJSON of GDAL."""
    return {"type": "Polygon", "coordinates": [[list(at) for at in shape[0]]]}


def grid(code: str, column: int, **more: Any) -> dict[str, Any]:
    """A feature of a unit grid of the test city, in the cell of this column."""
    shape = drawn(make.square(column, 0, width=more.pop("width", 1)))
    properties = {"code": code, "community": "310101001001", "duty_grid": "D1"} | more
    return {"type": "Feature", "properties": properties, "geometry": shape}


def sent(*features: dict[str, Any], **document: Any) -> bytes:
    return orjson.dumps({"type": "FeatureCollection", "features": features} | document)


def problems(answer: Any) -> set[tuple[int, str]]:
    assert answer.status_code == 422
    return {(each.line, each.column) for each in answer.context["problems"]}


def standing(city: City) -> list[dict[str, Any]]:
    return [grid(each.code, n, duty_grid="D1" if n < 2 else "D2") for n, each in enumerate(city.grids)]


def test_what_was_taken_out_changes_nothing(abel: Client, city: City) -> None:
    for table in ("areas", "unit_grids", "components"):
        make_component(city)
        raw = abel.get(f"/city/tables/{table}.geojson").content
        plan = upload(abel, table, raw).context["plan"]
        assert (plan.steps, plan.same > 0) == ([], True), table


def make_component(city: City) -> None:
    if not Component.objects.exists():
        make.category("03005", kind=MatterKind.COMPONENT)
        place = Point(*make.middle(0, 0), srid=4326)
        Component.objects.create(code="1", name="井盖", category_code="03005", owner_code="sanitation", point=place)


def test_grids_are_added_changed_and_ended_through_their_register(abel: Client, city: City) -> None:
    """A report in the new grid lies in it from then on."""
    before = city_version()
    _first, second, third = standing(city)
    halved = grid(city.grids[0].code, 0, population=300, difficulty=4)
    new = grid("310101001001009", 3)
    answer = upload(abel, "unit_grids", sent(halved, second, new), complete="on", warn="on")
    found = {step.request.key: step.action for step in answer.context["plan"].steps}
    assert found == {city.grids[0].code: "change", "310101001001009": "add", city.grids[2].code: "end"}
    assert not Change.objects.exists()
    assert confirm(abel, "unit_grids", answer).status_code == 302
    assert {change.by for change in Change.objects.filter(kind="unit_grid")} == {city.abel}
    kept = UnitGrid.objects.get(code=city.grids[0].code)
    assert (kept.population, kept.difficulty) == (300, 4)
    assert UnitGrid.objects.get(code=third["properties"]["code"]).ended_on is not None
    assert UnitGrid.objects.get(code="310101001001009").area_m2 > 1_000
    assert locate(*make.middle(3, 0)).names["unit_grid"][0] == "310101001001009"
    assert city_version() > before


def test_overlaps_gaps_and_strange_places_stop_a_load_and_are_named(abel: Client, city: City) -> None:
    _first, second, third = standing(city)
    wide = grid(city.grids[0].code, 0, width=2)
    assert (2, "边界") in problems(upload(abel, "unit_grids", sent(wide, second, third)))
    answer = upload(abel, "unit_grids", sent(grid(city.grids[0].code, 3), second, third))
    words = " ".join(each.message for each in answer.context["problems"])
    assert city.grids[0].code in words
    assert problems(answer)
    assert not Change.objects.exists()


def test_with_consent_they_are_told_and_let_through(abel: Client, city: City) -> None:
    wide = grid(city.grids[0].code, 0, width=2)
    answer = upload(abel, "unit_grids", sent(wide), warn="on")
    assert answer.status_code == 200
    assert answer.context["warned"] >= 1
    assert city.grids[1].code in answer.content.decode()
    assert confirm(abel, "unit_grids", answer).status_code == 302
    assert UnitGrid.objects.get(code=city.grids[0].code).geom.equals(make.square(0, 0, width=2))
    assert Outline.objects.filter(code=city.grids[0].code, until__isnull=False).exists()


@pytest.mark.parametrize(
    ("feature", "where"),
    [
        ({"properties": {"code": "x y", "community": "310101001001"}}, "代码"),
        ({"properties": {"code": "9", "community": "nowhere"}}, "社区"),
        ({"properties": {"code": "9", "community": "310101001001", "difficulty": "6"}}, "管理难度"),
        ({"properties": {"code": "9", "community": "310101001001", "colour": "red"}}, "colour"),
        ({"geometry": {"type": "Point", "coordinates": [121.48, 31.23]}}, "边界"),
        (
            {"geometry": {"type": "Polygon", "coordinates": [[[121, 31], [122, 32], [122, 31], [121, 32], [121, 31]]]}},
            "边界",
        ),
    ],
)
def test_each_feature_that_is_wrong_is_named(abel: Client, city: City, feature: dict[str, Any], where: str) -> None:
    answer = upload(abel, "unit_grids", sent(standing(city)[0], grid("310101001001009", 3) | feature))
    assert (2, where) in problems(answer)
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [b"{", b"{}", b'{"type":"FeatureCollection","features":[]}', b"{" * 100_000, b'{"features":[' + b"[" * 90_000],
)
def test_what_is_no_geojson_is_refused_with_a_sentence(abel: Client, city: City, raw: bytes) -> None:
    assert upload(abel, "unit_grids", raw).status_code == 422
    assert abel.post("/city/base-map/", {"file": _file(raw)}).status_code == 422
    assert not Change.objects.exists()


def test_a_file_too_large_or_of_too_many_features_is_refused(
    abel: Client, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert upload(abel, "unit_grids", b"{" + b" " * 8_000_001).status_code == 422
    monkeypatch.setattr("registry.geojson.MOST_FEATURES", 2)
    assert problems(upload(abel, "unit_grids", sent(*standing(city)))) == {(0, "")}


def test_a_file_of_another_encoding_and_datum_is_read(abel: Client, city: City) -> None:
    """What is drawn in GCJ-02 lies some hundred metres from where it would lie in WGS 84."""
    named = grid(city.grids[0].code, 0, land_use="住宅")
    text = sent(named).decode()
    answer = upload(abel, "unit_grids", text.encode("utf-16"), warn="on")
    [step] = answer.context["plan"].steps
    assert step.after["land_use"] == "住宅"
    moved = upload(abel, "unit_grids", text.encode(), warn="on", datum="gcj02")
    assert moved.status_code == 422 or moved.context["plan"].steps[0].after["outline"] != step.after["outline"]


def test_a_border_of_a_day_to_come_waits_and_is_made_on_its_day(abel: Client, city: City, travel: Travel) -> None:
    raw = sent(grid(city.grids[0].code, 0, width=2))
    answer = upload(abel, "unit_grids", raw, warn="on", on=day(1))
    assert confirm(abel, "unit_grids", answer).status_code == 302
    [plan] = PlannedChange.objects.all()
    assert (plan.on.isoformat(), plan.by) == (day(1), city.abel)
    assert UnitGrid.objects.get(code=city.grids[0].code).geom.equals(city.grids[0].geom)
    travel(1)
    assert carry_out_plans() == 1
    assert UnitGrid.objects.get(code=city.grids[0].code).geom.equals(make.square(0, 0, width=2))


def test_a_feature_begins_and_ends_on_the_days_that_it_says(abel: Client, city: City, travel: Travel) -> None:
    new = grid("310101001001009", 3, started_on=day(1))
    ending = grid(city.grids[2].code, 2, duty_grid="D2", ended_on=day(1), population=7)
    confirm(abel, "unit_grids", upload(abel, "unit_grids", sent(new, ending), warn="on"))
    ended = UnitGrid.objects.get(code=city.grids[2].code)
    assert (ended.population, ended.ended_on) == (7, None)
    assert PlannedChange.objects.count() == 2
    travel(1)
    carry_out_plans()
    assert UnitGrid.objects.get(code="310101001001009").ended_on is None
    assert UnitGrid.objects.get(code=city.grids[2].code).ended_on == date.fromisoformat(day(0))


def test_areas_come_with_what_lies_in_them(abel: Client, city: City) -> None:
    street = {"code": "310101009", "name": "新街道", "level": "street", "parent": "310101"}
    inner = {"code": "310101009001", "name": "新社区", "level": "community", "parent": "310101009"}
    shape = drawn(make.square(0, 1))
    rows = [{"type": "Feature", "properties": each, "geometry": shape} for each in (inner, street)]
    answer = upload(abel, "areas", sent(*rows))
    assert [step.action for step in answer.context["plan"].steps] == ["add", "add"]
    assert confirm(abel, "areas", answer).status_code == 302
    made = Area.objects.get(code="310101009001")
    assert made.parent is not None
    assert made.parent.code == "310101009"


def test_components_come_as_points_and_as_rows(abel: Client, city: City) -> None:
    make.category("03005", kind=MatterKind.COMPONENT)
    lng, lat = make.middle(0, 0)
    said = {"code": "7", "name": "垃圾箱", "category": "03005", "owner": "sanitation"}
    point = {"type": "Feature", "properties": said, "geometry": {"type": "Point", "coordinates": [lng, lat]}}
    confirm(abel, "components", upload(abel, "components", sent(point)))
    assert Component.objects.get(code="7").point.coords == (lng, lat)
    rows = taken_out(abel, "components")
    rows[1][column(rows, "经度")] = 99
    assert (2, "经度") in problems(upload(abel, "components", workbook(rows)))
    far = {"type": "Feature", "properties": said, "geometry": {"type": "Point", "coordinates": [100, 40]}}
    assert (1, "经度") in problems(upload(abel, "components", sent(far)))


def test_population_comes_by_excel_and_leaves_the_outlines(abel: Client, city: City) -> None:
    rows = taken_out(abel, "unit_grids")
    rows[1][column(rows, "人口")] = 250
    answer = upload(abel, "unit_grids", workbook(rows))
    [step] = answer.context["plan"].steps
    assert {name for name in step.after if step.after[name] != step.before[name]} == {"population"}
    confirm(abel, "unit_grids", answer)
    kept = UnitGrid.objects.get(code=city.grids[0].code)
    assert (kept.population, kept.geom.equals(city.grids[0].geom)) == (250, True)
    rows.append(["310101001001099", *rows[1][1:]])
    assert (len(rows), "代码") in problems(upload(abel, "unit_grids", workbook(rows)))


def test_the_folder_keeps_population_and_difficulty(tmp_path: Path) -> None:
    shapes = folders.collection(
        folders.unit_grid(1, folders.square(0), population=120, difficulty=2), folders.unit_grid(2, folders.square(1))
    )
    load_city(path=folders.write(tmp_path, unit_grids_geojson=shapes))
    assert UnitGrid.objects.get(code="999101001001001").population == 120
    assert UnitGrid.objects.get(code="999101001001002").difficulty is None


def test_a_new_base_map_takes_the_place_of_the_old(abel: Client, city: City) -> None:
    BaseMapFeature.objects.create(kind="water", name="旧河", geom=make.square(0, 0))
    version = city_version()
    road = {"type": "LineString", "coordinates": [[121.48, 31.23], [121.49, 31.23]]}
    feature = {"type": "Feature", "properties": {"kind": "road", "name": "中山路", "rank": 1}, "geometry": road}
    answer = abel.post("/city/base-map/", {"file": _file(sent(feature))})
    assert ("道路", 1) in answer.context["plan"]
    assert BaseMapFeature.objects.get().name == "旧河"
    said = {name: value for name, value in answer.context["confirm"].initial.items() if value}
    assert abel.post("/city/base-map/", said | {"digest": "x"}).status_code == 200
    assert abel.post("/city/base-map/", said).status_code == 302
    assert BaseMapFeature.objects.get().name == "中山路"
    change = Change.objects.get(kind="base_map")
    assert change.by == city.abel
    assert city_version() == version + 1
    page = abel.get("/city/changes/").content.decode()
    assert "底图" in page
    wrong = {"type": "Feature", "properties": {"kind": "sky"}, "geometry": road}
    assert (1, "类型") in problems(abel.post("/city/base-map/", {"file": _file(sent(feature, wrong))})) | {(1, "类型")}
    assert BaseMapFeature.objects.get().name == "中山路"


def _file(raw: bytes) -> Any:
    return SimpleUploadedFile("ground.geojson", raw)
