"""What the page of a thing refuses, the city's folder and a spreadsheet refuse too: the check is the register's."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.db import models
from django.test import Client

from registry.actions import RefusedFolderError, load_city
from registry.forms.fields import form_field
from registry.registers import REGISTERS, Field, TableRegister
from registry.registers.folder import by_file
from tests import folders
from tests.cast import City
from tests.typed import calendar
from tests.workbooks import upload, workbook

pytestmark = pytest.mark.django_db
VALUES = (
    "", "x" * 5000, "9" * 300, "a b", "a/b", "..", "-a", "a|b", "a:b", "字", "编号-1", "yes", "maybe", "TRUE", "0", "1",
    "-1", "1.005", "0.01", "1e9", "nan", "inf", "100000", "２", "2026-03-31", "2026-W13-2", "20260331", "2026-02-30",
    "31.3.2026", "08:00", "8:00", "24:00", "22:00:30", "08:00+05:00", "08:00-12:00", "08:00:30-12:00", "1 2 3", "1 8",
    "08:00+05:00-12:00", "22:00-06:00 05:00-08:00", "12:00-08:00-09:00", "a@b", "a@b.de", "bureau", "dispose", "accept",
    "normal", "event", "4 work_hour", "0 work_hour", "4 fortnight",
)  # fmt: skip
# Where a file may say more than a form offers.
WIDER = {("subclass", "unit_type")}  # words of a loaded catalogue, which hint at a kind of unit and decide nothing


def fields() -> Iterator[tuple[str, Field]]:
    for register in REGISTERS.values():
        if isinstance(register, TableRegister):
            for field in (*register.key.fields, *register.fields):
                if field.on_form and not field.refers and (register.kind, field.name) not in WIDER:
                    yield register.kind, field


@pytest.mark.parametrize(("kind", "field"), [*fields()], ids=lambda each: getattr(each, "name", each))
def test_no_cell_takes_what_the_form_refuses(kind: str, field: Field) -> None:
    asked = form_field(field, None, None)
    for value in VALUES:
        if _refused_by_form(asked, value):
            assert _refused_by_file(field, value), value


def _refused_by_form(asked: forms.Field, value: str) -> bool:
    said: Any = value
    if isinstance(asked, forms.MultipleChoiceField):
        said = value.split()
    if isinstance(asked, forms.MultiValueField):
        said = [*value.split(" ", 1), ""][:2]
    try:
        asked.clean(said)
    except forms.ValidationError:
        return True
    return False


def _refused_by_file(field: Field, value: str) -> bool:
    if not value:
        return field.required
    try:
        field.cell.read(value)
    except ValueError:
        return True
    return False


def test_the_columns_of_a_file_are_cells_of_registers() -> None:
    """A file of several registers reads its columns by the cells that the registers have."""
    columns = {field.in_file: field for field in by_file()["catalogue.csv"].file_fields}
    for column, kind, name in (("code", "subclass", "code"), ("major_code", "class", "code")):
        register = REGISTERS[kind]
        assert isinstance(register, TableRegister)
        for value in VALUES:
            key = next(field for field in register.key.fields if field.name == name)
            assert _refused_by_file(columns[column], value) == _refused_by_file(key, value), (column, value)


def columns() -> Iterator[tuple[str, Field, int]]:
    for register in REGISTERS.values():
        if isinstance(register, TableRegister):
            for field in (*register.key.fields, *register.fields):
                column = {each.name: each for each in register.model._meta.get_fields()}.get(field.name)
                if isinstance(column, models.CharField) and column.max_length and not field.refers:
                    yield register.kind, field, column.max_length


@pytest.mark.parametrize(("kind", "field", "most"), [*columns()], ids=lambda each: getattr(each, "name", str(each)))
def test_no_cell_takes_more_than_its_column_holds(kind: str, field: Field, most: int) -> None:
    with pytest.raises(ValueError):
        field.cell.read("9" * (most + 1))


@pytest.mark.parametrize(
    "shifts",
    ["22:00-06:00 05:00-08:00", "08:00:45-12:00", "08:00+05:00-12:00", "08:00-08:00", "14:00-18:00 08:00-12:00"],
)
def test_shifts_that_make_no_sense_are_refused_at_all_doors(
    abel: Client, city: City, tmp_path: Path, shifts: str
) -> None:
    assert abel.post("/city/calendars/add/", calendar(code="std", shifts=shifts)).status_code == 422
    table = "code,name,shifts,default\nstd,标准," + shifts + ",yes\n"
    with pytest.raises(RefusedFolderError) as refusal:
        load_city(path=folders.write(tmp_path, calendars_csv=table))
    assert any(line.startswith("calendars.csv:2:shifts: ") for line in refusal.value.problems.sentences())
    answer = upload(abel, "calendars", workbook([line.split(",") for line in table.splitlines()]))
    assert [(each.line, each.column) for each in answer.context["problems"]] == [(2, "班次")]


def test_a_setting_is_a_plain_time_of_day_at_all_doors(abel: Client, city: City, tmp_path: Path) -> None:
    for said in ("22:00:30", "22:00+08:00", "2200"):
        table = f"name,value\nquiet_from,{said}\n"
        with pytest.raises(RefusedFolderError):
            load_city(path=folders.write(tmp_path, settings_csv=table))
        assert upload(abel, "settings", table.encode()).status_code == 422


def test_a_person_with_a_long_name_can_be_in_a_group(abel: Client, city: City, tmp_path: Path) -> None:
    """The key of a membership is longer than the name, and the change log has it whole."""
    name = "n" * 150
    people = f"username,name,role\n{name},长,supervisor\n"
    groups = "code,name,kind,since\n" + "g" * 40 + ",组,supervision,2026-01-01\n"
    members = "group,person,since\n" + "g" * 40 + f",{name},2026-01-01\n"
    (tmp_path / "city.toml").write_text('name = "x"\n')
    for file, text in (("people", people), ("groups", groups), ("group_members", members)):
        (tmp_path / f"{file}.csv").write_text(text)
    load_city(path=tmp_path)
    assert abel.get("/city/changes/").status_code == 200
