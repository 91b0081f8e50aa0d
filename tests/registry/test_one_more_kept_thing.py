"""One more thing to keep takes its model, one register and its words; pages, files, log and plans follow from these."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from openpyxl import Workbook, load_workbook

from registry.actions import RefusedFolderError, carry_out_plans, load_city
from registry.registers import REGISTERS
from tests.cast import City
from tests.clock import Travel
from tests.registry.toilets.models import Toilet
from tests.registry.toilets.registers import TOILETS
from tests.typed import day, seen

pytestmark = pytest.mark.django_db
REGISTERS.pop(TOILETS.kind)  # of these tests alone
PAGE = "/city/toilets/"
EAST = {"code": "T1", "name": "东门公厕", "unit": "sanitation", "hours": "06:00-22:00", "lng": "121.47", "lat": "31.23"}


@pytest.fixture(autouse=True)
def _house(db: None) -> Iterator[None]:
    """The table and the register are there for one test."""
    with connection.schema_editor(atomic=False) as editor:
        editor.create_model(Toilet)
    REGISTERS[TOILETS.kind] = TOILETS
    yield
    REGISTERS.pop(TOILETS.kind)


def typed(**rest: str) -> dict[str, str]:
    return EAST | {"datum": "wgs84", "effective_from": "2026-01-01"} | rest


def workbook(rows: list[list[Any]]) -> SimpleUploadedFile:
    book, buffer = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(buffer)
    return SimpleUploadedFile("toilets.xlsx", buffer.getvalue())


@pytest.fixture
def one(abel: Client) -> Client:
    """An administrator who has added the toilet at the east gate."""
    assert abel.post(f"{PAGE}add/", typed()).status_code == 302
    return abel


def test_it_has_a_tab_a_list_and_a_form(one: Client, city: City) -> None:
    assert f'href="{PAGE}"' in one.get("/city/units/").text
    page = one.get(PAGE).text
    assert all(word in page for word in ("东门公厕", str(city.sanitation), "06:00-22:00", "启用日期", "共 1"))
    assert "东门公厕" in one.get(f"{PAGE}T1/").text
    assert "东门公厕" not in one.get(PAGE, {"q": "西门"}).text
    assert "东门公厕" in one.get(PAGE, {"unit": "sanitation"}).text


def test_what_is_wrong_is_said_beside_its_field(abel: Client) -> None:
    answer = abel.post(f"{PAGE}add/", typed(lat="95", unit="nobody", hours=""))
    assert answer.status_code == 422
    assert {*answer.context["form"].errors} == {"unit", "hours"}
    answer = abel.post(f"{PAGE}add/", typed(lat="95"))
    assert {*answer.context["form"].errors} == {"lng"}
    assert "东门公厕" not in abel.get(PAGE).text


def test_the_second_of_two_who_change_it_looks_again(one: Client) -> None:
    stale = seen(one, f"{PAGE}T1/")
    assert one.post(f"{PAGE}T1/", typed(hours="24 小时", seen=stale)).status_code == 302
    assert one.post(f"{PAGE}T1/", typed(hours="白天", seen=stale)).status_code == 422
    assert "24 小时" in one.get(PAGE).text


def test_a_point_of_another_datum_is_kept_in_wgs84(one: Client) -> None:
    one.post(f"{PAGE}T1/", typed(datum="gcj02", seen=seen(one, f"{PAGE}T1/")))
    form = one.get(f"{PAGE}T1/").context["form"]
    assert form["datum"].value() == "wgs84"
    assert 0.003 < abs(form["lng"].value() - 121.47) < 0.006


def test_it_is_a_csv(one: Client) -> None:
    [row] = csv.DictReader(one.get("/city/tables/toilets.csv").content.decode("utf-8-sig").splitlines())
    assert (row["编号"], row["管理单位"], row["经度"]) == ("T1", "sanitation", "121.47")


def test_it_goes_out_to_excel_and_comes_back_changed(one: Client) -> None:
    sheet: Any = load_workbook(io.BytesIO(one.get("/city/tables/toilets.xlsx").content)).active
    head, row = ([cell.value for cell in each] for each in sheet.iter_rows())
    changed = [*row]
    changed[head.index("开放时间")] = "24 小时"
    west = [*row]
    west[head.index("编号")], west[head.index("名称")] = "T2", "西门公厕"
    shown = one.post("/city/tables/toilets/", {"file": workbook([head, changed, west])})
    assert "<del>06:00-22:00</del>" in shown.text
    assert "24 小时" not in one.get(PAGE).text
    said = {name: value for name, value in shown.context["confirm"].initial.items() if value}
    assert one.post("/city/tables/toilets/", said).status_code == 302
    page = one.get(PAGE).text
    assert "24 小时" in page
    assert "西门公厕" in page


def test_it_is_a_file_of_the_citys_folder(one: Client, tmp_path: Path) -> None:
    call_command("export_city", str(tmp_path / "out"))
    text = (tmp_path / "out" / "toilets.csv").read_text(encoding="utf-8-sig")
    assert "T1,东门公厕,sanitation,06:00-22:00,121.47,31.23,2026-01-01,wgs84," in text
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "city.toml").write_text('name = "临江市望江区"\n', encoding="utf-8")
    (tmp_path / "in" / "toilets.csv").write_text(text.replace("06:00-22:00", "24 小时"), encoding="utf-8")
    load_city(path=tmp_path / "in")
    assert "24 小时" in one.get(PAGE).text
    (tmp_path / "in" / "toilets.csv").write_text(text.replace("sanitation", "nobody"), encoding="utf-8")
    with pytest.raises(RefusedFolderError) as refused:
        load_city(path=tmp_path / "in")
    assert [(each.file, each.line, each.column) for each in refused.value.problems.found] == [
        ("toilets.csv", 2, "unit")
    ]


def test_what_is_wrong_in_excel_is_said_by_row_and_column(one: Client) -> None:
    sheet: Any = load_workbook(io.BytesIO(one.get("/city/tables/toilets.xlsx").content)).active
    head, row = ([cell.value for cell in each] for each in sheet.iter_rows())
    wrong = [*row]
    wrong[head.index("经度")], wrong[head.index("管理单位")] = "east", "nobody"
    answer = one.post("/city/tables/toilets/", {"file": workbook([head, wrong])})
    assert answer.status_code == 422
    assert {(each.line, each.column) for each in answer.context["problems"]} == {(2, "经度")}
    wrong[head.index("经度")] = "121.5"
    answer = one.post("/city/tables/toilets/", {"file": workbook([head, wrong])})
    assert {(each.line, each.column) for each in answer.context["problems"]} == {(2, "管理单位")}


def test_the_log_says_it_field_by_field_and_takes_it_back(one: Client, city: City) -> None:
    one.post(f"{PAGE}T1/", typed(hours="24 小时", unit="roads", seen=seen(one, f"{PAGE}T1/")))
    entry = one.get("/city/changes/", {"kind": "toilet"}).context["entries"][0]
    assert entry.what == "公厕 东门公厕：更改"
    assert entry.changes == [
        ("管理单位", str(city.sanitation), str(city.roads)), ("开放时间", "06:00-22:00", "24 小时"),
    ]  # fmt: skip
    assert one.post(f"/city/changes/{entry.change.pk}/revert/").status_code == 302
    page = one.get(PAGE).text
    assert "06:00-22:00" in page
    assert "24 小时" not in page


def test_it_changes_on_a_day_to_come(one: Client, city: City, travel: Travel) -> None:
    one.post(f"{PAGE}T1/", typed(hours="24 小时", effective_from=day(3), seen=seen(one, f"{PAGE}T1/")))
    for page in ("/city/planned/", PAGE, f"{PAGE}T1/"):
        assert "<ins>24 小时</ins>" in one.get(page).text
    assert one.get(PAGE).context["rows"][0].cells[3] == "06:00-22:00"
    travel(3)
    assert carry_out_plans() == 1
    one.force_login(city.abel)
    assert one.get(PAGE).context["rows"][0].cells[3] == "24 小时"


def test_it_ends_and_begins_again(one: Client) -> None:
    assert one.post(f"{PAGE}T1/end/").status_code == 302
    assert one.get(PAGE).context["rows"] == []
    assert one.get(PAGE, {"ended": "1"}).context["rows"][0].ended
    one.post(f"{PAGE}T1/end/", {"again": "1"})
    assert len(one.get(PAGE).context["rows"]) == 1


@pytest.mark.parametrize(("name", "reads", "writes"), [("arno", 200, 403), ("dora", 403, 403), ("hana", 403, 403)])
def test_who_reads_and_who_writes(one: Client, city: City, name: str, reads: int, writes: int) -> None:
    one.force_login(getattr(city, name))
    for path in (PAGE, f"{PAGE}T1/", "/city/tables/toilets.csv"):
        assert one.get(path).status_code == reads
    for path in (f"{PAGE}T1/", f"{PAGE}add/", f"{PAGE}T1/end/", "/city/tables/toilets/"):
        assert one.post(path, typed()).status_code == writes
    assert one.get("/city/potties/").status_code == 404
