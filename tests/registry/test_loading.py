from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from cases.models import RoutingRule
from catalogue.models import Category, FilingCondition
from departments.models import Department
from departments.queries import calendars
from grids.models import Area, BaseMapFeature, CityVersion, Component, DutyGrid, UnitGrid
from grids.queries import city_version, locate
from notices.models import NoticeRule, NoticeText
from registry.actions import load_city
from registry.models import SettingValue
from tests import folders

pytestmark = pytest.mark.django_db


def test_a_city_is_loaded_from_a_folder(tmp_path: Path) -> None:
    loaded = load_city(path=folders.write(tmp_path))
    assert loaded.version == city_version() == 1
    assert loaded.counts["unit_grids"] == 2
    place = locate(121.0005, 31.0005)
    assert place.unit_grid is not None
    assert UnitGrid.objects.get(pk=place.unit_grid).code == "999101001001001"
    assert place.district is not None
    assert Area.objects.get(pk=place.district).name == "望江区"
    assert 9_000 < UnitGrid.objects.get(code="999101001001001").area_m2 < 12_000


def test_people_get_their_unit_and_their_rounds_and_no_password(tmp_path: Path) -> None:
    load_city(path=folders.write(tmp_path))
    inspector, head = User.objects.get(username="inspector01"), User.objects.get(username="hw-head")
    assert [grid.code for grid in inspector.duty_grids.all()] == ["ZR01"]
    assert head.membership.department.name == "环境卫生管理处"
    assert not inspector.has_usable_password()
    assert not head.has_usable_password()


def test_the_catalogue_the_calendar_and_the_rules_are_there(tmp_path: Path) -> None:
    load_city(path=folders.write(tmp_path))
    rubbish = Category.objects.get(code="06010")
    assert rubbish.initials == "bllj"
    assert rubbish.conditions.count() == 2
    assert not calendars()[None].works_on(date(2026, 10, 1))
    assert {rule.department.code for rule in RoutingRule.objects.all()} == {"hw", "jw"}
    assert Department.objects.get(code="hw-1").parent == Department.objects.get(code="hw")


def test_loading_the_same_folder_again_changes_nothing_but_the_version(tmp_path: Path) -> None:
    folder = folders.write(tmp_path)
    load_city(path=folder)
    before = _counts()
    User.objects.filter(username="inspector01").update(password="chosen")
    assert load_city(path=folder).version == 2
    assert _counts() == before
    assert User.objects.get(username="inspector01").password == "chosen"


def test_what_a_complete_file_no_longer_lists_ends_and_stays(tmp_path: Path) -> None:
    load_city(path=folders.write(tmp_path), today=date(2026, 1, 1))
    one = folders.collection(folders.unit_grid(1, folders.square(0, width=2)))
    load_city(
        path=folders.write(tmp_path, unit_grids_geojson=one, rules_csv="what,where,department\n*,*,hw\n"),
        today=date(2026, 2, 1),
    )
    gone = UnitGrid.objects.get(code="999101001001002")
    assert (gone.started_on, gone.ended_on) == (date(2026, 1, 1), date(2026, 2, 1))
    assert RoutingRule.objects.filter(ended_on=None).count() == 1
    assert RoutingRule.objects.count() == 3


def test_a_rule_that_sends_elsewhere_from_a_later_day_ends_the_one_before(tmp_path: Path) -> None:
    load_city(path=folders.write(tmp_path))
    load_city(
        path=folders.write(
            tmp_path, rules_csv="what,what_code,where,department,effective_from\ncategory,06010,*,jw,2026-03-01\n"
        )
    )
    old, new = RoutingRule.objects.filter(category__code="06010").order_by("effective_from")
    assert (old.department.code, old.ended_on) == ("hw", date(2026, 3, 1))
    assert (new.department.code, new.ended_on) == ("jw", None)


def test_a_file_that_is_not_there_leaves_its_part_of_the_city_alone(tmp_path: Path) -> None:
    load_city(path=folders.write(tmp_path))
    small = tmp_path / "small"
    small.mkdir()
    (small / "city.toml").write_text('name = "望江"\n', encoding="utf-8")
    load_city(path=small)
    assert UnitGrid.objects.filter(ended_on=None).count() == 2
    assert CityVersion.objects.get().name == "望江"


def test_points_of_another_datum_are_converted(tmp_path: Path) -> None:
    toml = 'name = "临江市望江区"\ndatum = "gcj02"\n'
    load_city(path=folders.write(tmp_path, city_toml=toml))
    west = Area.objects.get(code="999101").geom.extent[0]
    assert 0.001 < abs(west - folders.WEST) < 0.01


def test_files_in_gbk_or_with_a_bom_are_read(tmp_path: Path) -> None:
    good = folders.files()
    load_city(
        path=folders.write(
            tmp_path,
            departments_csv=good["departments.csv"].decode().encode("gbk"),
            areas_geojson=good["areas.geojson"].decode().encode("gbk"),
            people_csv=b"\xef\xbb\xbf" + good["people.csv"],
        )
    )
    assert Department.objects.get(code="hw").short_name == "环卫处"
    assert Area.objects.get(code="999101001001").name == "渡口社区"


def test_what_was_exported_loads_as_the_same_city(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load_city(path=folders.write(tmp_path / "first"))
    call_command("export_city", str(tmp_path / "second"))
    before = _everything()
    call_command("load_city", str(tmp_path / "second"))
    assert _everything() == before
    call_command("export_city", str(tmp_path / "third"))
    names = sorted(path.name for path in (tmp_path / "second").iterdir())
    assert len(names) == 30
    for name in names:
        assert (tmp_path / "third" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


def test_an_export_does_not_write_into_a_folder_that_is_in_use(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(CommandError):
        call_command("export_city", str(tmp_path))


def _counts() -> list[int]:
    models: list[Any] = [
        Area, UnitGrid, DutyGrid, Component, BaseMapFeature, Department, User, Category, FilingCondition, RoutingRule,
    ]  # fmt: skip
    return [model.objects.count() for model in models]


def _everything() -> list[Any]:
    models: list[Any] = [
        Area, UnitGrid, DutyGrid, Component, Department, User, Category, FilingCondition, RoutingRule, SettingValue,
        NoticeRule, NoticeText,
    ]  # fmt: skip
    return [
        sorted(str([getattr(cell, "wkt", cell) for cell in row]) for row in model.objects.values_list())
        for model in models
    ]
