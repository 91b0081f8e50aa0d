"""Reviewed rules come into force, all of a file or none, through the same verb as a rule added by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from cases.actions.rules import NewRule, add_rule
from cases.models import RoutingRule
from catalogue.models import Category
from common.csv_reader import Problems
from common.refusals import Forbidden, Refused
from departments.models import Department
from grids.models import Area, DutyGrid, Level, UnitGrid
from imports.learning.sheet import SheetLine

Thing = TypeVar("Thing")
Standing = Mapping[tuple[str, str], RoutingRule]


@dataclass
class Applied:
    """What became of the lines of a file."""

    added: int = 0
    replaced: int = 0
    kept: int = 0  # said already by a rule in force


def apply_rules(
    *, lines: Sequence[SheetLine], file: str, problems: Problems, on: date | None = None, by: User
) -> Applied:  # fmt: skip
    """Put rules into force from a day on (default: today). A rule that sends elsewhere ends its forerunner that day.

    Raises Refused with every bad line in `problems` (unknown codes, a day that is too early), Forbidden.
    """
    on = on or timezone.localdate()
    wanted = _Asked(on)
    applied = Applied()
    with transaction.atomic():
        standing = {(rule.what, rule.where): rule for rule in RoutingRule.objects.filter(ended_on=None)}
        for line in lines:
            try:
                _apply(wanted.data(line), standing, applied, by)
            except Forbidden:
                raise
            except Refused as no:
                problems.add(file, line.number, "", no.message)
        if problems:
            words = ngettext(
                "No rule was changed: the file has %(count)s bad line.",
                "No rule was changed: the file has %(count)s bad lines.", problems.total,
            )  # fmt: skip
            raise Refused(words % {"count": problems.total})
    return applied


def _apply(data: NewRule, standing: Standing, applied: Applied, by: User) -> None:
    forerunner = standing.get(_target(data))
    if forerunner is not None and forerunner.department_id == data.department.pk:
        applied.kept += 1
        return
    add_rule(data=data, replace=True, by=by)
    if forerunner is None:
        applied.added += 1
    else:
        applied.replaced += 1


def _target(data: NewRule) -> tuple[str, str]:
    """As the generated columns of the table say it."""
    places: dict[str, Model | None] = {"unit_grid": data.unit_grid, "duty_grid": data.duty_grid, "area": data.area}
    where = next((f"{name}:{place.pk}" for name, place in places.items() if place is not None), "*")
    return f"category:{data.category.pk if data.category else None}", where


class _Asked:
    """Codes of the file as things of the database, each kind read once."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.units = {unit.code: unit for unit in Department.objects.active()}
        subclasses = Category.objects.filter(ended_on=None).order_by("effective_from")
        self.subclasses = {f"{category.kind}:{category.code}": category for category in subclasses}
        areas = Area.objects.filter(ended_on=None).defer("geom")
        self.areas = {f"{area.level}:{area.code}": area for area in areas}
        self.duty_grids = {f"duty_grid:{grid.code}": grid for grid in DutyGrid.objects.filter(ended_on=None)}

    def data(self, line: SheetLine) -> NewRule:
        rule, cell = line.rule, line.rule.cell
        key = f"{cell.level}:{cell.where}"
        return NewRule(
            department=_known(self.units, rule.unit), category=_known(self.subclasses, cell.what),
            area=_known(self.areas, key) if cell.level in Level.values else None,
            duty_grid=_known(self.duty_grids, key) if cell.level == "duty_grid" else None,
            unit_grid=_unit_grid(cell.where) if cell.level == "unit_grid" else None,
            effective_from=self.on, note=_note(line),
        )  # fmt: skip


def _known(things: Mapping[str, Thing], code: str) -> Thing:
    if code not in things:
        raise _unknown(code)
    return things[code]


def _unit_grid(code: str) -> UnitGrid:
    """One by one: a city has a hundred thousand, and few of them have a rule."""
    grid = UnitGrid.objects.filter(ended_on=None, code=code).defer("geom").first()
    if grid is None:
        raise _unknown(code)
    return grid


def _unknown(code: str) -> Refused:
    return Refused(_("Unknown code “%(code)s”.") % {"code": code})


def _note(line: SheetLine) -> str:
    rule = line.rule
    if not rule.support:
        return _("Added in a review.")
    return _("Learned from %(support)s cases, %(share)s of them with this unit.") % {
        "support": rule.support, "share": f"{rule.confidence:.0%}",
    }  # fmt: skip
