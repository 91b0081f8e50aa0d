"""Dates that other systems write where there is none; closing words and dates of what is open; what is not yet."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from cases.models import Case, CaseEvent
from imports.history.memo import SkipReason
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.imports.history import HEADER, MAPPING, bring_in, row, still_open

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
EMPTY = [
    "1900-01-01", "1900-01-01 00:00:00", "1970-01-01 00:00:00", "1969-12-31 19:00:00", "1970-01-01T00:00:00Z",
    "0001-01-01 00:00:00", "1899-12-30 00:00:00", "1753-01-01", "9999-12-31 23:59:59", "9999-12-31",
]  # fmt: skip
WITHOUT_STATUS = MAPPING.replace('column = "status"\n', "")


@pytest.mark.parametrize("empty", EMPTY)
def test_an_empty_date_closes_nothing_and_is_counted(city: City, tmp_path: Path, empty: str) -> None:
    figures, problems = bring_in(tmp_path, row(closed=empty, status="", flag=""), said=WITHOUT_STATUS)
    assert (figures.added, figures.empty_dates, figures.back_in_time, problems) == (1, 1, 0, [])
    case = Case.objects.get()
    assert (case.is_open, case.closed_at, case.on_time) == (True, None, None)


@pytest.mark.parametrize("empty", EMPTY)
def test_an_empty_target_is_none(city: City, tmp_path: Path, empty: str) -> None:
    bring_in(tmp_path, still_open(due=empty))
    assert Case.objects.get().due_at is None


def test_the_page_of_a_case_without_target_says_that_it_has_none(
    city: City, tmp_path: Path, signed_in: SignedIn
) -> None:
    """It was dispatched: no clock is still to begin."""
    bring_in(tmp_path, still_open("1", due=""), row("2", due=""))
    for case in Case.objects.all():
        page = signed_in(city.sven).get(case.get_absolute_url()).content.decode()
        assert "no limit" in page
        assert "begins with the dispatch" not in page
        assert "never began" not in page


def test_what_is_closed_by_its_status_and_does_not_say_when_is_left_out_and_named(city: City, tmp_path: Path) -> None:
    figures, problems = bring_in(tmp_path, row(closed="1900-01-01"))
    assert (figures.added, problems) == (0, ["2: It is closed, but the file does not say when."])


def test_what_was_opened_on_an_empty_date_is_left_out(city: City, tmp_path: Path) -> None:
    assert bring_in(tmp_path, row(opened="1900-01-01"))[1] == ["2: When it was opened is missing."]


def test_a_time_of_such_a_day_is_a_time(city: City, tmp_path: Path) -> None:
    bring_in(tmp_path, row(opened="1970-01-01 08:30:00"))
    assert Case.objects.get().reported_at == datetime(1970, 1, 1, 13, 30, tzinfo=UTC)


def test_a_city_says_itself_which_days_are_empty(city: City, tmp_path: Path) -> None:
    said = MAPPING.replace("[time]", '[time]\nempty = ["2000-01-01"]')
    figures, __ = bring_in(tmp_path, still_open("1", due="2000-01-01"), still_open("2", due="1970-01-02"), said=said)
    assert figures.empty_dates == 1
    assert Case.objects.get(external_number="2").due_at is not None


@pytest.mark.parametrize("wrong", [{"opened": "2099-01-01 10:00:00"}, {"closed": "2099-01-01 10:00:00"}])
def test_what_has_not_happened_yet_is_left_out_and_counted(city: City, tmp_path: Path, wrong: dict[str, str]) -> None:
    figures, problems = bring_in(tmp_path, row("1"), row("2", **wrong))
    assert (figures.added, dict(figures.left)) == (1, {SkipReason.FUTURE: 1})
    assert problems == ["3: “2099-01-01 10:00:00” lies in the future."]


def test_a_clock_that_is_some_hours_fast_is_no_matter(city: City, tmp_path: Path) -> None:
    soon = (timezone.now() + timedelta(hours=3)).isoformat()
    assert bring_in(tmp_path, still_open(opened=soon, due=""))[0].added == 1


def test_the_closing_date_and_words_of_an_open_request_are_kept_and_shown(
    city: City, tmp_path: Path, signed_in: SignedIn
) -> None:
    figures, __ = bring_in(tmp_path, still_open("1", closed="2020-03-03 10:00:00", answer="Crew is on its way"))
    assert (figures.open_closed, figures.open_said) == (1, 1)
    case, event = Case.objects.get(), CaseEvent.objects.get(seq=2)
    assert (case.state, case.closed_at) == ("dispatched", None)
    assert (event.note, event.data["said_closed_at"]) == ("Crew is on its way", "2020-03-03T15:00:00+00:00")
    page = signed_in(city.sven).get(case.get_absolute_url()).content.decode()
    assert "Crew is on its way" in page
    assert "Closed, as the other system says" in page


def test_the_command_prints_what_was_odd(city: City, tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text(
        HEADER + still_open("1", closed="2020-03-03 10:00:00", answer="Soon", due="1900-01-01")
    )
    (tmp_path / "map.toml").write_text(MAPPING)
    out = StringIO()
    call_command("import_cases", tmp_path / "old.csv", mapping=tmp_path / "map.toml", stdout=out, stderr=StringIO())
    for label in ("with a closing time all the same", "with a closing text", "such as 1900-01-01 (read as empty)"):
        assert any(label in line and line.endswith(" 1") for line in out.getvalue().splitlines()), label
