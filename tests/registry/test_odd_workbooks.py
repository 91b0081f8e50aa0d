"""Workbooks as programs and people really make them: each cell is read as a person sees it, or is named."""

import io
import os
import zipfile
import zlib
from datetime import date
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook

from catalogue.models import FilingCondition
from registry.models import Change
from tests.cast import City
from tests.workbooks import SHEET, STYLES, bomb, confirm, upload, with_part, workbook

pytestmark = pytest.mark.django_db
HEAD = [
    "matter_kind", "major_code", "major_zh", "code", "minor_zh", "condition_no", "urgency", "limit_value",
    "limit_unit", "filing_condition_zh", "closing_condition_zh",
]  # fmt: skip


def row(number: int = 1, filing: Any = "路面破损", closing: Any = "已修好", code: Any = "90001") -> list[Any]:
    return ["event", "90", "试验大类", code, "试验小类", number, "normal", 4, "work_hour", filing, closing]


def book(*rows: list[Any]) -> tuple[Any, Workbook]:
    made = Workbook()
    sheet: Any = made.active
    for each in (HEAD, *rows):
        sheet.append(each)
    return sheet, made


def saved(made: Workbook) -> bytes:
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def conditions(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.context.get("problems")
    return [step.after for step in answer.context["plan"].steps if step.kind == "condition"]


def refused(answer: Any) -> list[tuple[int, str, str]]:
    assert answer.status_code == 422
    assert not Change.objects.exists()
    return [(each.line, each.column, each.message) for each in answer.context["problems"]]


def test_a_style_that_a_program_wrote_wrongly_does_not_matter(abel: Client, city: City) -> None:
    raw = with_part(workbook([HEAD, row()]), STYLES, lambda own: own.replace(b"</fills>", b"<fill/></fills>"))
    assert [each["text"] for each in conditions(upload(abel, "catalogue", raw))] == ["路面破损"]


def test_a_workbook_cut_off_in_the_middle_is_refused_with_the_reason(abel: Client, city: City) -> None:
    raw = with_part(workbook([HEAD, *[row(n) for n in range(1, 60)]]), SHEET, lambda own: own[: len(own) // 2])
    [(line, column, sentence)] = refused(upload(abel, "catalogue", raw))
    assert (line, column) == (0, "")
    assert "损坏" in sentence


def test_a_workbook_damaged_on_its_way_is_refused_with_the_reason(abel: Client, city: City) -> None:
    raw = bytearray(workbook([HEAD, *[row(n) for n in range(1, 60)]]))
    with zipfile.ZipFile(io.BytesIO(bytes(raw))) as archive:
        part = archive.getinfo(SHEET)
    begins = part.header_offset + 30 + len(SHEET)
    raw[begins + 40 : begins + 60] = b"\xff" * 20
    with pytest.raises((zlib.error, zipfile.BadZipFile)):
        zipfile.ZipFile(io.BytesIO(bytes(raw))).read(SHEET)
    [(line, __, sentence)] = refused(upload(abel, "catalogue", bytes(raw)))
    assert line == 0
    assert "损坏" in sentence


def test_an_error_cell_is_named_and_is_no_text_of_the_standard(abel: Client, city: City) -> None:
    sheet, made = book(row(), row(2))
    sheet["J3"] = "#N/A"
    sheet["J3"].data_type = "e"
    [(line, column, sentence)] = refused(upload(abel, "catalogue", saved(made)))
    assert (line, column) == (3, "立案条件")
    assert "#N/A" in sentence


def test_a_formula_that_nobody_has_calculated_is_named_and_not_empty(abel: Client, city: City) -> None:
    sheet, made = book(row())
    sheet["K2"] = '="已"&"修好"'
    [(line, column, __)] = refused(upload(abel, "catalogue", saved(made)))
    assert (line, column) == (2, "结案条件")


def test_a_cell_merged_downwards_counts_for_each_of_its_rows(abel: Client, city: City) -> None:
    sheet, made = book(row(1, "积水", "已排除"), row(2, "深积水", None), row(3, "结冰", "已除冰"))
    sheet.merge_cells("K2:K3")
    answer = upload(abel, "catalogue", saved(made))
    assert [each["closing_text"] for each in conditions(answer)] == ["已排除", "已排除", "已除冰"]
    assert confirm(abel, "catalogue", answer).status_code == 302
    assert FilingCondition.objects.get(category__code="90001", number=2).closing_text == "已排除"


def test_a_cell_merged_downwards_makes_no_rows_of_blank_ones(abel: Client, city: City) -> None:
    sheet, made = book(row())
    sheet.merge_cells("K2:K900")
    assert len(conditions(upload(abel, "catalogue", saved(made)))) == 1


def test_a_cell_merged_across_columns_is_named(abel: Client, city: City) -> None:
    sheet, made = book(row(), row(2, closing=None))
    sheet.merge_cells("J3:K3")
    [(line, column, sentence)] = refused(upload(abel, "catalogue", saved(made)))
    assert (line, column) == (3, "立案条件")
    assert "J3:K3" in sentence


def test_a_line_break_of_another_program_is_a_line_break(abel: Client, city: City) -> None:
    raw = workbook([HEAD, row(1, "第一条_x000D_\n第二条"), row(2, "字面_x005F_x000D_")])
    said = [each["text"] for each in conditions(upload(abel, "catalogue", raw))]
    assert said == ["第一条\n第二条", "字面_x000D_"]


def test_what_looks_like_such_a_code_goes_out_and_comes_back_as_it_is(abel: Client, city: City) -> None:
    FilingCondition.objects.filter(pk=city.rubbish_lies.pk).update(text="字面_x000D_")
    raw = abel.get("/city/tables/catalogue.xlsx").content
    assert upload(abel, "catalogue", raw).context["plan"].steps == []


@pytest.mark.parametrize(
    ("value", "shown_as", "read"),
    [
        (1001, "00000", "01001"),
        (90001.0, "General", "90001"),
        ("90_1", "@", "90_1"),
    ],
)
def test_a_code_is_read_as_it_is_shown(abel: Client, city: City, value: Any, shown_as: str, read: str) -> None:
    sheet, made = book(row(code=value))
    sheet["D2"].number_format = shown_as
    answer = upload(abel, "catalogue", saved(made))
    assert [step.request.key.rpartition(":")[2] for step in answer.context["plan"].steps][1:] == [read, f"{read}/1"]


@pytest.mark.parametrize(("value", "shown_as"), [(date(2026, 3, 1), "yyyy-mm-dd"), (46082, "d.m.yy")])
def test_a_day_is_read_however_it_is_shown(abel: Client, city: City, value: Any, shown_as: str) -> None:
    sheet, made = book(row())
    sheet["L1"], sheet["L2"] = "effective_from", value
    sheet["L2"].number_format = shown_as
    assert conditions(upload(abel, "catalogue", saved(made)))[0]["effective_from"] == "2026-03-01"


def test_a_day_of_chinese_excel_is_read(abel: Client, city: City) -> None:
    """Its styles name the format 2026年3月1日 by the number 31 alone."""
    sheet, made = book(row())
    sheet["L1"], sheet["L2"] = "effective_from", 46082
    sheet["L2"].number_format = "0.00"
    raw = with_part(saved(made), STYLES, lambda own: own.replace(b'numFmtId="2"', b'numFmtId="31"'))
    assert conditions(upload(abel, "catalogue", raw))[0]["effective_from"] == "2026-03-01"


def test_the_sheet_that_a_person_sees_first_is_the_one_that_is_read(abel: Client, city: City) -> None:
    __, made = book(row())
    lists = made.create_sheet("lists", 0)
    lists.append(["no", "table"])
    lists.sheet_state = "hidden"
    made.active = 1
    assert len(conditions(upload(abel, "catalogue", saved(made)))) == 1


def test_what_lies_far_below_is_not_passed_over(abel: Client, city: City) -> None:
    sheet, made = book(row())
    sheet["A30000"] = "event"
    [(line, __, sentence)] = refused(upload(abel, "catalogue", saved(made)))
    assert line == 0
    assert "20000" in sentence


BOMBS = {
    "a shared text": (b"<si><t>" + b"x" * 30_000 + b"</t></si>", b'<row><c t="s"><v>0</v></c></row>' * 15_000),
    "many shared texts": (b"<si><t>x</t></si>" * 3_000_000, b""),
    "rows of nothing": (b"", b"<row/>" * 5_000_000),
    "one wide row": (b"", b"<row>" + b"<c><v>1</v></c>" * 2_000_000 + b"</row>"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_a_sentence_and_no_worker(abel: Client, city: City, name: str) -> None:
    strings, rows = BOMBS[name]
    raw = bomb(workbook([HEAD, row()]), strings, rows)
    assert len(raw) < 1_500_000
    begun = sum(os.times()[:4])  # of the processor, here and in the reader: the wall's clock says how loaded we are
    [(line, __, ___)] = refused(upload(abel, "catalogue", raw))
    assert line == 0
    assert sum(os.times()[:4]) - begun < 10
