"""A spreadsheet makes 1001 of 01001: where the code with its zeros is known, nobody gets another thing beside it."""

from pathlib import Path

import pytest
from django.test import Client

from registry.actions import RefusedFolderError, load_city
from registry.models import Change
from tests import folders
from tests.cast import City
from tests.workbooks import column, taken_out, upload, workbook

pytestmark = pytest.mark.django_db


def test_a_class_and_a_subclass_are_not_made_anew(abel: Client, city: City) -> None:
    rows = taken_out(abel, "catalogue")
    for row in rows[1:]:
        for name in ("大类代码", "小类代码"):
            row[column(rows, name)] = int(row[column(rows, name)])
    answer = upload(abel, "catalogue", workbook(rows))
    assert answer.status_code == 422
    found = {(each.column, each.message) for each in answer.context["problems"]}
    assert {name for name, __ in found} == {"大类代码", "小类代码"}
    assert any("“01001”" in sentence for __, sentence in found)
    assert not Change.objects.exists()


def test_a_code_that_is_named_is_told_where_it_is_known_with_zeros(tmp_path: Path) -> None:
    units = folders.files()["departments.csv"].replace(b"hw,", b"007,")
    people = folders.files()["people.csv"].replace(b"department_head,hw", b"department_head,7")
    with pytest.raises(RefusedFolderError) as refusal:
        load_city(path=folders.write(tmp_path, departments_csv=units, people_csv=people))
    assert any(line.startswith("people.csv:3:unit: ") and "007" in line for line in refusal.value.problems.sentences())


def test_a_unit_is_not_made_beside_the_one_with_zeros(abel: Client, city: City) -> None:
    head = "code,name,kind\n"
    assert upload(abel, "departments", f"{head}007,甲,bureau\n".encode()).context["plan"].steps
    load = f"{head}007,甲,bureau\n7,乙,bureau\n".encode()
    answer = upload(abel, "departments", load)
    assert [(each.line, each.column) for each in answer.context["problems"]] == [(3, "代码")]
