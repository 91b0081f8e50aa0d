"""Catalogue and rules out into a spreadsheet and back: every mistake is named, then all is shown, then done whole."""

import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from cases.models import RoutingRule
from catalogue.models import FilingCondition
from registry.models import Change
from tests import factories as make
from tests.cast import City
from tests.workbooks import column, confirm, taken_out, upload, with_part, workbook

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("table", ["catalogue", "rules"])
def test_what_was_taken_out_changes_nothing(abel: Client, city: City, table: str) -> None:
    raw = abel.get(f"/city/tables/{table}.xlsx").content
    for content in (raw, abel.get(f"/city/tables/{table}.csv").content):
        plan = upload(abel, table, content, complete="on").context["plan"]
        assert (plan.steps, plan.same) == ([], 2)


def test_a_limit_changed_in_excel(abel: Client, city: City) -> None:
    rows = taken_out(abel, "catalogue")
    rows[2][column(rows, "时限")] = 3
    answer = upload(abel, "catalogue", workbook(rows))
    [step] = answer.context["plan"].steps
    assert (step.action, step.before["limit"], step.after["limit"]) == ("change", "4 work_hour", "3 work_hour")
    city.rubbish_lies.refresh_from_db()
    assert city.rubbish_lies.limit_value == 4
    assert confirm(abel, "catalogue", answer).status_code == 302
    city.rubbish_lies.refresh_from_db()
    assert city.rubbish_lies.limit_value == 3
    assert Change.objects.get().by == city.abel


def test_new_rows_are_added_with_their_class(abel: Client, city: City) -> None:
    rows = taken_out(abel, "catalogue")
    new = list(rows[2])
    for name, value in {"大类代码": "77", "大类": "积水", "小类代码": "77001", "小类": "道路积水"}.items():
        new[column(rows, name)] = value
    answer = upload(abel, "catalogue", workbook([*rows, new]))
    assert [(step.action, step.kind) for step in answer.context["plan"].steps] == [
        ("add", "class"), ("add", "subclass"), ("add", "condition"),
    ]  # fmt: skip
    confirm(abel, "catalogue", answer)
    assert FilingCondition.objects.filter(category__code="77001", category__major__code="77").exists()


def test_what_a_complete_file_does_not_list_ends(abel: Client, city: City) -> None:
    rows = taken_out(abel, "catalogue")
    answer = upload(abel, "catalogue", workbook(rows[:2]), complete="on")
    assert {step.action for step in answer.context["plan"].steps} == {"end"}
    confirm(abel, "catalogue", answer)
    city.rubbish.refresh_from_db()
    assert city.rubbish.ended_on == timezone.localdate()


def test_every_mistake_is_named_by_row_and_column_and_nothing_is_written(abel: Client, city: City) -> None:
    rows = taken_out(abel, "catalogue")
    rows[1][column(rows, "时限")] = "soon"
    rows[2][column(rows, "紧急程度")] = "very"
    rows.append([*rows[2][:4], *[None] * (len(rows[0]) - 4)])
    answer = upload(abel, "catalogue", workbook(rows))
    assert answer.status_code == 422
    found = {(problem.line, problem.column) for problem in answer.context["problems"]}
    assert {(2, "时限"), (3, "紧急程度"), (4, "立案条件")} <= found
    assert not Change.objects.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"\xff\xfe\x00", b"a,b\n1,2\n", b"\x00" * 100])
def test_what_is_no_table_is_refused_with_a_sentence(abel: Client, city: City, content: bytes) -> None:
    answer = upload(abel, "catalogue", content)
    assert answer.status_code == 422
    assert not Change.objects.exists()


def test_a_bomb_is_not_opened(abel: Client, city: City) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * 70_000_000)
    assert upload(abel, "catalogue", buffer.getvalue()).context["problems"]


def test_a_workbook_damaged_in_any_part_is_refused_with_a_sentence(abel: Client, city: City) -> None:
    raw = abel.get("/city/tables/catalogue.xlsx").content
    for part in zipfile.ZipFile(io.BytesIO(raw)).namelist():
        for damaged in (lambda own: b"<a/>", lambda own: b"\xff\x00<", lambda own: own[: len(own) // 2]):
            found = upload(abel, "catalogue", with_part(raw, part, damaged))
            assert found.status_code in (200, 422), part
    assert not Change.objects.exists()


def test_a_workbook_with_a_password_is_refused_with_a_sentence(abel: Client, city: City) -> None:
    raw = bytearray(abel.get("/city/tables/catalogue.xlsx").content)
    at = raw.find(b"PK\x01\x02")
    while at != -1:
        raw[at + 8] |= 1  # the bit that says so
        at = raw.find(b"PK\x01\x02", at + 1)
    assert upload(abel, "catalogue", bytes(raw)).status_code == 422


def test_a_file_too_large_is_refused(abel: Client, city: City) -> None:
    assert upload(abel, "catalogue", b"x" * 1_500_001).status_code == 422


def test_a_csv_has_no_more_rows_than_a_workbook(abel: Client, city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registry.spreadsheets.MAX_ROWS", 2)
    head = "code,name,kind\n"
    assert upload(abel, "departments", (head + "a,A,bureau\nb,B,bureau\n").encode()).status_code == 200
    answer = upload(abel, "departments", (head + "a,A,bureau\nb,B,bureau\nc,C,bureau\n").encode())
    assert answer.status_code == 422
    assert [each.line for each in answer.context["problems"]] == [0]


def test_no_cell_is_a_formula(abel: Client, city: City) -> None:
    FilingCondition.objects.filter(pk=city.rubbish_lies.pk).update(text="=HYPERLINK(1)")
    sheet: Any = load_workbook(io.BytesIO(abel.get("/city/tables/catalogue.xlsx").content)).active
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    raw = abel.get("/city/tables/catalogue.xlsx").content
    assert upload(abel, "catalogue", raw).context["plan"].steps == []


def test_what_changed_since_the_preview_is_shown_again(abel: Client, city: City) -> None:
    rows = taken_out(abel, "catalogue")
    rows[2][column(rows, "时限")] = 3
    answer = upload(abel, "catalogue", workbook(rows))
    FilingCondition.objects.filter(pk=city.rubbish_lies.pk).update(limit_value=5)
    again = confirm(abel, "catalogue", answer)
    assert again.context["again"]
    assert not Change.objects.exists()


def test_rules_say_what_they_would_move_before_they_do(abel: Client, city: City) -> None:
    make.dispatched("06010", by=city.ines)
    rows = taken_out(abel, "rules")
    line = next(row for row in rows if row[column(rows, "单位代码")] == "sanitation")
    line[column(rows, "单位代码")] = "roads"
    answer = upload(abel, "rules", workbook(rows))
    assert [pair for pair, __ in answer.context["outcome"].pairs] == [(city.sanitation, city.roads)]
    assert not Change.objects.exists()
    confirm(abel, "rules", answer)
    assert RoutingRule.objects.get(category=city.rubbish, ended_on=None).department == city.roads
    assert Change.objects.count() == 2


@pytest.mark.parametrize(("name", "value"), [("单位代码", "nobody"), ("适用事项代码", "99999"), ("适用区域代码", "9")])
def test_a_rule_that_names_nothing_is_refused(abel: Client, city: City, name: str, value: str) -> None:
    rows = taken_out(abel, "rules")
    for row in rows[1:]:
        if row[column(rows, name)]:
            row[column(rows, name)] = value
    problems = upload(abel, "rules", workbook(rows)).context["problems"]
    assert {problem.column for problem in problems} == {name}


@pytest.mark.parametrize(("name", "out", "back"), [("arno", 200, 403), ("sven", 403, 403), ("dora", 403, 403)])
def test_who_takes_out_and_who_puts_back(client: Client, city: City, name: str, out: int, back: int) -> None:
    client.force_login(getattr(city, name))
    assert client.get("/city/tables/rules.xlsx").status_code == out
    assert upload(client, "rules", b"").status_code == back


@pytest.mark.parametrize("code", ["A/1", "a/b", ".."])
def test_a_code_that_could_stand_in_no_address_is_refused(abel: Client, city: City, code: str) -> None:
    answer = upload(abel, "departments", f"code,name,kind\n{code},名,bureau\n".encode())
    assert [(each.line, each.column) for each in answer.context["problems"]] == [(2, "代码")]
    assert abel.get("/city/units/").status_code == 200


def test_there_is_no_other_table(abel: Client, city: City) -> None:
    for name in ("ground.xlsx", "nothing.csv", "rules.geojson"):
        assert abel.get(f"/city/tables/{name}").status_code == 404


def test_a_damaged_confirmation_changes_nothing(abel: Client, city: City) -> None:
    assert abel.post("/city/tables/rules/", {"kept": "%%%", "digest": "x"}).status_code == 422
