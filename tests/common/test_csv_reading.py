import io
from itertools import islice
from pathlib import Path

import pytest

from common.csv_reader import MAX_FIELD, MAX_LINE, Problems, Row, read_table

TEXT = "code,name,note\r\n01,车站路,近\r\n02,人民路,\r\n"
ROWS = [
    Row(2, {"code": "01", "name": "车站路", "note": "近"}),
    Row(3, {"code": "02", "name": "人民路", "note": ""}),
]


def read(content: bytes | str) -> tuple[list[Row], list[str]]:
    problems = Problems()
    source = io.BytesIO(content.encode() if isinstance(content, str) else content)
    rows = list(read_table(source, required=["code", "name"], optional=["note"], problems=problems, name="streets.csv"))
    return rows, [f"{problem.line}:{problem.column}:{problem.message}" for problem in problems.found]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_it_reads_the_encodings_people_send(encoding: str) -> None:
    assert read(TEXT.encode(encoding)) == (ROWS, [])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_it_finds_the_delimiter(delimiter: str) -> None:
    assert read(TEXT.replace(",", delimiter)) == (ROWS, [])


def test_it_reads_a_file_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "streets.csv"
    path.write_text(TEXT, encoding="gbk")
    problems = Problems()
    assert list(read_table(path, required=["code", "name"], optional=["note"], problems=problems)) == ROWS


def test_it_leaves_the_callers_file_open() -> None:
    source = io.BytesIO(TEXT.encode())
    list(read_table(source, required=["code"], optional=["name", "note"], problems=Problems()))
    assert not source.closed


def test_an_optional_column_that_is_absent_is_empty() -> None:
    assert read("code,name\n01,a\n") == ([Row(2, {"code": "01", "name": "a", "note": ""})], [])


def test_a_row_over_several_lines_is_known_by_its_first() -> None:
    rows, problems = read('code,name\n01,"a\nb"\n02,c\n')
    assert [(row.line, row.values["name"]) for row in rows] == [(2, "a\nb"), (4, "c")]
    assert problems == []


def test_blank_rows_and_empty_columns_at_the_right_are_passed_over() -> None:
    rows, problems = read("code,name,,\n01,a,,\n\n,,,\n02,b,,\n")
    assert [(row.line, row.values["code"]) for row in rows] == [(2, "01"), (5, "02")]
    assert problems == []


def test_cells_are_stripped_even_of_full_width_spaces() -> None:
    assert read("code , name\n01,\u3000车站路 \n")[0][0].values["name"] == "车站路"


def test_a_missing_an_unknown_and_a_repeated_column_are_named_and_nothing_is_read() -> None:
    rows, problems = read("code,nmae,code,,note\n01,a,02,x,y\n")
    assert rows == []
    assert problems == [
        "1:name:This column is missing.",
        "1:nmae:This column is not known.",
        "1:code:This column is there twice.",
        "1::Column 4 has no name.",
    ]


def test_ragged_rows_are_reported_and_the_others_read() -> None:
    rows, problems = read("code,name\n01\n02,b\n03,c,d\n04,d\n")
    assert [row.values["code"] for row in rows] == ["02", "04"]
    assert problems == [
        "2::This row has 1 cells, the header has 2.",
        "4::This row has 3 cells, the header has 2.",
    ]


@pytest.mark.parametrize("content", ["", "\n", " \ncode,name\n", ",,\ncode,name\n"])
def test_a_file_without_header_is_refused(content: str) -> None:
    assert read(content) == ([], ["1::The file has no header."])


def test_a_row_with_a_nul_is_left_out_with_its_line() -> None:
    rows, problems = read("code,name\n01,a\n02,b\0\n03,c\n")
    assert [row.line for row in rows] == [2, 4]
    assert problems == ["3::This line contains a NUL character; the file is damaged or not text."]


def test_utf_16_without_its_mark_is_refused() -> None:
    assert "NUL" in read(TEXT.encode("utf-16-le"))[1][0]


def test_half_a_character_of_utf_16_is_refused() -> None:
    assert "decoded" in read(TEXT.encode("utf-16") + b"\x00")[1][0]


def test_utf_8_with_one_broken_character_is_not_taken_for_gbk() -> None:
    content = "code,name\n01,车站\n02,人民".encode() + b"\xe8\xb7\n"
    assert content.decode("gb18030")  # as which it would be read, as nonsense
    rows, problems = read(content)
    assert rows == []
    assert problems == ["3::This line is neither UTF-8 nor GB18030 text. Save the file as UTF-8."]


def test_bytes_of_no_encoding_are_refused_with_their_line() -> None:
    sentence = "3::This line is neither UTF-8 nor GB18030 text. Save the file as UTF-8."
    assert read(b"code,name\n01,a\n02,\xff\xff\n") == ([], [sentence])


@pytest.mark.parametrize("head", [b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"\xd0\xcf\x11\xe0"])
def test_a_spreadsheet_and_an_archive_are_refused_with_advice(head: bytes) -> None:
    assert "Save it as CSV" in read(head + b"rest of the archive")[1][0]


def test_a_quote_never_closed_is_reported_where_it_opens() -> None:
    rows, problems = read('code,name\n01,a\n02,"b\n03,c\n')
    assert [row.line for row in rows] == [2]
    assert problems[0].startswith("3::This row can't be read")


def test_a_cell_that_is_too_long_is_named_and_left_out() -> None:
    rows, problems = read(f"code,name\n01,{'a' * (MAX_FIELD + 1)}\n02,{'b' * MAX_FIELD}\n")
    assert [row.line for row in rows] == [3]
    assert problems == [f"2:name:This cell is longer than {MAX_FIELD} characters."]


def test_a_header_out_of_all_proportion_is_refused() -> None:
    assert "can't be read" in read("a" * 200_000 + "\n")[1][0]


def test_an_endless_line_is_refused() -> None:
    assert "longer than" in read("code,name\n01," + "a" * MAX_LINE + "\n")[1][0]


def test_problems_are_counted_beyond_those_kept() -> None:
    problems = Problems(limit=2)
    source = io.BytesIO(b"code\n" + b"1,2\n" * 10)
    assert list(read_table(source, required=["code"], problems=problems, name="a.csv")) == []
    assert problems.sentences() == [
        "a.csv:2: This row has 2 cells, the header has 1.",
        "a.csv:3: This row has 2 cells, the header has 1.",
        "… and 8 more.",
    ]


def test_rows_are_read_as_they_are_asked_for() -> None:
    content = b"code\n" + b"1\n" * 1_000_000
    file = io.BytesIO(content)
    rows = read_table(file, required=["code"], problems=Problems())
    assert [row.line for row in islice(rows, 3)] == [2, 3, 4]
    assert file.tell() < len(content) / 10
