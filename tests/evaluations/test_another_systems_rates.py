"""A history of another system, brought in by its mapping alone, has the rates that a few lines over its file have."""

import csv
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from departments.models import Department
from evaluations.actions import fold_all
from evaluations.dictionary.measures import FELL_DUE, ON_TIME
from evaluations.periods import Days, month_of
from evaluations.queries.answers import Counted, answers
from evaluations.queries.questions import By, Question
from tests.cast import City
from tests.imports.history import MAPPING, bring_in, row

pytestmark = pytest.mark.django_db
MONTHS = [date(2020, month, 1) for month in (2, 3, 4)]
Cells = dict[tuple[str, str], tuple[int, int]]  # of unit and month how many fell due, and how many of these on time
LINES = [
    row("1", due="2020-02-29 23:59:59", closed="2020-02-29 23:59:59"),  # the last second of its term and of a month
    row("2", due="2020-03-01 00:00:00", closed="2020-03-01 00:00:01", flag="NO"),
    row("3", due="2020-03-31 23:00:00", closed="2020-04-02 10:00:00", flag="NO"),
    row("4", due="2020-03-31 23:00:00", closed="2020-03-10 10:00:00"),
    row("5", due="2020-03-04 10:00:00", closed="", status="Open", flag=""),
    row("6", due="2020-04-04 10:00:00", whose="Parks"),
    row("7", due="2020-04-04 10:00:00", closed="2020-04-05 10:00:00", whose="Parks", flag="NO"),
    row("8", due="", flag="", whose="Parks"),
    row("9", due="2020-03-01 10:00:00", opened="2020-03-02 10:00:00", whose="Parks", flag="NO"),  # due before it came
    row("10", due="2020-03-04 10:00:00", closed="2020-03-04 10:00:00", whose="Lights"),
]


def said_by(file: Path) -> Cells:
    fell, kept = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for each in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
        cell = each["whose"], each["due"][:7]
        fell[cell] += each["due"] != ""
        kept[cell] += "" < each["closed"] <= each["due"]
    return {cell: (fell[cell], kept[cell]) for cell in fell if fell[cell]}


def test_every_cell_of_unit_and_month_is_that_of_the_file(city: City, tmp_path: Path) -> None:
    """Times in the file are those of the city, so that its months are those of the counters."""
    fold_all()
    figures, problems = bring_in(tmp_path, *LINES, said=MAPPING.replace("America/New_York", "Asia/Shanghai"))
    assert (figures.added, problems) == (len(LINES), [])
    fold_all()
    names = dict(Department.objects.values_list("pk", "name"))
    at = datetime(2020, 5, 1, tzinfo=UTC)
    months = [Question(Days(*month_of(month), at), (FELL_DUE, ON_TIME), by=By.DEPARTMENT) for month in MONTHS]
    cells: Cells = {}
    for month, found in zip(MONTHS, answers(city.lea, months), strict=True):
        assert found.counted == Counted.COUNTERS
        for key, row_of in found.rows.items():
            if row_of["due"]:
                cells[names[int(key or 0)], f"{month:%Y-%m}"] = row_of["due"], row_of["on_time"]
    assert cells == said_by(tmp_path / "old.csv")
    assert len(cells) == 5
