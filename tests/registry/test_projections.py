"""Coordinates in metres of a projection, as surveyors have them, at the doors where files come in."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from django.core.management import CommandError, call_command

from common.reference import Reference
from grids.models import Area, CityVersion
from registry.actions import RefusedFolderError, load_city
from tests import towns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
UTM = "EPSG:32651"


def folder(path: Path, *, city: str, crs: Any = None, metres: bool = True) -> Path:
    """A district of 600 by 500 m, in metres or in degrees."""
    corners = [(0, 0), (600, 0), (600, 500), (0, 500), (0, 0)]
    ring = [towns.metres(*each) if metres else towns.at(*each) for each in corners]
    feature = {
        "type": "Feature", "properties": {"code": "999102", "name": "Town", "level": "district"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }  # fmt: skip
    said = {"type": "FeatureCollection", "features": [feature]} | ({"crs": crs} if crs else {})
    (path / "areas.geojson").write_bytes(orjson.dumps(said))
    (path / "city.toml").write_text(f'name = "Town"\n{city}\n', encoding="utf-8")
    return path


def corner() -> tuple[float, float]:
    west, south, *__ = Area.objects.get(code="999102").geom.extent
    return west, south


def named(code: int) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{code}"}}


@pytest.mark.parametrize(
    ("city", "crs", "metres"),
    [
        (f'crs = "{UTM}"', None, True),
        ('crs = "epsg:32651"', named(32651), True),
        ("", named(32651), True),
        (f'crs = "{UTM}"', {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}, False),
        (f'crs = "{UTM}"', None, False),
    ],
    ids=["city.toml", "both", "the file", "the file is in degrees", "the file is OpenStreetMap's and says nothing"],
)
def test_a_folder_in_metres_is_loaded_to_the_decimetre(tmp_path: Path, city: str, crs: Any, metres: bool) -> None:
    load_city(path=folder(tmp_path, city=city, crs=crs, metres=metres))
    assert corner() == pytest.approx(towns.at(0, 0), abs=1e-6)


def test_the_centre_is_in_the_coordinates_of_the_folder(tmp_path: Path) -> None:
    east, north = towns.metres(300, 250)
    load_city(path=folder(tmp_path, city=f'crs = "{UTM}"\ncentre = [{east}, {north}]'))
    centre = CityVersion.objects.get().centre
    assert centre is not None
    assert centre.coords == pytest.approx(towns.at(300, 250), abs=1e-6)


@pytest.mark.parametrize(
    ("city", "column"),
    [
        ('crs = "EPSG:99999"', "crs"), ('crs = "UTM 51N"', "crs"), ("crs = 25832", "crs"),
        (f'crs = "{UTM}"\ndatum = "gcj02"', "crs"), (f'crs = "{UTM}"\ncentre = [121.0, 31.0]', "centre"),
    ],
)  # fmt: skip
def test_what_is_no_system_is_refused_by_its_setting(tmp_path: Path, city: str, column: str) -> None:
    with pytest.raises(RefusedFolderError) as refused:
        load_city(path=folder(tmp_path, city=city))
    assert any(line.startswith(f"city.toml:{column}: ") for line in refused.value.problems.sentences())


def test_swapped_axes_are_noticed() -> None:
    east, north = towns.metres(0, 0)
    with pytest.raises(ValueError, match="the other way round"):
        Reference(crs=UTM).to_wgs84(north, east)


def test_components_are_in_the_coordinates_of_the_folder_too(tmp_path: Path) -> None:
    city = folder(tmp_path, city=f'crs = "{UTM}"')
    (city / "components.csv").write_text("code,name,category,lng,lat\nC1,Lamp,01037,5,50000000\n", encoding="utf-8")
    with pytest.raises(RefusedFolderError) as refused:
        load_city(path=city)
    assert any(line.startswith("components.csv:2:lng: ") for line in refused.value.problems.sentences())


def test_an_export_says_that_it_is_in_degrees(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    load_city(path=folder(tmp_path / "one", city=f'crs = "{UTM}"'))
    call_command("export_city", tmp_path / "two")
    assert orjson.loads((tmp_path / "two" / "areas.geojson").read_bytes())["datum"] == "wgs84"
    before = corner()
    load_city(path=tmp_path / "two")
    assert corner() == pytest.approx(before, abs=1e-9)


def test_a_datum_that_is_none_is_refused(tmp_path: Path) -> None:
    city = folder(tmp_path, city="", metres=False)
    document = orjson.loads((city / "areas.geojson").read_bytes()) | {"datum": "mars"}
    (city / "areas.geojson").write_bytes(orjson.dumps(document))
    with pytest.raises(CommandError):
        call_command("load_city", city)
