"""The codes that stand already, which the files of a folder may refer to."""

from dataclasses import dataclass

from catalogue.models import Category, FilingCondition, MajorClass, Taxonomy
from departments.models import Department, WorkCalendar
from grids.models import Area, DutyGrid, UnitGrid


@dataclass(frozen=True)
class Known:
    """By what they are called in messages and files; categories as `kind:code`, conditions as `kind:code/number`."""

    calendars: frozenset[str]
    departments: dict[str, str]  # code → parent's code
    areas: dict[str, tuple[str, str]]  # code → (level, parent's code)
    duty_grids: frozenset[str]
    unit_grids: frozenset[str]
    taxonomies: frozenset[str]
    majors: frozenset[str]
    categories: frozenset[str]
    conditions: frozenset[str]


def known() -> Known:
    departments = Department.objects.values_list("code", "parent__code")
    areas = Area.objects.values_list("code", "level", "parent__code")
    conditions = FilingCondition.objects.filter(ended_on=None)
    return Known(
        calendars=frozenset(WorkCalendar.objects.values_list("code", flat=True)),
        departments={code: parent or "" for code, parent in departments},
        areas={code: (level, parent or "") for code, level, parent in areas},
        duty_grids=frozenset(DutyGrid.objects.values_list("code", flat=True)),
        unit_grids=frozenset(UnitGrid.objects.values_list("code", flat=True)),
        taxonomies=frozenset(Taxonomy.objects.values_list("code", flat=True)),
        majors=frozenset(f"{kind}:{code}" for kind, code in MajorClass.objects.values_list("kind", "code")),
        categories=frozenset(f"{kind}:{code}" for kind, code in Category.objects.values_list("kind", "code")),
        conditions=frozenset(
            f"{kind}:{code}/{number}"
            for kind, code, number in conditions.values_list("category__kind", "category__code", "number")
        ),
    )


def places() -> dict[str, frozenset[str]]:
    """The codes of places, which are kept in no register yet."""
    return {
        "area": frozenset(Area.objects.values_list("code", flat=True)),
        "duty_grid": frozenset(DutyGrid.objects.values_list("code", flat=True)),
        "unit_grid": frozenset(UnitGrid.objects.values_list("code", flat=True)),
    }
