"""A higher house adds fields to what a lower one keeps: one form and one file, two registers with a log each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils import timezone

from common.csv_reader import Problems
from departments.models import Department, Kind
from registry import cells, folder_schema
from registry.actions import RefusedFolderError, apply_or_schedule_all, export_city, load_city
from registry.models import Change
from registry.registers import REGISTERS, ChangeRequest, Field, Key, TableRegister, Trouble, by_file
from registry.registers.folder import CodesOfFiles

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class CrewData:
    name: str
    kind: str = Kind.SQUAD.value


@dataclass(frozen=True)
class ReachData:
    phone: str = ""
    parent: str = ""


@pytest.fixture
def crews() -> Iterator[TableRegister[Department, CrewData]]:
    class Crews(TableRegister[Department, CrewData]):
        kind, title, plural, file = "crew", "Crew", "Crews", "crews.csv"
        model, data_class = Department, CrewData
        key = Key(Field("code", "Code", cells.code(40), required=True))
        fields = (
            Field("name", "Name", cells.words(100), required=True),
            Field("kind", "Kind", cells.one(Kind, default=Kind.SQUAD)),
        )

        def inverse(self, row: Department) -> None:
            return None

    class Reach(TableRegister[Department, ReachData]):
        kind, title, plural, extends, by_default = "reach", "Reach", "Reach", "crew", True
        model, data_class, key, related = Department, ReachData, Crews.key, ("parent",)
        fields = (
            Field("phone", "Phone", cells.words(20), column="telephone"),
            Field("parent", "Above", cells.words(40), refers="crew"),
        )

        def problems(self, requests: Sequence[ChangeRequest]) -> Iterator[Trouble]:
            for each in requests:
                if each.data.phone and each.beside is not None and each.beside.kind != Kind.SQUAD:
                    yield Trouble(each, "phone", "Only squads are called.")

    yield Crews()
    del REGISTERS["crew"], REGISTERS["reach"]


def read(folder: Path, text: str) -> tuple[list[folder_schema.Record], list[str]]:
    """The rows of the file, and what is wrong with them by line and column."""
    (folder / "crews.csv").write_text(text, encoding="utf-8")
    problems = Problems()
    records = folder_schema.read(by_file()["crews.csv"].table, folder, problems) or []
    by_file()["crews.csv"].check_file(records, CodesOfFiles({"crews.csv": records}), problems)
    return records, [f"{each.line}:{each.column}" for each in problems.found]


def asked(
    crews: TableRegister[Department, CrewData], records: list[folder_schema.Record], *, complete: bool
) -> list[ChangeRequest]:  # fmt: skip
    return crews.requests(records, complete=complete, today=timezone.localdate(), problems=Problems(), by=None)


def test_a_row_of_the_file_is_written_by_both_and_comes_back_whole(
    crews: TableRegister[Department, CrewData], tmp_path: Path
) -> None:  # fmt: skip
    records, wrong = read(tmp_path, "code,name,kind,telephone,parent\na,Alpha,squad,1,b\nb,Beta,squad,,\n")
    apply_or_schedule_all(asked(crews, records, complete=True), by=None)
    assert wrong == []
    assert Department.objects.filter(parent__code="b").values_list("code", "phone").get() == ("a", "1")
    assert list(crews.export()) == [
        {"code": "a", "name": "Alpha", "kind": "squad", "telephone": "1", "parent": "b"},
        {"code": "b", "name": "Beta", "kind": "squad", "telephone": "", "parent": ""},
    ]
    assert set(Change.objects.values_list("kind", "key")) == {("crew", "a"), ("crew", "b"), ("reach", "a")}


def test_what_is_wrong_is_named_by_the_column_of_the_file(
    crews: TableRegister[Department, CrewData], tmp_path: Path
) -> None:  # fmt: skip
    wrong = read(tmp_path, "code,name,kind,telephone,parent\na,Alpha,squad,1,nowhere\nb,Beta,bureau,2,\n")[1]
    assert wrong == ["2:parent", "3:telephone"]


def test_the_way_back_of_one_leaves_the_other(crews: TableRegister[Department, CrewData], tmp_path: Path) -> None:
    records, __ = read(tmp_path, "code,name,telephone\na,Alpha,1\n")
    apply_or_schedule_all(asked(crews, records, complete=False), by=None)
    reach = crews.parts[1]
    reach.save(key="a", data=ReachData("2"), by=None)
    assert crews.current("a") == {"name": "Alpha", "kind": "squad"}
    assert reach.current("a") == {"phone": "2", "parent": ""}


def test_a_register_with_a_file_is_a_part_of_the_folder(
    crews: TableRegister[Department, CrewData], tmp_path: Path
) -> None:  # fmt: skip
    (tmp_path / "city.toml").write_text('name = "x"\n', encoding="utf-8")
    (tmp_path / "crews.csv").write_text("code,name,telephone,parent\na,Alpha,1,b\nb,Beta,,\n", encoding="utf-8")
    assert load_city(path=tmp_path).counts == {"crews": 2}
    (tmp_path / "out").mkdir()
    export_city(path=tmp_path / "out")
    lines = (tmp_path / "out" / "crews.csv").read_text(encoding="utf-8").splitlines()
    assert lines == ["code,name,kind,telephone,parent", "a,Alpha,squad,1,b", "b,Beta,squad,,"]
    (tmp_path / "crews.csv").write_text("code,name,parent\na,Alpha,nowhere\n", encoding="utf-8")
    with pytest.raises(RefusedFolderError) as no:
        load_city(path=tmp_path)
    assert no.value.problems.sentences() == ["crews.csv:2:parent: 未知编码“nowhere”。"]
