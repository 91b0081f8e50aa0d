"""No door has a text, code, telephone number, moment or day that does not go by the one rule for its kind.

A new form, body, register or mapping can't forget it: this finds a field of Django's or DRF's own, and a cell that lets
through what nobody sees.
"""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rest_framework import serializers

from common.phones import in_region
from common.schema import Day, Moment, Phone, Strict, Text
from registry.cells import Cell
from registry.registers import REGISTERS
from registry.registers.folder import parts
from tests.houses import HOUSES, ROOT

OF_OTHERS = {
    "forms": {"CharField", "RegexField", "EmailField", "URLField", "SlugField", "JSONField", "DateField",
              "DateTimeField", "SplitDateTimeField", "TypedCharField"},
    "filters": {"CharFilter", "DateFilter", "DateTimeFilter", "IsoDateTimeFilter", "DateFromToRangeFilter"},
}  # fmt: skip
RULES = {"common/fields.py", "common/filters.py"}  # where the rules are put into Django's own
# Bytes and secrets are no texts: what a person does not see in them is part of them.
RAW = {("accounts.api.tokens", "Credentials", "password")}
EVIL = "甲\u202e乙"
UNSEEN = "甲\u200b\ufeff\x07乙"


def sources() -> Iterator[Path]:
    for house in HOUSES:
        yield from (path for path in sorted((ROOT / house).rglob("*.py")) if "migrations" not in path.parts)


def foreign_fields(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.attr in OF_OTHERS.get(node.value.id, ()):
                yield f"{path.relative_to(ROOT)}:{node.lineno}: {node.value.id}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and node.module in ("django.forms", "django_filters"):
            yield from (
                f"{path.relative_to(ROOT)}:{node.lineno}: {name.name}" for name in node.names
                if any(name.name in names for names in OF_OTHERS.values())
            )  # fmt: skip


def test_no_form_and_no_filter_has_a_field_of_another_rule() -> None:
    found = [line for path in sources() for line in foreign_fields(path)]
    assert [line for line in found if line.partition(":")[0] not in RULES] == []
    assert found, "the rules themselves stand on Django's fields: this test looks past them"


def bodies() -> Iterator[type[Strict]]:
    for house in HOUSES:
        package = importlib.import_module(house)
        for module in pkgutil.walk_packages(package.__path__, f"{house}."):
            if ".api" in module.name or module.name == "common.workflow.api":
                importlib.import_module(module.name)
    waiting: list[type[Strict]] = [*Strict.__subclasses__()]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if not kind.__module__.startswith("tests."):
            yield kind


def leaves(field: Any) -> Iterator[Any]:
    yield field
    if isinstance(child := getattr(field, "child", None), serializers.Field):
        yield from leaves(child)


def test_no_body_of_the_api_has_a_text_or_a_time_of_another_rule() -> None:
    wrong = [
        (kind.__module__, kind.__name__, name)
        for kind in bodies()
        for name, declared in kind().fields.items()
        for field in leaves(declared)
        if isinstance(field, serializers.CharField | serializers.DateTimeField | serializers.DateField)
        and not isinstance(field, Text | Phone | Moment | Day)
    ]
    assert {*wrong} <= RAW
    assert len({*bodies()}) > 10


def cells() -> Iterator[tuple[str, Cell]]:
    for register in REGISTERS.values():
        key = getattr(register, "key", None)
        for field in (*(key.fields if key else ()), *register.fields):
            yield f"{register.kind}.{field.name}", field.cell
    for part in parts():
        for field in part.file_fields:
            yield f"{part.file}.{field.name}", field.cell


@pytest.mark.django_db
def test_no_cell_of_a_register_or_of_a_file_lets_through_what_nobody_sees() -> None:
    loose = []
    with in_region("CN"):
        for name, cell in cells():
            for typed in (EVIL, UNSEEN, f"+86 138{UNSEEN}", "甲" + "\u0301" * 12):
                try:
                    read = cell.read(typed)
                except ValueError:
                    continue
                if any(mark in str(read) for mark in "\u202e\u200b\ufeff\x07\u0301"):
                    loose.append((name, typed, read))
    assert loose == []


def days() -> Iterator[tuple[str, Cell]]:
    for name, cell in cells():
        try:
            if hasattr(cell.read("2026-03-02"), "isoformat"):
                yield name, cell
        except ValueError:
            continue


@pytest.mark.django_db
def test_no_cell_of_a_day_lets_through_one_beyond_the_bounds() -> None:
    found = dict(days())
    assert len(found) > 5
    for name, cell in found.items():
        for typed in ("0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"):
            with pytest.raises(ValueError, match="1900"):
                pytest.fail(f"{name} takes {cell.read(typed)}")
