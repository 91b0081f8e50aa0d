"""A city on citymgmt 0.1 brings its cases: `examples/citymgmt-0.1` as its README says."""

import csv
import re
from pathlib import Path

import pytest

from cases.models import Case
from cases.workflow import State
from common.csv_reader import Problems
from imports.actions.history import import_cases
from imports.history.mapping import read_mapping
from tests.cast import City

pytestmark = pytest.mark.django_db

EXAMPLE = Path(__file__).parents[2] / "examples/citymgmt-0.1"
COLUMNS = re.findall(r"\bAS (\w+)(?:,| FROM)|c\.(\w+)(?:,| FROM cases_case)", (EXAMPLE / "cases.sql").read_text())
NAMES = list(dict.fromkeys(alias or column for alias, column in COLUMNS))
WHEN = {"reported_at": "2026-10-12T01:00:00.250000Z", "due_at": "2026-10-12T07:00:00.000000Z"}
DONE = WHEN | {"finished_at": "2026-10-12T07:00:00.000000Z", "closed_at": "2026-10-13T01:00:00.000000Z"}


def over(folder: Path, *rows: dict[str, str]) -> list[Case]:
    path = folder / "cases.csv"
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, NAMES, restval="")
        writer.writeheader()
        writer.writerows(rows)
    problems = Problems()
    import_cases(path=path, mapping=read_mapping(EXAMPLE / "mapping.toml"), problems=problems)
    assert not problems.found
    return list(Case.objects.order_by("external_number"))


def row(number: str, state: str, **rest: str) -> dict[str, str]:
    place = {"lng": "121.4805", "lat": "31.2305", "street": "310101001", "address": "望江路28号"}
    return {"number": number, "category": "event:06010", "source": "inspector", "state": state, **place, **rest}


def test_the_file_has_what_the_mapping_asks_for() -> None:
    assert read_mapping(EXAMPLE / "mapping.toml").columns <= set(NAMES)


def test_every_state_of_a_case_has_its_place() -> None:
    said = read_mapping(EXAMPLE / "mapping.toml").status
    assert {state.value for state in State} == {state.value for state in State if said.said(state.value)}


def test_a_closed_case_was_on_time_and_an_open_one_owes_its_fix(city: City, tmp_path: Path) -> None:
    closed = row("20261012-000001", "closed", unit="sanitation", closing="已清理", **DONE)
    still_open = row("20261012-000002", "in_disposal", unit="roads", category="event:01001", **WHEN)
    first, second = over(tmp_path, closed, still_open)
    assert (first.state, first.on_time, first.category, first.street) == (State.CLOSED, True, city.rubbish, city.street)
    assert (second.state, second.department, second.source) == (State.DISPATCHED, city.roads, "inspector")
    assert second.due_at is not None
    assert second.due_at.isoformat() == "2026-10-12T07:00:00+00:00"


def test_a_second_run_adds_the_last_hour_only(city: City, tmp_path: Path) -> None:
    first = row("20261012-000001", "closed", unit="sanitation", **DONE)
    over(tmp_path, first)
    assert len(over(tmp_path, first, row("20261012-000002", "void", **DONE))) == 2
