import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.csv_reader import Problems, csv_lines, read_table, safe_cell, write_table

FORMULAS = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_looks_like_a_formula_is_quoted(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "007", "1E5", "2026-01-02", "13800000000", "车站路", "a=1", "'tis"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (-5, "-5"),
        (-1.5, "-1.5"),
        (Decimal("-0.10"), "-0.10"),
        (datetime(2026, 3, 2, 8, tzinfo=UTC), "2026-03-02T08:00:00+00:00"),
    ],
)
def test_values_that_are_no_texts_stay_what_they_are(value: object, cell: str) -> None:
    assert safe_cell(value) == cell


def test_lines_are_as_rfc_4180_has_them() -> None:
    lines = list(csv_lines(["a", "b"], [["x,y", 'say "no"'], ["one\ntwo", "=1"]]))
    assert lines == ["a,b\r\n", '"x,y","say ""no"""\r\n', '"one\ntwo",\'=1\r\n']


def test_excel_gets_its_byte_order_mark_once() -> None:
    assert "".join(csv_lines(["a"], [["b"], ["c"]], bom=True)) == "\ufeffa\r\nb\r\nc\r\n"


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5))
def test_any_csv_reader_finds_the_cells_again(rows: list[tuple[str, str]]) -> None:
    written = "".join(csv_lines(["a", "b"], rows))
    expected = [[safe_cell(cell) for cell in row] for row in rows]
    assert list(csv.reader(io.StringIO(written, newline="")))[1:] == expected


@given(st.lists(TEXTS | st.sampled_from([*FORMULAS, "'=1", "''=1"]), min_size=1))
def test_what_was_written_is_read_again(texts: list[str]) -> None:
    texts = [f"{text.strip()}." for text in texts]  # surrounding space is not kept, and blank rows are not rows
    problems = Problems()
    file = io.BytesIO("".join(csv_lines(["text"], [[text] for text in texts])).encode())
    rows = list(read_table(file, required=["text"], problems=problems))
    assert [row.values["text"] for row in rows] == texts
    assert not problems


@pytest.mark.parametrize("bom", [True, False])
def test_a_file_is_written_and_read_again(tmp_path: Path, bom: bool) -> None:
    path = tmp_path / "out.csv"
    write_table(path, ["街道", "n"], [["=车站路", 1]], bom=bom)
    rows = list(read_table(path, required=["街道", "n"], problems=Problems()))
    assert [row.values for row in rows] == [{"街道": "=车站路", "n": "1"}]
