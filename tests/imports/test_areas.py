from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest
from django.contrib.gis.geos import GEOSGeometry
from django.core.management import CommandError, call_command

from common.refusals import Refused
from grids.models import Area
from imports.history import areas
from imports.history.mapping import AreaMapping
from registry.actions import load_city
from tests.folders import spoilt
from tests.imports.history import MAPPING

pytestmark = pytest.mark.usefixtures("english")

AREAS = '\n[areas]\nname = "label"\nparent = "town"\nparent_name = "Town"\n'
SQUARE = [[[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]]
NEXT = [[[1, 0], [1, 1], [2, 1], [2, 0], [1, 0]]]
BOW_TIE = [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]


def adopt(folder: Path, *features: tuple[str, list[Any]], areas: str = AREAS) -> list[dict[str, Any]]:
    found = [
        {
            "type": "Feature",
            "properties": {"label": name, "id": 7},
            "geometry": {"type": "Polygon", "coordinates": rings},
        }
        for name, rings in features
    ]
    (folder / "foreign.geojson").write_bytes(orjson.dumps({"type": "FeatureCollection", "features": found}))
    (folder / "map.toml").write_text(MAPPING + areas, encoding="utf-8")
    (folder / "city").mkdir(exist_ok=True)
    target = folder / "city" / "areas.geojson"
    call_command("adopt_areas", folder / "foreign.geojson", mapping=folder / "map.toml", to=target)
    made: list[dict[str, Any]] = orjson.loads(target.read_bytes())["features"]
    return made


def shape(feature: dict[str, Any]) -> GEOSGeometry:
    return GEOSGeometry(orjson.dumps(feature["geometry"]).decode())


def test_names_become_codes_and_all_together_the_parent(tmp_path: Path) -> None:
    town, bay, hill = adopt(tmp_path, ("Back Bay", SQUARE), ("Hill/Top", NEXT))
    assert town["properties"] == {"code": "town", "name": "Town", "level": "district"}
    assert bay["properties"] == {"code": "Back-Bay", "name": "Back Bay", "level": "street", "parent": "town"}
    assert hill["properties"]["code"] == "Hill-Top"
    assert shape(town).area == 2


def test_a_polygon_that_crosses_itself_is_repaired_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    made = adopt(tmp_path, ("Bow", BOW_TIE), areas=AREAS.replace('parent = "town"\n', ""))
    assert shape(made[0]).valid
    assert shape(made[0]).area == pytest.approx(0.5)
    assert "were repaired: Bow." in capsys.readouterr().out
    assert caplog.records == []  # no line of the library between those of the command


@pytest.mark.django_db
def test_what_it_writes_can_be_loaded(tmp_path: Path) -> None:
    adopt(tmp_path, ("Bay", SQUARE), ("Hill", NEXT))
    (tmp_path / "city" / "city.toml").write_text('name = "Town"\ntopology = "warn"\n', encoding="utf-8")
    load_city(path=tmp_path / "city")
    assert set(Area.objects.values_list("code", "parent__code")) == {("town", None), ("Bay", "town"), ("Hill", "town")}


@pytest.mark.parametrize(
    ("name", "rings", "sentence"),
    [
        ("", SQUARE, "foreign.geojson:1: The property “label” with a name is missing"),
        ("x", [[[0, 0], [1, 1]]], "foreign.geojson:1: The geometry can't be read"),
    ],
)
def test_a_feature_that_is_no_area_is_named(tmp_path: Path, name: str, rings: list[Any], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        adopt(tmp_path, (name, rings))


def test_a_code_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"foreign\.geojson:2:id: “7” is there twice"):
        adopt(tmp_path, ("A", SQUARE), ("B", NEXT), areas=AREAS + 'code = "id"\n')


def test_what_is_no_collection_is_refused(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(MAPPING + AREAS, encoding="utf-8")
    (tmp_path / "foreign.geojson").write_text("[]")
    with pytest.raises(CommandError, match="A GeoJSON FeatureCollection is needed"):
        call_command("adopt_areas", tmp_path / "foreign.geojson", mapping=tmp_path / "map.toml", to=tmp_path / "a")


# Quarters of a made-up city: their borders were drawn one by one and do not quite meet.
WEST_QUARTER = [[
    [8.5, 47.4], [8.51, 47.4], [8.5100001, 47.404], [8.5099, 47.406], [8.51, 47.408], [8.51, 47.42], [8.5, 47.42],
    [8.5, 47.4],
]]  # fmt: skip
EAST_QUARTER = [[
    [8.51, 47.4], [8.53, 47.4], [8.53, 47.42], [8.51, 47.42], [8.5100000004, 47.4100000003],
    [8.51, 47.41], [8.51, 47.408], [8.5099001, 47.406], [8.51, 47.404], [8.51, 47.4],
]]  # fmt: skip
# Around a lake that is no quarter's, a hole of 300 m by 300 m.
NORTH_QUARTER = [
    [[8.5, 47.42], [8.53, 47.42], [8.53, 47.43], [8.5, 47.43], [8.5, 47.42]],
    [[8.51, 47.423], [8.514, 47.423], [8.514, 47.426], [8.51, 47.426], [8.51, 47.423]],
]
# A hole so thin that two of its points are one once they are written.
THIN = [
    [[8.53, 47.4], [8.54, 47.4], [8.54, 47.43], [8.53, 47.43], [8.53, 47.4]],
    [
        [8.531, 47.401], [8.5310000000001, 47.405], [8.5310000000002, 47.409], [8.5310000000001, 47.405],
        [8.531, 47.401],
    ],
]  # fmt: skip
QUARTERS = (("West", WEST_QUARTER), ("East", EAST_QUARTER), ("North", NORTH_QUARTER), ("Thin", THIN))


@pytest.mark.django_db
def test_slivers_between_quarters_are_closed_and_the_folder_is_loaded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rings = adopt(tmp_path, *QUARTERS)[0]["geometry"]["coordinates"]
    said = capsys.readouterr().out
    assert "closed in Town." in said
    assert [len(part) for part in rings] == [2], "the lake stays a hole, and nothing else does"
    (tmp_path / "city" / "city.toml").write_text('name = "Town"\n', encoding="utf-8")
    load_city(path=tmp_path / "city")
    assert Area.objects.count() == 5


def test_what_is_written_is_valid_with_the_decimals_that_it_has(tmp_path: Path) -> None:
    for feature in adopt(tmp_path, *QUARTERS):
        assert shape(feature).valid, feature["properties"]
        numbers = orjson.dumps(feature["geometry"]["coordinates"]).decode().replace("[", "").replace("]", "").split(",")
        assert max(len(number.partition(".")[2]) for number in numbers) <= 9


def test_a_code_with_spaces_is_made_one_without_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "map.toml").write_text(MAPPING + AREAS + 'code = "id"\n', encoding="utf-8")
    polygon = {"type": "Polygon", "coordinates": SQUARE}
    feature = {"type": "Feature", "properties": {"label": "Kreis", "id": "Kreis 1/a"}, "geometry": polygon}
    (tmp_path / "foreign.geojson").write_bytes(orjson.dumps({"type": "FeatureCollection", "features": [feature]}))
    call_command(
        "adopt_areas", tmp_path / "foreign.geojson", mapping=tmp_path / "map.toml", to=tmp_path / "areas.geojson"
    )
    made = orjson.loads((tmp_path / "areas.geojson").read_bytes())["features"]
    assert made[1]["properties"]["code"] == "Kreis-1-a"
    assert "Kreis 1/a → Kreis-1-a" in capsys.readouterr().out


@pytest.mark.parametrize("value", [{"de": "A"}, ["A"], True, 1.5])
def test_a_name_of_another_type_is_refused_by_its_feature(tmp_path: Path, value: Any) -> None:
    with pytest.raises(CommandError, match=r"foreign\.geojson:1: A text or a whole number is needed here"):
        adopt(tmp_path, (value, SQUARE))


def _sweep(folder: Path, seeds: range) -> None:
    adopt(folder, *QUARTERS)
    whole, said = (folder / "foreign.geojson").read_bytes(), AreaMapping(name="label", parent="town")
    for seed in seeds:
        (folder / "foreign.geojson").write_bytes(spoilt(whole, Random(seed)))
        with suppress(Refused):
            assert areas.collection(areas.with_parent(areas.adopt(folder / "foreign.geojson", said), said), said), seed


def test_some_spoilt_areas_are_adopted_or_refused(tmp_path: Path) -> None:
    _sweep(tmp_path, range(20))


@pytest.mark.long
def test_two_hundred_spoilt_areas_are_adopted_or_refused(tmp_path: Path) -> None:
    _sweep(tmp_path, range(200))
