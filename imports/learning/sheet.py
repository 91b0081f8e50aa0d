"""Learned rules as a CSV file that a person reviews: takes lines out, changes units, and gives it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from common.csv_reader import Problems, csv_lines, read_table
from imports.learning.rules import FINEST_FIRST, Learned, LearnedCell, in_order

NEEDED = ("subclass", "where", "where_code", "unit")
FIGURES = ("support", "confidence", "runner_up", "runner_up_share")
NAMES = ("subclass_name", "where_name", "unit_name")  # for the reader; not read back


@dataclass(frozen=True)
class NamesOf:
    """Names by code, as they stand beside the codes."""

    subclasses: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[tuple[str, str], str] = field(default_factory=dict)  # by level and code
    units: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A rule of the file and where it stands."""

    number: int
    rule: Learned


def write_sheet(path: Path, rules: Sequence[Learned], names: NamesOf) -> None:
    """A new file; FileExistsError where there is one, for it may have been reviewed."""
    with path.open("x", encoding="utf-8", newline="") as stream:
        stream.writelines(csv_lines([*NEEDED, *FIGURES, *NAMES], [_cells(rule, names) for rule in rules], bom=True))


def _cells(rule: Learned, names: NamesOf) -> list[object]:
    cell = rule.cell
    return [
        cell.what, cell.level, cell.where, rule.unit,
        rule.support, f"{rule.confidence:.3f}", rule.runner_up, f"{rule.runner_up_share:.3f}" if rule.runner_up else "",
        names.subclasses.get(cell.what, ""), names.places.get((cell.level, cell.where), ""),
        names.units.get(rule.unit, ""),
    ]  # fmt: skip


def read_sheet(path: Path, problems: Problems) -> list[SheetLine]:
    """The good lines of a reviewed file, in the order of the rules; what is wrong goes to `problems`."""
    lines: list[SheetLine] = []
    first: dict[LearnedCell, int] = {}
    for row in read_table(path, required=NEEDED, optional=(*FIGURES, *NAMES), problems=problems):
        try:
            rule = _rule(row.values)
        except _WrongError as wrong:
            problems.add(path.name, row.line, wrong.column, wrong.message)
            continue
        if (stands := first.setdefault(rule.cell, row.line)) != row.line:
            message = _("Line %(line)s has a rule for the same matter and place already.") % {"line": stands}
            problems.add(path.name, row.line, "subclass", message)
        else:
            lines.append(SheetLine(row.line, rule))
    return sorted(lines, key=lambda line: in_order(line.rule.cell))


class _WrongError(Exception):
    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column, self.message = column, message


def _rule(cells: Mapping[str, str]) -> Learned:
    level = cells["where"]
    if level not in FINEST_FIRST:
        known = ", ".join(FINEST_FIRST)
        raise _WrongError("where", _("“%(value)s” is none of: %(known)s.") % {"value": level, "known": known})
    if (level == "*") == bool(cells["where_code"]):
        raise _WrongError("where_code", _("“*” stands for everything and takes no code; every other place needs one."))
    for column in ("subclass", "unit"):
        if not cells[column]:
            raise _WrongError(column, _("This cell must not be empty."))
    return Learned(
        LearnedCell(cells["subclass"], level, cells["where_code"]), cells["unit"],
        int(_number(cells, "support")), _number(cells, "confidence"),
        cells["runner_up"], _number(cells, "runner_up_share"),
    )  # fmt: skip


def _number(cells: Mapping[str, str], column: str) -> float:
    """Figures are a help to the reviewer; a line written by hand has none."""
    try:
        return float(cells[column] or 0)
    except ValueError as error:
        raise _WrongError(column, _("“%(value)s” is not a number.") % {"value": cells[column]}) from error
