"""A list as a file: what the person sees, nothing a spreadsheet would run."""

import csv
import io
import itertools
import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from cases.models import Case, CaseExport
from common.sheet_stream import Sheet, SheetColumn, sheet_chunks
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City

pytestmark = pytest.mark.django_db


def lines(answer: Any) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def sheet(client: Client, question: str = "") -> Any:
    return load_workbook(io.BytesIO(b"".join(client.get(f"/cases/export.xlsx?{question}").streaming_content))).active  # type: ignore[attr-defined]


def cells(client: Client, question: str = "") -> list[dict[str, Any]]:
    header, *rows = sheet(client, question).values
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_the_file_has_the_cases_of_the_list_and_is_named_after_the_minute(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines, address="人民路88号")
    make.dispatched("01001", by=city.ines)
    answer = signed_in(city.sven).get("/cases/export.csv?category=06010")
    [row] = lines(answer)
    assert (row["Number"], row["Place"], row["Unit"]) == (case.number, "人民路88号", "环卫中心")
    assert answer["Content-Disposition"].startswith('attachment; filename="cases-')


def test_what_a_unit_sees_without_asking_is_what_it_takes_away_and_moves(city: City, signed_in: SignedIn) -> None:
    """Its list opens with what it owes; the links of that page mean this list, and not all that is open."""
    owed, fixed = make.dispatched("06010", by=city.ines), make.dispatched("06010", by=city.ines)
    Case.objects.filter(pk=fixed.pk).update(state="disposed", finished_at=make.MONDAY)
    hana = signed_in(city.hana)
    page = hana.get("/cases/")
    assert [row.case.number for row in page.context["rows"]] == [owed.number]
    [address] = re.findall(r'href="(/cases/export\.csv[^"]*)"', page.text)
    assert [row["Number"] for row in lines(hana.get(unescape(address)))] == [owed.number]
    [back] = re.findall(r'name="back" value="([^"]*)"', page.text)
    chosen = hana.post("/cases/bulk/", {"back": unescape(back), "scope": "all"}).text
    assert f'value="{owed.pk}:' in chosen
    assert str(fixed.pk) not in chosen


@pytest.mark.parametrize("question", ["lamp=pink", "reported_after=yesterday", "department=nobody", "overdue=perhaps"])
def test_a_question_that_is_not_understood_is_no_empty_file(city: City, signed_in: SignedIn, question: str) -> None:
    """As on the list, on the map and by API; an empty file would say that there is no such case."""
    make.dispatched("06010", by=city.ines)
    sven = signed_in(city.sven)
    for address in ("/cases/export.csv", "/cases/export.xlsx", "/cases/exports/"):
        assert sven.get(f"{address}?{question}").status_code == 400
    assert sven.post(f"/cases/exports/?{question}").status_code == 400
    assert not CaseExport.objects.exists()


def test_only_the_rows_chosen(city: City, signed_in: SignedIn) -> None:
    one, __ = make.dispatched("06010", by=city.ines), make.dispatched("06010", by=city.ines)
    rows = lines(signed_in(city.sven).get(f"/cases/export.csv?case={one.pk}&case=x&case={'z' * 36}"))
    assert [row["Number"] for row in rows] == [one.number]


def test_nobody_exports_what_they_do_not_see(city: City, signed_in: SignedIn) -> None:
    make.dispatched("06010", by=city.ines)
    assert lines(signed_in(city.omar).get("/cases/export.csv?all=1")) == []


def test_what_is_done_has_no_lamp_and_says_whether_it_was_late(city: City, signed_in: SignedIn) -> None:
    for late in (timedelta(0), timedelta(seconds=1)):
        case = make.dispatched("06010", by=city.ines)
        assert case.due_at is not None
        Case.objects.filter(pk=case.pk).update(state="disposed", finished_at=case.due_at + late)
    make.dispatched("06010", by=city.ines)  # due long ago, and owed
    said = {(row["Lamp"], row["Was late"]) for row in lines(signed_in(city.sven).get("/cases/export.csv"))}
    assert said == {("No clock runs", "no"), ("No clock runs", "yes"), ("Overdue", "")}


def test_a_formula_stays_a_text(city: City, signed_in: SignedIn) -> None:
    make.dispatched("06010", by=city.ines, description="=HYPERLINK(1)", address="+1")
    [row] = lines(signed_in(city.sven).get("/cases/export.csv"))
    assert (row["Description"], row["Place"]) == ("'=HYPERLINK(1)", "'+1")


def test_the_spreadsheet_says_what_the_text_says(city: City, signed_in: SignedIn) -> None:
    make.dispatched("06010", by=city.ines, address="人民路88号", description="沿街=有垃圾")
    sven = signed_in(city.sven)
    [text], [row] = lines(sven.get("/cases/export.csv")), cells(sven)
    said = {name: f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value for name, value in row.items()}
    assert {name: "" if value is None else str(value) for name, value in said.items()} == text


def test_moments_are_moments_of_the_city_and_counts_are_numbers(city: City, signed_in: SignedIn) -> None:
    make.dispatched("06010", by=city.ines)
    [row] = cells(signed_in(city.sven))
    assert row["Reported"] == make.MONDAY.replace(tzinfo=None)
    assert (row["Reworks"], row["Closed"]) == (0, None)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)", "<b>&amp;</b> 'x' \"y\"", "_x0041_", "末尾 "])
def test_any_text_stays_the_same_text_in_the_spreadsheet(city: City, signed_in: SignedIn, text: str) -> None:
    make.dispatched("06010", by=city.ines, description=text)
    table = sheet(signed_in(city.sven))
    cell = table.cell(2, table.max_column - 4)
    assert (cell.data_type, cell.number_format) == ("s", "@")
    assert cell.value.replace("_x005F_", "_") == text


def test_what_no_cell_can_hold_is_left_out(city: City, signed_in: SignedIn) -> None:
    make.dispatched("06010", by=city.ines, description="铃\x07声\uffff")
    assert cells(signed_in(city.sven))[0]["Description"] == "铃声"


def test_the_number_of_cases_does_not_change_the_number_of_queries(
    city: City, signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sven = signed_in(city.sven)
    for number in (1, 2):
        make.dispatched("06010", by=city.ines)
        with django_assert_num_queries(10):
            assert len(cells(sven)) == number


def test_the_head_stays_in_sight(city: City, signed_in: SignedIn) -> None:
    make.dispatched("06010", by=city.ines)
    table = sheet(signed_in(city.sven))
    assert (table.freeze_panes, table.cell(1, 1).font.bold, table.cell(2, 1).font.bold) == ("A2", True, False)
    assert table.auto_filter.ref == "A1:X2"
    assert table.column_dimensions["T"].width > table.column_dimensions["R"].width


def test_nobody_takes_out_as_a_spreadsheet_what_they_do_not_see(city: City, signed_in: SignedIn) -> None:
    make.dispatched("06010", by=city.ines)
    assert cells(signed_in(city.omar), "all=1") == []


def test_the_spreadsheet_begins_before_its_last_row_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.sheet_stream.FLUSH", 1_000)
    read = itertools.count()
    rows = ([f"{next(read)}-{n * 7919 % 1000}"] for n in range(20_000))
    next(sheet_chunks(Sheet("x", [SheetColumn("Number")], rows)))
    assert next(read) < 20_000
