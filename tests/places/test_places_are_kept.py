"""An administrator keeps kinds, places and zones: by form, by spreadsheet, by folder, on a day to come and back."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from openpyxl import Workbook, load_workbook

from places.models import Place, Zone
from registry.actions import RefusedFolderError, carry_out_plans, load_city
from registry.models import Change
from tests import factories as make
from tests.cast import City
from tests.clock import Travel
from tests.typed import day, seen

pytestmark = pytest.mark.django_db
PAGE, FORM = "/city/places/", "/city/places/S1/"
PHONE, MASKED = "13812345678", "138****5678"
SQUARE = '{"type":"Polygon","coordinates":[[[121.48,31.23],[121.481,31.23],[121.481,31.231],[121.48,31.23]]]}'
BOW = '{"type":"Polygon","coordinates":[[[121.48,31.23],[121.481,31.231],[121.481,31.23],[121.48,31.231],[121.48,31.23]]]}'  # noqa: E501


def typed(**rest: str) -> dict[str, str]:
    said = {"code": "S1", "name": "老王早餐", "kind": "shop", "lng": "121.4805", "lat": "31.2305", "datum": "wgs84"}
    said |= {"unit": "sanitation", "responsible": "王强", "phone": PHONE, "risk": "high", "detail_licence": "3101-22"}
    return said | rest


@pytest.fixture
def one(abel: Client, city: City) -> Client:
    """An administrator who has added a shop; shops say their licence and, maybe, an area."""
    kind = make.place_kind("shop", fields={"licence": "text", "area": "number"})
    kind.fields.filter(code="licence").update(required=True)
    assert abel.post(f"{PAGE}add/", typed()).status_code == 302
    return abel


def workbook(rows: list[list[Any]]) -> SimpleUploadedFile:
    book, buffer = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(buffer)
    return SimpleUploadedFile("places.xlsx", buffer.getvalue())


def sheet(client: Client) -> tuple[list[Any], list[Any]]:
    active: Any = load_workbook(io.BytesIO(client.get("/city/tables/places.xlsx").content)).active
    head, row = ([cell.value for cell in each] for each in active.iter_rows())
    return head, row


def test_the_form_of_a_place_asks_what_its_kind_asks(one: Client, city: City) -> None:
    assert "?kind=shop" in one.get(f"{PAGE}add/").text
    page = one.get(f"{PAGE}add/", {"kind": "shop"}).text
    assert 'name="detail_licence"' in page
    place = Place.objects.get()
    assert (place.name, place.unit, place.details) == ("老王早餐", city.sanitation, {"licence": "3101-22"})
    assert (place.street, place.community) == (city.street, city.community)
    answer = one.post(f"{PAGE}add/", typed(code="S2", detail_licence="", detail_area="大"))
    assert answer.status_code == 422
    assert {*answer.context["form"].errors} == {"detail_licence", "detail_area"}


def test_an_empty_form_asks_for_no_telephone(one: Client) -> None:
    """A browser sends back what the form shows."""
    shown = one.get(f"{PAGE}add/", {"kind": "shop"}).context["form"]["phone"].value()
    assert shown == ""
    assert one.post(f"{PAGE}add/", typed(code="S2", phone=shown)).status_code == 302


def test_a_boundary_must_be_valid_and_may_be_taken_away(one: Client) -> None:
    answer = one.post(FORM, typed(boundary=BOW, seen=seen(one, FORM)))
    assert {*answer.context["form"].errors} == {"boundary"}
    one.post(FORM, typed(boundary=SQUARE, seen=seen(one, FORM)))
    boundary: Any = Place.objects.get().boundary
    assert boundary.num_coords == 4
    one.post(FORM, typed(boundary="", seen=seen(one, FORM)))
    assert Place.objects.get().boundary is None


def test_a_point_of_another_datum_is_kept_in_wgs84(one: Client) -> None:
    one.post(FORM, typed(datum="gcj02", seen=seen(one, FORM)))
    assert 0.003 < abs(Place.objects.get().point.x - 121.4805) < 0.006
    answer = one.post(FORM, typed(lat="95", seen=seen(one, FORM)))
    assert {*answer.context["form"].errors} == {"lat"}


def test_pages_and_spreadsheets_show_the_telephone_masked_and_leave_it(one: Client) -> None:
    for path in (PAGE, FORM, "/city/tables/places.csv", "/city/changes/"):
        text = one.get(path).content.decode()
        assert PHONE not in text, path
    assert MASKED in one.get(FORM).text
    one.post(FORM, typed(phone=MASKED, name="老王早点", seen=seen(one, FORM)))
    place = Place.objects.get()
    assert (place.name, place.phone) == ("老王早点", PHONE)
    answer = one.post(FORM, typed(phone="139****0000", seen=seen(one, FORM)))
    assert {*answer.context["form"].errors} == {"phone"}
    assert 'value="139****0000"' in answer.text


def test_it_goes_out_to_excel_and_comes_back_changed(one: Client) -> None:
    head, row = sheet(one)
    assert MASKED in row
    west = list(row)
    row[head.index("名称")] = "老王早点"
    west[head.index("代码")], west[head.index("电话")] = "S2", "13900000000"
    shown = one.post("/city/tables/places/", {"file": workbook([head, row, west])})
    said = {name: value for name, value in shown.context["confirm"].initial.items() if value}
    assert one.post("/city/tables/places/", said).status_code == 302
    assert {*Place.objects.values_list("code", "name", "phone")} == {
        ("S1", "老王早点", PHONE), ("S2", "老王早餐", "13900000000"),
    }  # fmt: skip


def test_what_is_wrong_in_excel_is_said_by_row_and_column(one: Client) -> None:
    head, row = sheet(one)
    row[head.index("详情")] = "colour=red"
    answer = one.post("/city/tables/places/", {"file": workbook([head, row])})
    assert {(each.line, each.column) for each in answer.context["problems"]} == {(2, "详情")}


def test_the_city_goes_out_to_a_folder_and_comes_back(one: Client, tmp_path: Path) -> None:
    one.post(FORM, typed(boundary=SQUARE, detail_area="12.5", seen=seen(one, FORM)))
    make.zone("Z1", "control", classes=["06010"], hours="07:20-08:20", note="上学时段")
    call_command("export_city", str(tmp_path))
    [row] = csv.DictReader((tmp_path / "places.csv").read_text(encoding="utf-8-sig").splitlines())
    assert (row["code"], row["phone"], row["details"]) == ("S1", PHONE, "area=12.5; licence=3101-22")
    [feature] = json.loads((tmp_path / "zones.geojson").read_text())["features"]
    assert feature["properties"]["hours"] == "07:20-08:20"
    own = Change.objects.filter(kind__in=("place", "zone", "place_kind", "place_field"))
    logged = own.count()
    load_city(path=tmp_path)
    assert own.count() == logged, "what stands so already is not written again"
    for model in (Place, Zone):
        model.objects.all().delete()
    load_city(path=tmp_path)
    place: Any = Place.objects.get()
    zone = Zone.objects.get()
    assert (place.phone, place.boundary.num_coords, place.details["area"]) == (PHONE, 4, "12.5")
    assert (zone.classes, zone.note, zone.boundary.num_coords) == (["06010"], "上学时段", 5)


def test_a_folder_in_another_datum_moves_its_places_too(one: Client, tmp_path: Path) -> None:
    call_command("export_city", str(tmp_path))
    text = (tmp_path / "city.toml").read_text(encoding="utf-8").replace('datum = "wgs84"', 'datum = "gcj02"')
    (tmp_path / "only").mkdir()
    (tmp_path / "only" / "city.toml").write_text(text, encoding="utf-8")
    (tmp_path / "only" / "places.csv").write_bytes((tmp_path / "places.csv").read_bytes())
    load_city(path=tmp_path / "only")
    assert 0.003 < abs(Place.objects.get().point.x - 121.4805) < 0.006


def test_what_is_wrong_in_a_folder_is_said_by_file_line_and_column(one: Client, tmp_path: Path) -> None:
    make.zone("Z1", "control")
    call_command("export_city", str(tmp_path))
    places = (tmp_path / "places.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "places.csv").write_text(places.replace("licence=", "licens=").replace("121.4805", "321"), "utf-8")
    zones = json.loads((tmp_path / "zones.geojson").read_text())
    zones["features"][0]["properties"] |= {"classes": "99", "hours": "25:00-26:00"}
    zones["features"].append(
        {**zones["features"][0], "properties": {"code": "Z2", "name": "x", "kind": "school", "classes": "99"}}
    )
    (tmp_path / "zones.geojson").write_text(json.dumps(zones))
    with pytest.raises(RefusedFolderError) as refused:
        load_city(path=tmp_path)
    assert {(each.file, each.line, each.column) for each in refused.value.problems.found} == {
        ("places.csv", 2, "lng"), ("places.csv", 2, "details"), ("zones.geojson", 1, "hours"),
        ("zones.geojson", 2, "classes"), ("zones.geojson", 2, "kind"),
    }  # fmt: skip


def test_a_place_ends_and_is_never_deleted(one: Client) -> None:
    Place.objects.update(started_on="2020-01-01")
    assert one.post(f"{FORM}end/").status_code == 302
    assert list(one.get("/places/").context["page"].rows) == []
    assert [row.code for row in one.get("/places/", {"ended": "true"}).context["rows"]] == ["S1"]
    assert "于" in one.get("/places/S1/").text
    one.post(f"{FORM}end/", {"again": "1"})
    assert Place.objects.get().ended_on is None


def test_it_changes_on_a_day_to_come(one: Client, city: City, travel: Travel) -> None:
    one.post(FORM, typed(risk="low", on=day(3), seen=seen(one, FORM)))
    assert Place.objects.get().risk == "high"
    travel(3)
    assert carry_out_plans() == 1
    assert (Place.objects.get().risk, Place.objects.get().phone) == ("low", PHONE)


def test_the_log_says_it_field_by_field_and_takes_it_back(one: Client) -> None:
    one.post(FORM, typed(risk="low", phone="13900000000", seen=seen(one, FORM)))
    entry = one.get("/city/changes/", {"kind": "place"}).context["entries"][0]
    assert ("电话", MASKED, "139****0000") in entry.changes
    one.post(f"/city/changes/{entry.change.pk}/revert/")
    assert (Place.objects.get().risk, Place.objects.get().phone) == ("high", PHONE)


@pytest.mark.parametrize("page", ["places", "zones", "place-kinds", "place-fields"])
@pytest.mark.parametrize(("name", "reads", "writes"), [("arno", 200, 403), ("dora", 403, 403), ("hana", 403, 403)])
def test_who_reads_and_who_writes(one: Client, city: City, page: str, name: str, reads: int, writes: int) -> None:
    one.force_login(getattr(city, name))
    assert one.get(f"/city/{page}/").status_code == reads
    assert one.post(f"/city/{page}/add/", typed()).status_code == writes
