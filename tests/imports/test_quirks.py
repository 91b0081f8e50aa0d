"""Files as other systems really write them: what can be read is brought in, what can't is named by its line."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cases.models import Case, CaseEvent
from catalogue.models import Category
from common.csv_reader import Problems
from imports.actions.history import import_cases
from imports.history.memo import SkipReason
from tests.cast import City
from tests.imports.history import HEADER, MAPPING, bring_in, mapping, row, still_open

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def case(key: str = "1") -> Case:
    return Case.objects.get(external_number=key)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_texts_arrive_whole_in_each_encoding(city: City, tmp_path: Path, encoding: str) -> None:
    bring_in(tmp_path, content=(HEADER + row(what="井盖", whose="市政所", text="井盖缺失")).encode(encoding))
    assert (case().category.name, case().department, case().description) == ("井盖", city.roads, "井盖缺失")


def test_other_columns_delimiters_and_quoted_lines_are_no_matter(city: City, tmp_path: Path) -> None:
    content = (HEADER.strip() + ",more,\n" + row(text='"two\nlines"').strip() + ",x,\n").replace(",", ";")
    figures, problems = bring_in(tmp_path, content=content.encode())
    assert (figures.added, problems) == (1, [])
    assert case().description == "two\nlines"


def test_a_missing_column_is_named_and_nothing_is_read(city: City, tmp_path: Path) -> None:
    figures, problems = bring_in(tmp_path, content=b"id,opened\n1,2020-03-02\n")
    assert (figures.read, figures.added) == (0, 0)
    assert "1: This column is missing." in problems


@pytest.mark.parametrize(
    ("bad", "reason", "sentence"),
    [
        ("9,ragged\n", SkipReason.UNREADABLE, "This row has 2 cells, the header has 13."),
        (row("9", text="a\0b"), SkipReason.UNREADABLE, "This line contains a NUL character"),
        (row(""), SkipReason.KEY, "A key of 1 to 64 characters is needed."),
        (row("9" * 65), SkipReason.KEY, "A key of 1 to 64 characters is needed."),
        (row("1"), SkipReason.TWICE, "“1” stands already in line 2."),
        (row("9", opened=""), SkipReason.TIME, "When it was opened is missing."),
        (row("9", opened="2020-03-02 10:00:00 XST"), SkipReason.TIME, "is not a time of the form iso"),
        (row("9", closed=""), SkipReason.TIME, "It is closed, but the file does not say when."),
        (row("9", status="Limbo"), SkipReason.STATUS, "The mapping does not say what “Limbo” is."),
        (row("9", what=""), SkipReason.CATEGORY, "The mapping does not say what “” is."),
        (row("9", lat="north"), SkipReason.PLACE, "“north” is not a number."),
        (row("9", lat=""), SkipReason.PLACE, "Half of the point is missing."),
        (row("9", lat="91"), SkipReason.PLACE, "A latitude lies between -90 and 90 degrees."),
        (row("9", lng="nan"), SkipReason.PLACE, "A coordinate must be a finite number."),
        (row("9", text="evil\u202etxt"), SkipReason.TEXT, "change the direction of writing"),
        (row("9", whose="x" * 101), SkipReason.UNIT, "The text is longer than 100 characters."),
    ],
)  # fmt: skip
def test_a_bad_row_is_left_out_alone(city: City, tmp_path: Path, bad: str, reason: SkipReason, sentence: str) -> None:
    figures, problems = bring_in(tmp_path, row("1"), bad, row("3"))
    assert (figures.read, figures.added, dict(figures.left)) == (3, 2, {reason: 1})
    assert len(problems) == 1
    assert problems[0].startswith("3: ")
    assert sentence in problems[0]


@pytest.mark.parametrize(
    ("lng", "lat", "column"),
    [
        ("121.4805", "", "lat"), ("", "31.2305", "lng"), ("121.4805", "north", "lat"), ("east", "31.2305", "lng"),
        ("121.4805", "91", "lat"), ("181", "31.2305", "lng"), ("181", "91", "lng"), ("nan", "31.2305", "lng"),
        ("121.4805", "nan", "lat"),
    ],
)  # fmt: skip
def test_the_half_of_a_point_that_is_wrong_is_the_column_to_mend(
    city: City, tmp_path: Path, lng: str, lat: str, column: str
) -> None:
    (tmp_path / "old.csv").write_text(HEADER + row("1", lng=lng, lat=lat), encoding="utf-8")
    problems = Problems()
    import_cases(path=tmp_path / "old.csv", mapping=mapping(tmp_path), problems=problems)
    assert [(problem.line, problem.column) for problem in problems.found] == [(2, column)]


def test_a_quote_that_is_never_closed_ends_the_reading_and_says_where(city: City, tmp_path: Path) -> None:
    figures, problems = bring_in(tmp_path, row("1"), row("2", text='"open'), row("3"))
    assert figures.added == 1
    assert problems[0].startswith("3: This row can't be read")


def test_a_target_before_the_opening_stands(city: City, tmp_path: Path) -> None:
    figures, __ = bring_in(tmp_path, row(due="2020-03-01 10:00:00", flag="NO"))
    assert (case().due_at, case().warn_at) == (datetime(2020, 3, 1, 15, tzinfo=UTC),) * 2
    assert (case().on_time, figures.agreed) == (False, 1)


def test_closed_before_opened_is_kept_and_flagged(city: City, tmp_path: Path) -> None:
    figures, __ = bring_in(tmp_path, row(closed="2020-03-01 10:00:00"))
    assert case().closed_at == datetime(2020, 3, 1, 15, tzinfo=UTC)
    assert CaseEvent.objects.get(move="import_close").data["closed_before_opened"]
    assert figures.back_in_time == 1


def test_an_empty_neighbourhood_and_an_empty_unit_are_no_matter(city: City, tmp_path: Path) -> None:
    figures, problems = bring_in(tmp_path, still_open(whose=" ", where=" "))
    assert (figures.added, figures.pool, problems) == (1, 1, [])


def test_a_target_in_the_hour_that_never_was(city: City, tmp_path: Path) -> None:
    figures, __ = bring_in(
        tmp_path, row("1", due="2020-03-08 02:30:00", closed="2020-03-08 03:10:00", flag="NO"),
        row("2", due="2020-11-01 01:30:00", closed="2020-11-01 01:20:00"),
    )  # fmt: skip
    assert (figures.agreed, figures.disagreed) == (2, 0)


def test_without_a_column_for_the_status_a_closing_time_closes(city: City, tmp_path: Path) -> None:
    said = MAPPING.replace('column = "status"\n', "")
    bring_in(tmp_path, row("1", status=""), still_open("2", status=""), said=said)
    assert (case("1").state, case("2").state) == ("closed", "dispatched")


def test_a_long_address_is_cut_on_the_case_and_whole_in_its_history(city: City, tmp_path: Path) -> None:
    bring_in(tmp_path, row(where="x" * 300))
    assert case().address == "x" * 200
    assert CaseEvent.objects.get(move="report").data["address"] == "x" * 300


def test_the_time_of_the_fix_may_differ_from_that_of_the_closing(city: City, tmp_path: Path) -> None:
    said = MAPPING.replace('closed = "closed"', 'closed = "closed"\nfinished = "due"')
    bring_in(tmp_path, row(due="2020-03-02 12:00:00"), said=said)
    assert (case().finished_at, case().closed_at) == (
        datetime(2020, 3, 2, 17, tzinfo=UTC), datetime(2020, 3, 3, 15, tzinfo=UTC),
    )  # fmt: skip


def test_texts_that_copy_could_misread_arrive_as_they_are(city: City, tmp_path: Path) -> None:
    bring_in(tmp_path, row(text=r"C:\N \. \\t", answer="tab\there"))
    assert case().description == r"C:\N \. \\t"
    assert CaseEvent.objects.get(move="import_close").note == "tab\there"


def test_what_comes_under_a_private_class_is_private(city: City, tmp_path: Path) -> None:
    bring_in(tmp_path, row("1"))
    Category.objects.update(private=True)
    bring_in(tmp_path, row("2"))
    assert dict(Case.objects.values_list("external_number", "private")) == {"1": False, "2": True}
