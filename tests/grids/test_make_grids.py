"""Unit grids and duty grids are made of a folder's communities and ground, so that the folder can be loaded."""

from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import numpy as np
import orjson
import pytest
import shapely
from django.core.management import CommandError, call_command

from grids.carving import Ground, Scale, carve, cover
from grids.carving.cover import Cell
from registry.actions import load_city
from tests import towns

pytestmark = pytest.mark.usefixtures("english")
CITY = 'name = "Town"\ngrid_code = "gbt30428"\n'
SCALE = Scale.at(towns.SOUTH)


def folder(path: Path, *, city: str = CITY, areas: list[Any] | None = None, ground: bool = True) -> Path:
    """A street with two communities and their ground, as adopt_areas and adopt_ground write them."""
    made = path / "city"
    made.mkdir(exist_ok=True)
    (made / "city.toml").write_text(city, encoding="utf-8")
    quarters = towns.quarters() if areas is None else areas
    street = shapely.union_all([shape for __, shape in quarters])
    levels = [({"code": "999102001", "name": "Town", "level": "street"}, street)]
    levels += [({**said, "level": "community", "parent": "999102001"}, shape) for said, shape in quarters]
    (made / "areas.geojson").write_bytes(towns.features(levels))
    if ground:
        (made / "ground.geojson").write_bytes(towns.features(_ground()))
    return made


def _ground() -> list[tuple[dict[str, Any], Any]]:
    ranks = {"primary": 1, "residential": 3}
    roads = [({"kind": "road", "rank": ranks[said["highway"]]}, shape) for said, shape in towns.roads()[:6]]
    waters = [({"kind": "water"}, towns.waters()[0][1])]
    return [*roads, *waters, *(({"kind": "building"}, shape) for __, shape in towns.buildings())]


def made(path: Path, **more: Any) -> dict[str, tuple[dict[str, Any], Any]]:
    """The cells by their codes: properties and shape."""
    call_command("make_grids", path, **more)
    document = orjson.loads((path / "unit_grids.geojson").read_bytes())
    return {
        each["properties"]["code"]: (each["properties"], shapely.from_geojson(orjson.dumps(each["geometry"])))
        for each in document["features"]
    }


def shapes(cells: dict[str, tuple[dict[str, Any], Any]]) -> Any:
    return np.array([shape for __, shape in cells.values()], dtype=object)


@pytest.mark.django_db
def test_what_was_made_is_loaded_without_a_warning(tmp_path: Path) -> None:
    made(city := folder(tmp_path))
    loaded = load_city(path=city)
    assert [*loaded.warnings.sentences()] == []
    assert loaded.counts["unit_grids"] > 40
    assert loaded.counts["duty_grids"] == 2


def test_cells_have_about_ten_thousand_square_metres(tmp_path: Path) -> None:
    areas = [SCALE.area(shape) for shape in shapes(made(folder(tmp_path)))]
    assert 8_000 < median(areas) < 12_000
    assert min(areas) > 5_000 - 1
    assert max(areas) < 15_001


def test_they_cover_each_community_without_gap_or_overlap(tmp_path: Path) -> None:
    cells = made(folder(tmp_path))
    assert shapely.coverage_is_valid(shapes(cells))
    for said, community in towns.quarters():
        own = [shape for properties, shape in cells.values() if properties["community"] == said["code"]]
        assert SCALE.area(shapely.symmetric_difference(shapely.union_all(own), community)) < 0.1


def test_roads_and_banks_are_borders(tmp_path: Path) -> None:
    borders = shapely.union_all(shapely.boundary(shapes(made(folder(tmp_path))))).buffer(1e-8)
    inside = shapely.union_all([shape for __, shape in towns.quarters()])
    for shape in (towns.roads()[0][1], towns.waters()[0][1].boundary):
        assert borders.covers(shapely.intersection(shape, inside))


def test_no_building_is_cut_that_no_road_cuts(tmp_path: Path) -> None:
    cells = shapes(made(folder(tmp_path)))
    roads = shapely.union_all([shape for said, shape in towns.roads()[:6]])
    edge = shapely.union_all([shape.boundary for __, shape in towns.quarters()])
    free = [shape for __, shape in towns.buildings() if not shape.intersects(roads) and not shape.intersects(edge)]
    cut = [each for each in free if not any(shapely.covers(cells, each))]
    assert len(free) > 80
    assert cut == []


def test_they_are_numbered_from_west_to_east_and_from_north_to_south(tmp_path: Path) -> None:
    cells = made(folder(tmp_path))
    codes = [code for code in cells if code.startswith("999102001001")]
    assert codes == [f"999102001001{number:03}" for number in range(1, len(codes) + 1)]
    middles = [shapely.centroid(cells[code][1]) for code in codes]
    north = max(shapely.bounds(cells[code][1])[3] for code in codes)
    places = [(int((north - middle.y) * SCALE.y / 100), round(middle.x, 9)) for middle in middles]  # rows of 100 m
    assert places == sorted(places)
    assert len({row for row, __ in places}) > 3


def test_a_duty_grid_hangs_together_in_one_community(tmp_path: Path) -> None:
    cells = made(folder(tmp_path), walk=8)
    walks: dict[str, list[tuple[dict[str, Any], Any]]] = {}
    for properties, shape in cells.values():
        walks.setdefault(properties["duty_grid"], []).append((properties, shape))
    assert len(walks) > 4
    for found in walks.values():
        assert 4 <= len(found) <= 14
        assert len({properties["community"] for properties, __ in found}) == 1
        assert shapely.union_all([shape for __, shape in found]).geom_type == "Polygon"
    rows = (tmp_path / "city" / "duty_grids.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == len(walks) + 1


def test_the_same_folder_makes_the_same_grids(tmp_path: Path) -> None:
    made(city := folder(tmp_path))
    first = (city / "unit_grids.geojson").read_bytes(), (city / "duty_grids.csv").read_bytes()
    made(city, again=True)
    assert ((city / "unit_grids.geojson").read_bytes(), (city / "duty_grids.csv").read_bytes()) == first


def test_without_ground_communities_are_cut_by_area_and_it_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = made(folder(tmp_path, ground=False))
    assert len(cells) == 60
    assert "has no ground.geojson" in capsys.readouterr().err


def test_other_sizes_can_be_asked_for(tmp_path: Path) -> None:
    areas = [SCALE.area(shape) for shape in shapes(made(folder(tmp_path), area=2_500))]
    assert 2_000 < median(areas) < 3_000


def test_grids_that_are_there_are_not_written_over(tmp_path: Path) -> None:
    made(city := folder(tmp_path))
    (city / "duty_grids.csv").write_text("edited", encoding="utf-8")
    with pytest.raises(CommandError):
        made(city)
    assert (city / "duty_grids.csv").read_text(encoding="utf-8") == "edited"


def test_a_folder_without_communities_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    city = folder(tmp_path)
    (city / "areas.geojson").write_bytes(
        towns.features(
            [
                ({"code": "999102", "name": "Town", "level": "district"}, towns.block(0, 0, 600, 500)),
            ]
        )
    )
    with pytest.raises(CommandError):
        made(city)
    assert "There is no community here" in capsys.readouterr().err


def test_an_area_that_crosses_itself_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bow = shapely.Polygon([towns.at(0, 0), towns.at(500, 500), towns.at(500, 0), towns.at(0, 500)])
    with pytest.raises(CommandError):
        made(folder(tmp_path, areas=[({"name": "Bow", "code": "999102001009"}, bow)]))
    assert "999102001009 is not valid" in capsys.readouterr().err


@pytest.mark.parametrize("seed", range(3))
def test_whatever_the_ground_communities_are_covered(seed: int) -> None:
    covers_whole_town(Random(seed))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3, 60))
def test_whatever_the_ground_communities_are_covered_often(seed: int) -> None:
    covers_whole_town(Random(seed))


def covers_whole_town(chance: Random) -> None:
    """A town of four crooked communities with streets, waters and houses anywhere on them."""

    def point() -> tuple[float, float]:
        return chance.uniform(-100, 1300), chance.uniform(-100, 1300)

    middle = towns.at(chance.uniform(300, 900), chance.uniform(300, 900))
    corners = [towns.at(0, 0), towns.at(1200, 0), towns.at(1200, 1200), towns.at(0, 1200)]
    quarters = [shapely.Polygon([corners[n - 1], corners[n], middle]) for n in range(4)]
    lines = [("road", chance.choice([1, 2, 3]), towns.street(*(point() for __ in range(3)))) for __ in range(25)]
    waters = [("water", 3, towns.street(point(), point()).buffer(0.0003)) for __ in range(2)]
    houses = [("building", 3, towns.block(*point(), chance.uniform(8, 60), chance.uniform(8, 60))) for __ in range(150)]
    ground = Ground.of([*lines, *waters, *houses], SCALE)
    cells = [Cell(str(n), shape) for n, quarter in enumerate(quarters) for shape in carve(quarter, ground, SCALE)]
    covered = cover(cells, SCALE)
    found = np.array([cell.shape for cell in covered], dtype=object)
    assert shapely.coverage_is_valid(found)
    assert all(shapely.is_valid(found))
    for n, quarter in enumerate(quarters):
        own = shapely.union_all([cell.shape for cell in covered if cell.community == str(n)])
        assert SCALE.area(shapely.symmetric_difference(own, quarter)) < 0.5
