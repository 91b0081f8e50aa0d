"""Another system's "no deadline" (9999-12-31) is none here; any other time beyond the bounds is named by its line."""

from pathlib import Path

import pytest
from django.test import Client

from cases.models import Case
from common.csv_reader import Problems
from imports.actions.history import import_cases
from imports.history.mapping import read_mapping
from tests.cast import City

pytestmark = pytest.mark.django_db
HEADER = "id,opened,due,closed,lng,lat,type,unit,text,addr\n"
MAPPING = """
system = "pubcase"
key = "id"
keep = ["id"]
[time]
zone = "Asia/Shanghai"
formats = ["iso", "%Y/%m/%d %H:%M"]
opened = "opened"
due = "due"
closed = "closed"
[place]
lng = "lng"
lat = "lat"
[category]
column = "type"
create = true
taxonomy = "pubcase"
taxonomy_name = "Other system"
[unit]
column = "unit"
create = true
[source]
default = "hotline"
[text]
description = "text"
address = "addr"
"""
OPEN = (
    "A1,2026-03-02 09:00:00,2026-03-03 09:00:00,,121.4805,31.2305,路面破损,市政所,井盖响,解放路1号\n"
    "A2,2026-03-02 09:00:00,9999-12-31 23:59:59,,121.4805,31.2305,路面破损,市政所,没有期限,解放路2号\n"
    "A3,2026-03-02 09:00:00,2026-03-03 09:00:00,2026-03-02 15:00:00,121.4805,31.2305,路面破损,市政所,已修,解放路3号\n"
)
CLOSED = (
    "B1,2026-03-02 09:00:00,2026-03-03 09:00:00,,121.4805,31.2305,路面破损,市政所,井盖响,解放路1号\n"
    "B2,2026-03-02T01:00:00Z,9999-12-31T23:59:59Z,2026-03-02T05:00:00Z,121.4805,31.2305,路面破损,市政所,没有期限,解放路2号\n"
)
ODD = (
    "C1,2026-03-02 09:00:00,2300-01-01 00:00:00,,121.4805,31.2305,路面破损,市政所,写错,解放路1号\n"
    "C2,0001-01-01 00:00:00,2026-03-03 09:00:00,,121.4805,31.2305,路面破损,市政所,写错,解放路2号\n"
    "C3,2026-03-02 09:00:00,2026-03-03 09:00:00,9999-12-31 23:59:59,121.4805,31.2305,路面破损,市政所,写错,解放路3号\n"
    "C4,2026-03-02 09:00:00,2026-03-03 09:00:00,,121.4805,31.2305,路面破损,市政所,好,解放路4号\n"
)


def brought_in(folder: Path, rows: str) -> Problems:
    (folder / "map.toml").write_text(MAPPING)
    (folder / "cases.csv").write_text(HEADER + rows)
    problems = Problems()
    import_cases(path=folder / "cases.csv", mapping=read_mapping(folder / "map.toml"), problems=problems)
    return problems


@pytest.mark.parametrize(("rows", "key"), [(OPEN, "A2"), (CLOSED, "B2")], ids=["open", "closed"])
def test_no_deadline_is_none_and_the_page_of_the_case_answers(city: City, tmp_path: Path, rows: str, key: str) -> None:
    assert brought_in(tmp_path, rows).sentences() == []
    assert Case.objects.count() == rows.count("\n")
    case = Case.objects.get(external_number=key)
    assert (case.due_at, case.next_chase_at) == (None, None)
    client = Client()
    client.force_login(city.sven)
    assert client.get(case.get_absolute_url()).status_code == 200


def test_a_time_beyond_the_bounds_is_named_and_the_other_rows_come_in(city: City, tmp_path: Path) -> None:
    problems = brought_in(tmp_path, ODD)
    assert [(problem.line, problem.column) for problem in problems.found] == [(2, "due"), (3, "opened")]
    # A closing at the end of time says that it is not closed.
    assert dict(Case.objects.values_list("external_number", "is_open")) == {"C3": True, "C4": True}
