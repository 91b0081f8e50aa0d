"""What the city has is read for the first name of a file, and once more only for one that is not known."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from catalogue.models import Category
from common.csv_reader import Problems
from departments.models import Department, Kind
from imports.actions import history
from tests.cast import City
from tests.imports.history import HEADER, MAPPING, bring_in, mapping, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "CHUNK", 1)


def test_chunks_that_name_what_is_known_read_nothing_of_it(city: City, tmp_path: Path) -> None:
    bring_in(tmp_path, *(row(f"a{n}", what=f"Kind {n}", whose=f"Unit {n}") for n in range(6)))
    there = Category.objects.count(), Department.objects.count()
    with CaptureQueriesContext(connection) as asked:
        figures, __ = bring_in(tmp_path, *(row(f"b{n}", what=f"Kind {n}", whose=f"Unit {n}") for n in range(6)))
    read = [str(query["sql"]).partition(" WHERE ")[0] for query in asked if str(query["sql"]).startswith("SELECT")]
    assert sum('FROM "departments_department" LEFT OUTER JOIN' in sql for sql in read) == 1
    assert sum('FROM "catalogue_category" INNER JOIN "catalogue_majorclass"' in sql for sql in read) == 1
    assert (figures.added, Category.objects.count(), Department.objects.count()) == (6, *there)
    new = Case.objects.filter(external_number__startswith="b").order_by("external_number")
    assert list(new.values_list("category__name", "department__name")) == [(f"Kind {n}", f"Unit {n}") for n in range(6)]


def test_what_somebody_makes_meanwhile_is_found_and_not_made_again(city: City, tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_text(HEADER + "".join(row(str(n), whose="Roads" if n < 9 else "Late") for n in range(12)))

    def make(lines: int) -> None:
        Department.objects.get_or_create(code="L1", name="Late", kind=Kind.BUREAU)

    history.import_cases(path=path, mapping=mapping(tmp_path), problems=Problems(), written=make)
    assert list(Department.objects.filter(name="Late").values_list("code", flat=True)) == ["L1"]
    assert Case.objects.filter(department__code="L1").count() == 3


def test_two_names_of_one_chunk_that_stand_for_the_same_make_it_once(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a row names no class, the subclass stands under the taxonomy itself."""
    monkeypatch.setattr(history, "CHUNK", 10)
    said = MAPPING.replace('column = "what"', 'major = "flag"\ncolumn = "what"')
    figures, problems = bring_in(tmp_path, row("1", flag=""), row("2", flag="old"), said=said)
    assert (figures.added, problems) == (2, [])
    assert list(Category.objects.filter(taxonomy__code="old").values_list("code", flat=True)) == ["Pothole"]
