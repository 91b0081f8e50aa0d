"""Areas of one level that overlap are told as unit grids are, and `topology` decides whether that stops the load."""

from pathlib import Path

import pytest
from django.test import Client

from grids.models import Area
from registry.actions import RefusedFolderError, load_city
from tests import towns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def folder(path: Path, *, over: float, topology: str = "") -> Path:
    """Two districts, the second `over` metres into the first; a street that fills the first."""
    (path / "city.toml").write_text(f'name = "Town"\n{topology}\n', encoding="utf-8")
    (path / "areas.geojson").write_bytes(
        towns.features([
            ({"code": "1", "name": "One", "level": "district"}, towns.block(0, 0, 500, 100)),
            ({"code": "2", "name": "Two", "level": "district"}, towns.block(500 - over, 0, 500, 100)),
            ({"code": "11", "name": "In one", "level": "street", "parent": "1"}, towns.block(0, 0, 500, 100)),
        ])
    )  # fmt: skip
    return path


def test_an_overlap_is_refused_by_both_codes_and_its_size(tmp_path: Path) -> None:
    with pytest.raises(RefusedFolderError) as refused:
        load_city(path=folder(tmp_path, over=20))
    [line] = refused.value.problems.sentences()
    assert line.startswith("areas.geojson:2:geometry: 1 and 2 overlap by ")
    assert 1980 < float(line.split(" by ")[1].split()[0]) < 2020


def test_it_is_a_warning_where_the_city_says_so(tmp_path: Path) -> None:
    loaded = load_city(path=folder(tmp_path, over=20, topology='topology = "warn"'))
    assert any("1 and 2 overlap" in line for line in loaded.warnings.sentences())
    assert Area.objects.count() == 3


def test_areas_above_one_another_do_not_overlap_and_noise_is_let_through(tmp_path: Path) -> None:
    assert [*load_city(path=folder(tmp_path, over=0)).warnings.sentences()] == []
    assert [*load_city(path=folder(tmp_path, over=0.005)).warnings.sentences()] == []


def test_a_border_that_two_people_drew_is_a_warning(tmp_path: Path) -> None:
    loaded = load_city(path=folder(tmp_path, over=2))
    assert any("1 and 2 overlap" in line for line in loaded.warnings.sentences())


def test_a_new_area_over_one_that_stands_is_told(tmp_path: Path, client: Client) -> None:
    load_city(path=folder(tmp_path, over=0))
    (tmp_path / "areas.geojson").write_bytes(
        towns.features([({"code": "3", "name": "Three", "level": "district"}, towns.block(400, 0, 50, 50))])
    )
    with pytest.raises(RefusedFolderError) as refused:
        load_city(path=tmp_path)
    assert "1 and 3 overlap" in refused.value.problems.sentences()[0]
