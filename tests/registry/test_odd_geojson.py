"""GeoJSON as programs really write it: a value of another type is its text where that is sure, else refused by name."""

from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest
from django.db import connection

from grids.models import Area
from registry.actions import RefusedFolderError, load_city
from tests import folders
from tests.folders import collection, spoilt

pytestmark = pytest.mark.django_db
AREAS: list[dict[str, Any]] = orjson.loads(folders.areas())["features"]


def areas(**first: Any) -> bytes:
    """The areas of the folder, of the first one these properties changed."""
    changed = {**AREAS[0], "properties": {**AREAS[0]["properties"], **first}}
    return orjson.dumps({"type": "FeatureCollection", "features": [changed, *AREAS[1:]]})


def refused(folder: Path, content: bytes, file: str = "areas_geojson") -> list[str]:
    with pytest.raises(RefusedFolderError) as refusal:
        load_city(path=folders.write(folder, **{file: content}))
    return refusal.value.problems.sentences()


def places(lines: list[str]) -> set[str]:
    """Where the problems are; what names an area that is refused is one too."""
    return {line.split(": ")[0] for line in lines}


def test_a_code_that_a_program_wrote_as_a_float_is_the_same_code(tmp_path: Path) -> None:
    load_city(path=folders.write(tmp_path))
    before = set(Area.objects.values_list("code", "name", "parent__code"))
    content = orjson.loads(folders.areas())
    for feature in content["features"]:
        for name in ("code", "parent"):
            if name in feature["properties"]:
                feature["properties"][name] = float(feature["properties"][name])
    load_city(path=folders.write(tmp_path, areas_geojson=orjson.dumps(content)))
    assert set(Area.objects.values_list("code", "name", "parent__code")) == before


@pytest.mark.parametrize("name", [{"zh": "测试区", "en": "Test"}, ["测试区", "甲"], True, False, 1.5, 1e300, {}, []])
def test_what_is_no_text_is_no_name(tmp_path: Path, name: Any) -> None:
    assert "areas.geojson:1:name" in places(refused(tmp_path, areas(name=name)))
    assert not Area.objects.exists()


def test_a_property_that_stands_twice_is_refused(tmp_path: Path) -> None:
    content = folders.areas().replace(b'"code":"999101",', b'"code":"999101","code":"999102",', 1)
    assert "areas.geojson:1:code" in places(refused(tmp_path, content))


def test_a_geometry_that_stands_twice_is_refused(tmp_path: Path) -> None:
    content = folders.areas().replace(b'"geometry":{', b'"geometry":null,"geometry":{', 1)
    assert "areas.geojson:1:geometry" in places(refused(tmp_path, content))


@pytest.mark.parametrize("word", [b"NaN", b"Infinity", b"-Infinity", b"1e999", b"1" + b"0" * 400, b"9" * 5000])
def test_what_is_no_number_is_no_coordinate(tmp_path: Path, word: bytes) -> None:
    content = folders.areas().replace(b"121.0,", word + b",", 1)
    assert {"areas.geojson", "areas.geojson:1:geometry"} & places(refused(tmp_path, content))


@pytest.mark.parametrize("content", [b"[" * 100_000, b'{"features":' * 50_000, b'{"features": [' + b"[" * 90_000])
def test_brackets_in_brackets_are_refused(tmp_path: Path, content: bytes) -> None:
    assert len(refused(tmp_path, content)) >= 1


def test_half_a_character_is_refused(tmp_path: Path) -> None:
    content = folders.areas().replace("望江区".encode(), b"\\ud83d")
    assert "areas.geojson:1:name" in places(refused(tmp_path, content))


def test_a_name_in_windows_1252_is_read_right_and_told(tmp_path: Path) -> None:
    content = folders.areas().replace("望江区".encode(), "Grünfläche".encode("cp1252"))
    content = content.replace("江湾街道".encode(), b"B").replace("渡口社区".encode(), b"C")
    loaded = load_city(path=folders.write(tmp_path, areas_geojson=content))
    assert Area.objects.get(level="district").name == "Grünfläche"
    assert any(line.startswith("areas.geojson: ") and "Grünfläche" in line for line in loaded.warnings.sentences())


def test_a_city_may_say_the_encoding_of_its_files(tmp_path: Path) -> None:
    toml = 'name = "x"\ntopology = "warn"\nencoding = "Windows-1252"\n'
    table = "code,name,kind,calendar\nhw,Grünflächenamt,bureau,city\njw,Straßen,street,\nhw-1,S,contractor,\n"
    loaded = load_city(path=folders.write(tmp_path, city_toml=toml, departments_csv=table.encode("cp1252")))
    assert not any("departments.csv" in line for line in loaded.warnings.sentences())
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM departments_department WHERE code = 'hw'")
        assert cursor.fetchone() == ("Grünflächenamt",)


def test_an_invalid_area_is_told_what_repairs_it(tmp_path: Path) -> None:
    bow_tie = [[[121.0, 31.0], [121.001, 31.001], [121.001, 31.0], [121.0, 31.001], [121.0, 31.0]]]
    properties = {"code": "999101", "name": "望江区", "level": "district"}
    lines = refused(tmp_path, collection((properties, "Polygon", bow_tie)))
    assert any("adopt_areas" in line for line in lines if line.startswith("areas.geojson:1:geometry"))


# --- spoilt files -----------------------------------------------------------------------------------------------------


def _sweep(folder: Path, seeds: range) -> None:
    for seed in seeds:
        chance = Random(seed)
        file = chance.choice(("areas", "unit_grids", "ground"))
        content = spoilt(folders.files()[f"{file}.geojson"], chance)
        try:
            load_city(path=folders.write(folder, **{f"{file}_geojson": content}))
        except RefusedFolderError:
            pass
        except Exception as error:
            raise AssertionError(f"seed {seed} of {file}") from error


def test_some_spoilt_layers(tmp_path: Path) -> None:
    _sweep(tmp_path, range(10))


@pytest.mark.long
def test_two_hundred_spoilt_layers(tmp_path: Path) -> None:
    _sweep(tmp_path, range(200))
