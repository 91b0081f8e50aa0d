"""A file of numbers says as of when they are and what was asked: in its name, and on a sheet of its own.

The first sheet and the lines of a CSV file are the table and nothing else: a program reads them as before.
"""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from evaluations.actions import fold_all, follow
from evaluations.models import Folding
from tests import factories as make
from tests.cast import City
from tests.dashboards.month import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
DAYS = f"period=free&since={NOW - timedelta(days=20):%Y-%m-%d}&until={NOW:%Y-%m-%d}"
SAID = f"Own days: {NOW - timedelta(days=20):%Y-%m-%d} – {NOW:%Y-%m-%d}"
COUNTED = (
    "/dashboard/export.{}?table=units&", "/dashboard/export.{}?table=days&",
    "/scorecards/departments/sanitation/classes.{}?", "/indicators/export.{}?", "/analysis/pareto.{}?",
)  # fmt: skip
LIVE = ("/analysis/repeats.{}?", "/analysis/hours.{}?")


@pytest.fixture
def leader(month: City, client: Client) -> Client:
    client.force_login(month.lea)
    client.post("/preferences/", {"language": "en"})
    return client


@pytest.fixture
def stopped(month: City, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The counters have not followed for 28 minutes."""
    monkeypatch.setitem(follow.__globals__, "LITTLE", 0)
    fold_all()
    until = NOW - timedelta(minutes=28)
    Folding.objects.update(whole_at=until)
    make.dispatched("06010", by=month.ines, at=NOW - timedelta(minutes=5))
    return until


def taken(client: Client, address: str, form: str) -> tuple[str, bytes]:
    answer: Any = client.get(f"{address.format(form)}{DAYS}")
    assert answer.status_code == 200
    return answer["Content-Disposition"], b"".join(answer.streaming_content)


def said_by(raw: bytes) -> dict[str, Any]:
    """What stands on the second sheet."""
    __, about = load_workbook(io.BytesIO(raw)).worksheets
    assert about.title == "About these numbers"
    return {str(row[0].value): row[1].value for row in about.iter_rows(min_row=2)}


def minute(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y%m%d-%H%M}"


@pytest.mark.parametrize("address", [*COUNTED, *LIVE])
def test_a_file_is_of_the_moment_at_which_it_was_counted(leader: Client, address: str) -> None:
    for form in ("csv", "xlsx"):
        assert f"-as-of-{minute(timezone.now())}.{form}" in taken(leader, address, form)[0]
    said = said_by(taken(leader, address, "xlsx")[1])
    assert f"{said['Numbers as of']:%Y%m%d-%H%M}" == minute(timezone.now())
    assert said["Period"] == SAID


@pytest.mark.parametrize("address", COUNTED)
def test_numbers_of_counters_that_lag_are_as_of_when_they_followed(
    leader: Client, stopped: datetime, address: str
) -> None:
    for form in ("csv", "xlsx"):
        assert f"-as-of-{minute(stopped)}.{form}" in taken(leader, address, form)[0]
    said = said_by(taken(leader, address, "xlsx")[1])
    assert f"{said['Numbers as of']:%Y%m%d-%H%M}" == minute(stopped)


@pytest.mark.parametrize("address", LIVE)
def test_what_is_counted_over_the_cases_does_not_lag(leader: Client, stopped: datetime, address: str) -> None:
    assert minute(timezone.now()) in taken(leader, address, "csv")[0]


def test_what_was_asked_besides_is_said_too(leader: Client) -> None:
    said = said_by(taken(leader, "/analysis/repeats.{}?department=sanitation&least=3&source=public&", "xlsx")[1])
    assert (said["Unit"], said["Came again at least so often"], said["Source"]) == ("环卫中心", "3", "Public")
    assert "Area" not in said


@pytest.mark.parametrize("address", COUNTED)
def test_the_table_stands_alone_where_a_program_reads_it(leader: Client, address: str) -> None:
    lines = list(csv.reader(io.StringIO(taken(leader, address, "csv")[1].decode("utf-8-sig"))))
    table: Any = load_workbook(io.BytesIO(taken(leader, address, "xlsx")[1])).active
    assert len({len(line) for line in lines}) == 1
    assert [cell.value for cell in next(table.iter_rows())] == lines[0]
    assert table.max_row == len(lines)


def test_a_list_of_cases_keeps_its_name_and_its_one_sheet(leader: Client) -> None:
    answer: Any = leader.get("/cases/export.xlsx?all=1")
    assert "-as-of-" not in answer["Content-Disposition"]
    assert len(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets) == 1
