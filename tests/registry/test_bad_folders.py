"""Each bad file: its sentence with file and line, and nothing written."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from departments.models import Department
from grids.models import Area, CityVersion
from registry.actions import RefusedFolderError, load_city
from tests import folders
from tests.folders import collection, square, unit_grid

pytestmark = pytest.mark.django_db

BOW_TIE = [[[121.0, 31.0], [121.001, 31.001], [121.001, 31.0], [121.0, 31.001], [121.0, 31.0]]]


def refused(folder: Path, **changed: Any) -> list[str]:
    with pytest.raises(RefusedFolderError) as refusal:
        load_city(path=folders.write(folder, **changed))
    assert not Area.objects.exists()
    assert not Department.objects.exists()
    assert not CityVersion.objects.exists()
    return refusal.value.problems.sentences()


def only(lines: list[str]) -> str:
    assert len(lines) == 1, lines
    return lines[0]


def spoilt(name: str, old: str, new: str) -> bytes:
    text = folders.files()[name].decode()
    assert old in text
    return text.replace(old, new).encode()


def test_a_folder_without_its_toml_is_no_city(tmp_path: Path) -> None:
    assert only(refused(tmp_path, city_toml=None)).startswith("city.toml: ")


@pytest.mark.parametrize(
    ("toml", "key"),
    [
        ('name = ""', "name"),
        ('name = "x"\ndatum = "utm"', "datum"),
        ('name = "x"\ntime_zone = "Mars/Base"', "time_zone"),
        ('name = "x"\ntime_zone = "Europe/Paris"', "time_zone"),
        ('name = "x"\ncentre = [31.0, 121.0]', "centre"),
        ('name = "x"\ncomplete = ["everything"]', "complete"),
        ('name = "x"\nmayor = "y"', "mayor"),
    ],
)
def test_the_settings_of_a_city_are_checked(tmp_path: Path, toml: str, key: str) -> None:
    assert only(refused(tmp_path, city_toml=toml)).startswith(f"city.toml:{key}: ")


@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        ("departments.csv", "bureau", "palace", "departments.csv:2:kind"),
        ("departments.csv", "line,hw,", "line,zz,", "departments.csv:3:parent"),
        ("departments.csv", "line,,city", "line,hw-1,city", "departments.csv:2:parent"),
        ("departments.csv", "hw-1,", "hw,", "departments.csv:3:code"),
        ("people.csv", "inspector,,ZR01", "mayor,,ZR01", "people.csv:2:role"),
        ("people.csv", "ZR01", "ZR99", "people.csv:2:duty_grids"),
        ("people.csv", "department_head,hw", "department_head,", "people.csv:3:unit"),
        ("components.csv", "03005,hw", "99999,hw", "components.csv:2:category"),
        ("components.csv", "03005,hw", "03005,zz", "components.csv:2:owner"),
        ("components.csv", "31.0005", "35.0005", "components.csv:2:lng"),
        ("components.csv", "121.0005", "221.0005", "components.csv:2:lng"),
        ("components.csv", "31.0005", "91.0005", "components.csv:2:lat"),
        ("catalogue.csv", "1,work_day", "0,work_day", "catalogue.csv:2:limit_value"),
        ("catalogue.csv", "2,urgent_hour", "2,fortnight", "catalogue.csv:4:limit_unit"),
        ("catalogue.csv", "暴露垃圾,2", "别的垃圾,2", "catalogue.csv:4:minor_zh"),
        ("catalogue.csv", "暴露垃圾,2", "暴露垃圾,1", "catalogue.csv:4:condition_no"),
        ("rules.csv", "category,06010", "category,06011", "rules.csv:2:what_code"),
        ("rules.csv", "area,999101001", "area,999101009", "rules.csv:3:where_code"),
        ("rules.csv", "*,,hw", "*,,zz", "rules.csv:2:department"),
        ("rules.csv", "2026-01-01,属地兜底", "soon,属地兜底", "rules.csv:3:effective_from"),
        ("holidays.csv", "holiday,", "feast,", "holidays.csv:2:kind"),
        ("calendars.csv", "08:00-12:00", "8 till noon", "calendars.csv:2:shifts"),
        ("stages.csv", "accept", "applaud", "stages.csv:2:stage"),
        ("sources.csv", "inspector", "rumour", "sources.csv:2:source"),
        ("settings.csv", "extension_most", "extension_least", "settings.csv:2:name"),
        ("settings.csv", ",3", ",30", "settings.csv:2:value"),
        ("settings.csv", ",no", ",perhaps", "settings.csv:3:value"),
        ("settings.csv", "21:30", "late", "settings.csv:4:value"),
        ("notice_rules.csv", "dispatch", "despatch", "notice_rules.csv:2:event"),
        ("notice_rules.csv", "reporter", "mayor", "notice_rules.csv:3:audience"),
        ("notice_rules.csv", "robot mail", "pigeon mail", "notice_rules.csv:2:media"),
        ("notice_rules.csv", "close,reporter", "dispatch,unit", "notice_rules.csv:3:audience"),
        ("notice_texts.csv", "zh-hans", "latin", "notice_texts.csv:2:language"),
        ("notice_texts.csv", "{number} 结案", "{nummer} 结案", "notice_texts.csv:2:title"),
        ("notice_texts.csv", "{place}", "{place", "notice_texts.csv:2:body"),
        ("taxonomies.csv", "2026-07-01", "2026-13-01", "taxonomies.csv:2:effective_from"),
        ("duty_grids.csv", "渡口一组", "", "duty_grids.csv:2:name"),
        ("duty_grids.csv", "渡口一组", "渡口\0一组", "duty_grids.csv:2"),
    ],
)
def test_a_bad_cell_is_named_by_file_line_and_column(tmp_path: Path, name: str, old: str, new: str, place: str) -> None:
    lines = refused(tmp_path, **{name.replace(".", "_"): spoilt(name, old, new)})
    assert any(line.startswith(f"{place}: ") for line in lines), lines


@pytest.mark.parametrize(
    ("spoilt_files", "words"),
    [
        ({"components.csv": ("03005,hw", "03005,zz")}, "1 problem; nothing was loaded."),
        (
            {"components.csv": ("03005,hw", "03005,zz"), "holidays.csv": ("holiday,", "feast,")},
            "2 problems; nothing was loaded.",
        ),
    ],
)
def test_the_command_counts_them_in_words(tmp_path: Path, spoilt_files: dict[str, tuple[str, str]], words: str) -> None:
    changed = {name.replace(".", "_"): spoilt(name, *change) for name, change in spoilt_files.items()}
    with translation.override("en"), pytest.raises(CommandError) as refusal:
        call_command("load_city", folders.write(tmp_path, **changed))
    assert str(refusal.value) == words


def test_the_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    lines = refused(
        tmp_path,
        departments_csv=spoilt("departments.csv", "bureau", "palace"),
        areas_geojson=spoilt("areas.geojson", '"district"', '"kingdom"'),
        stages_csv=spoilt("stages.csv", "accept", "applaud"),
    )
    assert {line.split(":")[0] for line in lines} >= {"departments.csv", "areas.geojson", "stages.csv"}


def test_a_bow_tie_is_refused_with_its_number_and_the_reason(tmp_path: Path) -> None:
    line = only(refused(tmp_path, unit_grids_geojson=collection(unit_grid(1, square(0)), unit_grid(2, BOW_TIE))))
    assert line.startswith("unit_grids.geojson:2:geometry: ")
    assert "Self-intersection" in line
    assert "999101001001002" in line


@pytest.mark.parametrize(
    "coordinates",
    [[], [[121.0, 31.0]], [[[121.0, 31.0], [121.1, 31.0], [121.0, 31.0]]], [[["a", "b"]]], [[[31.0, 121.0]] * 4], None],
)
def test_coordinates_that_are_no_polygon_are_refused(tmp_path: Path, coordinates: Any) -> None:
    line = only(refused(tmp_path, unit_grids_geojson=collection(unit_grid(1, coordinates))))
    assert line.startswith("unit_grids.geojson:1:geometry: ")


def test_a_gap_is_reported_by_the_pair_beside_it(tmp_path: Path) -> None:
    narrow = unit_grid(2, square(1.1, width=0.9))
    line = only(refused(tmp_path, unit_grids_geojson=collection(unit_grid(1, square(0)), narrow)))
    assert "999101001001001" in line
    assert "999101001001002" in line
    assert "1058" in line  # m²: a tenth of a cell


def test_an_overlap_is_reported_by_its_pair(tmp_path: Path) -> None:
    wide = unit_grid(1, square(0, width=1.1))
    line = only(refused(tmp_path, unit_grids_geojson=collection(wide, unit_grid(2, square(1)))))
    assert "999101001001001" in line
    assert "999101001001002" in line
    assert "1058" in line


def test_slivers_below_the_tolerance_are_let_through(tmp_path: Path) -> None:
    wide = unit_grid(1, square(0, width=1.00005))
    assert load_city(path=folders.write(tmp_path, unit_grids_geojson=collection(wide, unit_grid(2, square(1)))))


def test_a_city_may_ask_to_be_warned_only(tmp_path: Path) -> None:
    wide = collection(unit_grid(1, square(0, width=1.1)), unit_grid(2, square(1)))
    toml = 'name = "x"\ntopology = "warn"\n'
    loaded = load_city(path=folders.write(tmp_path, unit_grids_geojson=wide, city_toml=toml))
    assert any("unit_grids.geojson:2:geometry" in line for line in loaded.warnings.sentences())


def test_a_grid_that_is_added_must_not_overlap_those_that_stand(tmp_path: Path) -> None:
    load_city(path=folders.write(tmp_path / "first"))
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "city.toml").write_text('name = "x"\n')
    (tmp_path / "more" / "unit_grids.geojson").write_bytes(collection(unit_grid(3, square(0.5))))
    with pytest.raises(RefusedFolderError) as refusal:
        load_city(path=tmp_path / "more")
    assert len(refusal.value.problems.found) == 2


def test_a_code_of_the_wrong_length_is_only_warned_about(tmp_path: Path) -> None:
    odd = collection(unit_grid(1, square(0), code="G-1"), unit_grid(2, square(1), code="999101009009002"))
    loaded = load_city(path=folders.write(tmp_path, unit_grids_geojson=odd))
    warned = [line for line in loaded.warnings.sentences() if line.startswith("unit_grids.geojson:")]
    assert len(warned) == 2


def test_holidays_that_end_with_this_year_are_warned_about(tmp_path: Path) -> None:
    loaded = load_city(path=folders.write(tmp_path))
    assert any(line.startswith("holidays.csv: ") for line in loaded.warnings.sentences())


def test_a_file_with_an_unknown_name_is_warned_about(tmp_path: Path) -> None:
    loaded = load_city(path=folders.write(tmp_path, departements_csv="code\nhw\n"))
    assert any(line.startswith("departements.csv: ") for line in loaded.warnings.sentences())


@pytest.mark.parametrize("text", [b"{", b"[]", b'{"features": 3}', b"PK\x03\x04", b"\xff\xfe\x00"])
def test_what_is_no_geojson_is_refused(tmp_path: Path, text: bytes) -> None:
    assert only(refused(tmp_path, ground_geojson=text)).startswith("ground.geojson: ")


def test_coordinates_of_an_unknown_system_are_refused(tmp_path: Path) -> None:
    document = orjson.loads(folders.areas()) | {"crs": {"properties": {"name": "local grid of 1923"}}}
    lines = refused(tmp_path, areas_geojson=orjson.dumps(document))
    assert any(line.startswith("areas.geojson:crs: ") for line in lines)


def test_the_command_prints_every_problem_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folders.write(tmp_path, stages_csv=spoilt("stages.csv", "accept", "applaud"))
    with pytest.raises(CommandError):
        call_command("load_city", str(folder))
    assert "stages.csv:2:stage: " in capsys.readouterr().err
    assert not CityVersion.objects.exists()
