"""The invented district: the same for the same seed, and nothing in it gapes or overlaps."""

from pathlib import Path
from random import Random

import orjson
import pytest

from demo.generator.make import make_city
from demo.generator.mesh import Line, Mesh, edges, ring_area
from demo.generator.plan import draw
from grids.models import UnitGrid
from places.models import Place, Zone
from registry.actions import load_city


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make_city(folder=tmp_path / name, seed=7)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert len(files) == 27
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_another_seed_gives_another_city(tmp_path: Path) -> None:
    for seed in (1, 2):
        make_city(folder=tmp_path / str(seed), seed=seed)
    name = "unit_grids.geojson"
    assert (tmp_path / "1" / name).read_bytes() != (tmp_path / "2" / name).read_bytes()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_edge_inside_the_district_has_a_face_on_both_sides(seed: int) -> None:
    plan = draw(Random(seed))
    mesh = plan.mesh
    bent = {corner: plan.bent(corner) for ring in mesh.faces.values() for corner in ring}
    areas = [ring_area([bent[corner] for corner in ring]) for ring in mesh.faces.values()]
    [border] = mesh.outline(mesh.faces)
    assert min(areas) > 0
    assert sum(areas) == pytest.approx(ring_area([bent[corner] for corner in border]), rel=1e-9)
    seen = [edge for ring in mesh.faces.values() for edge in edges(ring)]
    assert len(seen) == len(set(seen))


def test_the_district_is_of_the_size_of_the_field(tmp_path: Path) -> None:
    assert 1_000 < make_city(folder=tmp_path, seed=1)["unit grids"] < 1_400
    grids = orjson.loads((tmp_path / "unit_grids.geojson").read_bytes())["features"]
    codes = [grid["properties"]["code"] for grid in grids]
    assert {len(code) for code in codes} == {15}
    assert {code[:6] for code in codes} == {"999101"}


def test_a_cut_puts_its_corners_into_both_faces_beside_an_edge() -> None:
    mesh = Mesh([(0, 0), (200, 0), (200, 100), (0, 100)])
    mesh.cut_all(Line((100, 0), (0, 1)))
    mesh.cut(0, Line((0, 40), (1, 0.1)))
    assert sum(mesh.area(face) for face in mesh.faces) == pytest.approx(20_000)
    assert sorted(len(ring) for ring in mesh.faces.values()) == [4, 4, 5]


@pytest.mark.django_db
def test_the_invented_district_passes_every_check_of_the_loader(tmp_path: Path) -> None:
    make_city(folder=tmp_path, seed=1)
    loaded = load_city(path=tmp_path)
    assert [line for line in loaded.warnings.sentences() if not line.startswith("holidays.csv")] == []
    assert UnitGrid.objects.count() == loaded.counts["unit_grids"]
    assert Place.objects.filter(street__isnull=False).count() == loaded.counts["places"] == 400
    assert {*Zone.objects.values_list("kind", flat=True)} >= {"stalls", "control", "school", "urban_village"}
