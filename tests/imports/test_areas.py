from pathlib import Path
from typing import Any

import orjson
import pytest
from django.contrib.gis.geos import GEOSGeometry
from django.core.management import CommandError, call_command

from grids.models import Area
from registry.actions import load_city
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
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = adopt(tmp_path, ("Bow", BOW_TIE), areas=AREAS.replace('parent = "town"\n', ""))
    assert shape(made[0]).valid
    assert shape(made[0]).area == pytest.approx(0.5)
    assert "were repaired: Bow." in capsys.readouterr().out


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
