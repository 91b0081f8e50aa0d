"""Each table of the overview can be taken away, with the period of the page and the same numbers."""

import csv
import io
from html import escape
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.cast import City

pytestmark = pytest.mark.django_db
MONTH = "period=free&since=2026-02-04&until=2026-03-02"


def content(client: Client, form: str, table: str) -> bytes:
    answer: Any = client.get(f"/dashboard/export.{form}?{MONTH}&table={table}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("table", ["units", "areas", "classes"])
@pytest.mark.parametrize("name", ["lea", "hugo"])
def test_a_file_says_what_its_table_says(month: City, client: Client, table: str, name: str) -> None:
    client.force_login(getattr(month, name))
    page = client.get(f"/dashboard/?{MONTH}")
    rows = [
        [
            row.code,
            row.name,
            *(str(cell.value) for cell in row.cells.values()),
            "" if row.rate.value is None else str(row.rate.value),
        ]
        for row in page.context[table]
    ]
    [__, *lines] = csv.reader(io.StringIO(content(client, "csv", table).decode("utf-8-sig")))
    assert len(lines) == len(rows) > 0
    assert [line[: len(row)] for line, row in zip(lines, rows, strict=True)] == rows
    sheet: Any = load_workbook(io.BytesIO(content(client, "xlsx", table))).active
    assert sheet.max_row == len(rows) + 1
    assert str(sheet.cell(2, 3).value) == rows[0][2]
    assert escape(f"/dashboard/export.csv?{MONTH}&table={table}") in page.text


def test_the_days_of_the_chart_are_a_file_too(month: City, client: Client) -> None:
    client.force_login(month.lea)
    page = client.get(f"/dashboard/?{MONTH}")
    [__, *lines] = csv.reader(io.StringIO(content(client, "csv", "days").decode("utf-8-sig")))
    assert [int(line[2]) for line in lines] == page.context["flow_chart"]["series"][0]["values"]


@pytest.mark.parametrize("question", ["table=people", f"{MONTH}&table=city", "period=free&since=x&table=units"])
def test_a_table_that_is_not_there_and_a_wrong_period_are_refused(month: City, client: Client, question: str) -> None:
    client.force_login(month.lea)
    assert client.get(f"/dashboard/export.csv?{question}").status_code in (400, 404)
