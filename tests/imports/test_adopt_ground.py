"""Foreign ground becomes the base map of a city's folder: OpenStreetMap's GeoJSON, Shapefiles, GeoPackages."""

from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyogrio
import pytest
import shapely
from django.core.management import CommandError, call_command
from pyproj import Transformer

from grids.models import BaseMapFeature
from registry.actions import load_city
from tests import towns

pytestmark = pytest.mark.usefixtures("english")
UTM = "EPSG:32651"


def city(folder: Path, *, areas: bool = True) -> Path:
    made = folder / "city"
    made.mkdir()
    (made / "city.toml").write_text('name = "Town"\n', encoding="utf-8")
    if areas:
        said = [({**said, "level": "district"}, shape) for said, shape in towns.quarters()]
        (made / "areas.geojson").write_bytes(towns.features(said))
    return made


def adopt(folder: Path, *files: str, areas: bool = True, **more: Any) -> list[tuple[dict[str, Any], Any]]:
    """What is in the ground.geojson that is made of these files."""
    target = city(folder, areas=areas) if not (folder / "city").exists() else folder / "city"
    call_command("adopt_ground", *(folder / name for name in files), to=target, **more)
    document = orjson.loads((target / "ground.geojson").read_bytes())
    return [(each["properties"], shapely.from_geojson(orjson.dumps(each["geometry"]))) for each in document["features"]]


def test_tags_become_kinds_and_ranks(tmp_path: Path) -> None:
    towns.town(tmp_path)
    found = adopt(tmp_path, "roads.geojson", "water.geojson", "buildings.geojson")
    ranks = {properties["name"]: properties["rank"] for properties, __ in found if properties["kind"] == "road"}
    assert ranks == {"High Street": 1, "Dead End": 3, **{f"Street {x}": 3 for x in range(200, 1200, 200)}}
    assert {properties["kind"] for properties, __ in found} == {"road", "water", "building"}
    assert sum(properties["kind"] == "building" for properties, __ in found) == len(towns.buildings())


def test_what_is_left_out_is_counted_by_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    towns.town(tmp_path)
    adopt(tmp_path, "roads.geojson", "water.geojson")
    said = {line.rsplit(None, 1)[0].strip(): line.rsplit(None, 1)[1] for line in capsys.readouterr().out.splitlines()}
    assert said["Features read"] == "12"
    assert said["Left out"] == "4"
    assert said["… tunnels and what is underground"] == "1"
    assert said["… footpaths, cycle tracks and the like"] == "1"
    assert said["… no rule of the map of kinds fits"] == "1"  # the border, as a line
    assert said["… its kind is not drawn as such a shape (a label, an outline)"] == "1"  # the well, a point


def test_it_ends_at_the_border_of_the_city(tmp_path: Path) -> None:
    towns.town(tmp_path)
    town = shapely.union_all([shape for __, shape in towns.quarters()])
    found = adopt(tmp_path, "roads.geojson", "water.geojson")
    assert all(town.buffer(1e-8).covers(shape) for __, shape in found)
    assert {shape.geom_type for properties, shape in found if properties["kind"] == "water"} == {"Polygon"}


def test_without_areas_nothing_is_cut(tmp_path: Path) -> None:
    towns.town(tmp_path)
    [(__, river)] = adopt(tmp_path, "water.geojson", areas=False)
    assert river.normalize().equals_exact(towns.waters()[0][1].normalize(), 1e-8)


@pytest.mark.django_db
def test_what_was_adopted_is_loaded(tmp_path: Path) -> None:
    towns.town(tmp_path)
    found = adopt(tmp_path, "roads.geojson", "water.geojson", "buildings.geojson")
    assert [*load_city(path=tmp_path / "city").warnings.sentences()] == []
    assert BaseMapFeature.objects.count() == len(found)


@pytest.mark.parametrize(
    ("properties", "kind"),
    [
        ({"tags": {"highway": "secondary"}}, "road"),
        ({"other_tags": '"lanes"=>"2","highway"=>"tertiary"'}, "road"),
        ({"fclass": "residential", "layer": "gis_osm_roads_free_1"}, "road"),
        ({"layer": "roads", "kind": "major_road", "kind_detail": "secondary"}, "road"),
        ({"waterway": "stream"}, "water"),
    ],
)
def test_each_way_of_writing_tags_is_read(tmp_path: Path, properties: dict[str, Any], kind: str) -> None:
    (tmp_path / "a.geojson").write_bytes(towns.features([(properties, towns.street((10, 10), (90, 90)))]))
    assert [said["kind"] for said, __ in adopt(tmp_path, "a.geojson")] == [kind]


def test_a_shape_that_crosses_itself_is_repaired(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bow = shapely.Polygon([towns.at(0, 0), towns.at(90, 90), towns.at(90, 0), towns.at(0, 90)])
    collection = shapely.GeometryCollection([bow, shapely.Point(towns.at(1, 1))])
    (tmp_path / "a.geojson").write_bytes(
        towns.features([({"leisure": "park"}, bow), ({"leisure": "park"}, collection)])
    )
    [(__, park)] = adopt(tmp_path, "a.geojson")
    assert park.is_valid
    assert park.geom_type == "MultiPolygon"
    assert "there already" in capsys.readouterr().out


def survey(path: Path, driver: str, crs: str = UTM, **more: Any) -> None:
    """Two streets of the town in metres, with Chinese names."""
    move = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    lines = [towns.street((50, 50), (550, 50)), towns.street((50, 90), (550, 90))]
    moved = shapely.transform(
        np.array(lines, dtype=object), lambda points: np.column_stack(move.transform(points[:, 0], points[:, 1]))
    )
    pyogrio.raw.write(
        path, shapely.to_wkb(moved), [np.array(["primary", "footway"], object), np.array(["中山路", "小径"], object)],
        fields=["fclass", "name"], geometry_type="LineString", crs=crs, driver=driver, **more,
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["UTF-8", "GBK"])
def test_a_zipped_shapefile_says_its_projection_and_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "packed").mkdir()
    survey(tmp_path / "packed" / "streets.shp", "ESRI Shapefile", encoding=encoding)
    (tmp_path / "streets.zip").write_bytes(towns.zipped(tmp_path / "packed"))
    [(properties, shape)] = adopt(tmp_path, "streets.zip")
    assert properties == {"kind": "road", "name": "中山路", "rank": 1}
    assert shape.equals_exact(towns.street((50, 50), (550, 50)), 1e-7)


def test_a_geopackage_is_read(tmp_path: Path) -> None:
    survey(tmp_path / "streets.gpkg", "GPKG")
    [(properties, shape)] = adopt(tmp_path, "streets.gpkg")
    assert properties["name"] == "中山路"
    assert shape.equals_exact(towns.street((50, 50), (550, 50)), 1e-7)


def test_coordinates_that_say_nothing_of_themselves_are_asked_for(tmp_path: Path) -> None:
    move = Transformer.from_crs("EPSG:4326", UTM, always_xy=True)
    metres = shapely.transform(
        towns.street((50, 50), (550, 50)),
        lambda points: np.column_stack(move.transform(points[:, 0], points[:, 1])),
    )
    (tmp_path / "a.geojson").write_bytes(towns.features([({"highway": "primary"}, metres)]))
    with pytest.raises(CommandError, match="what its coordinates are"):
        adopt(tmp_path, "a.geojson")
    [(__, shape)] = adopt(tmp_path, "a.geojson", crs=UTM)
    assert shape.equals_exact(towns.street((50, 50), (550, 50)), 1e-7)


@pytest.mark.parametrize("said", ["city.toml", "--crs"])
def test_degrees_of_openstreetmap_are_degrees_in_a_city_of_metres(tmp_path: Path, said: str) -> None:
    """Its files don't say so, and a survey's that do not either are in metres: both become ground of one city."""
    metres = shapely.transform(
        towns.street((50, 90), (550, 90)),
        lambda points: np.column_stack(Transformer.from_crs("EPSG:4326", UTM, always_xy=True).transform(*points.T)),
    )
    (tmp_path / "osm.geojson").write_bytes(
        towns.features([({"highway": "primary"}, towns.street((50, 50), (550, 50)))])
    )
    (tmp_path / "survey.geojson").write_bytes(towns.features([({"highway": "primary"}, metres)]))
    folder = city(tmp_path)
    if said == "city.toml":
        (folder / "areas.geojson").write_bytes(_in_wgs84((folder / "areas.geojson").read_bytes()))
        (folder / "city.toml").write_text(f'name = "Town"\ncrs = "{UTM}"\n', encoding="utf-8")
    found = adopt(tmp_path, "osm.geojson", "survey.geojson", crs="" if said == "city.toml" else UTM)
    expected = [towns.street((50, y), (550, y)) for y in (50, 90)]
    assert all(shape.equals_exact(line, 1e-7) for (__, shape), line in zip(found, expected, strict=True))


def _in_wgs84(document: bytes) -> bytes:
    return orjson.dumps({**orjson.loads(document), "datum": "wgs84"})


def test_a_map_of_kinds_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "kinds.toml").write_text(
        'name = ["STRNAME"]\n[[rule]]\nkind = "road"\nrank = 2\ntags = { KLASSE = ["A", "B"] }\n', encoding="utf-8"
    )
    line = towns.street((10, 10), (90, 90))
    (tmp_path / "a.geojson").write_bytes(towns.features([({"KLASSE": "B", "STRNAME": "Hauptstraße"}, line)]))
    [(properties, __)] = adopt(tmp_path, "a.geojson", kinds=tmp_path / "kinds.toml")
    assert properties == {"kind": "road", "name": "Hauptstraße", "rank": 2}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[[rule]]\nkind = \"street\"\ntags = { a = ['b'] }", "rule 1.kind"),
        ("[[rule]]\nkind = \"road\"\nrank = 7\ntags = { a = ['b'] }", "rule 1.rank"),
        ("[[rule]]\nkind = \"road\"\nshapes = ['dot']\ntags = { a = ['b'] }", "rule 1.shapes"),
        ('[[rule]]\nkind = "road"', "rule 1.tags"),
        ("[[rule]]\nkind = \"road\"\ncolour = 3\ntags = { a = ['b'] }", "rule 1.colour"),
        ("name = 'x'", "rule"),
    ],
)
def test_a_wrong_map_of_kinds_is_refused_by_the_name_of_the_setting(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "kinds.toml").write_text(text, encoding="utf-8")
    towns.town(tmp_path)
    with pytest.raises(CommandError, match=named):
        adopt(tmp_path, "roads.geojson", kinds=tmp_path / "kinds.toml")


@pytest.mark.parametrize(
    "content", [b"", b"{", b"PK\x03\x04 nonsense", b"SQLite format 3\0 nonsense", b"[1, 2]", b"\xff\xd8\xff"]
)
def test_what_is_no_map_is_refused_with_its_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.bin").write_bytes(content)
    with pytest.raises(CommandError, match=r"a\.bin"):
        adopt(tmp_path, "a.bin")


def test_a_zip_without_shapes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "packed").mkdir()
    (tmp_path / "packed" / "hidden.vrt").write_text("<OGRVRTDataSource/>", encoding="utf-8")
    (tmp_path / "a.zip").write_bytes(towns.zipped(tmp_path / "packed"))
    with pytest.raises(CommandError, match="holds no Shapefile"):
        adopt(tmp_path, "a.zip")


def test_a_base_map_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    towns.town(tmp_path)
    adopt(tmp_path, "roads.geojson")
    with pytest.raises(CommandError, match="is there already"):
        adopt(tmp_path, "water.geojson")
    assert adopt(tmp_path, "water.geojson", again=True)[0][0]["kind"] == "water"
