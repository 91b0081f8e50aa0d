"""A list as a file: what the person sees, nothing a spreadsheet would run."""

import csv
import io
from typing import Any

import pytest

from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City

pytestmark = pytest.mark.django_db


def lines(answer: Any) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_file_has_the_cases_of_the_list_and_is_named_after_the_minute(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines, address="人民路88号")
    make.dispatched("01001", by=city.ines)
    answer = signed_in(city.sven).get("/cases/export.csv?category=06010")
    [row] = lines(answer)
    assert (row["Number"], row["Place"], row["Unit"]) == (case.number, "人民路88号", "环卫中心")
    assert answer["Content-Disposition"].startswith('attachment; filename="cases-')


def test_only_the_rows_chosen(city: City, signed_in: SignedIn) -> None:
    one, __ = make.dispatched("06010", by=city.ines), make.dispatched("06010", by=city.ines)
    rows = lines(signed_in(city.sven).get(f"/cases/export.csv?case={one.pk}&case=x"))
    assert [row["Number"] for row in rows] == [one.number]


def test_nobody_exports_what_they_do_not_see(city: City, signed_in: SignedIn) -> None:
    make.dispatched("06010", by=city.ines)
    assert lines(signed_in(city.omar).get("/cases/export.csv?all=1")) == []


def test_a_formula_stays_a_text(city: City, signed_in: SignedIn) -> None:
    make.dispatched("06010", by=city.ines, description="=HYPERLINK(1)", address="+1")
    [row] = lines(signed_in(city.sven).get("/cases/export.csv"))
    assert (row["Description"], row["Place"]) == ("'=HYPERLINK(1)", "'+1")


def test_too_many_for_one_file_is_said(city: City, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.download.MOST", 1)
    for __ in range(2):
        make.dispatched("06010", by=city.ines)
    assert signed_in(city.sven).get("/cases/export.csv").status_code == 413
