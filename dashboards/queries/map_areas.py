"""The cases of the map as a table: how many of each lamp in each area, for who reads and does not look."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from cases.models import Case
from cases.querysets.lateness import fix_lamps
from common.owed import Lamp
from grids.models import Area
from grids.queries import main_level


@dataclass(frozen=True)
class AreaRow:
    """`code` and `name` are empty for cases that lie in no area."""

    code: str
    name: str
    n: int
    red: int
    yellow: int
    green: int
    grey: int


def cases_by_area(cases: QuerySet[Case], *, at: datetime) -> list[AreaRow]:
    """Of those that have a place; the area with most overdue cases first."""
    level, lamps = main_level(), fix_lamps(at)
    counts = {lamp.value: Count("pk", filter=condition) for lamp, condition in lamps.items()}
    placed = cases.filter(location__isnull=False).order_by()
    found = placed.values_list(level.value).annotate(n=Count("pk"), **counts)
    rows = {row[0]: row[1:] for row in found.values_list(level.value, "n", *(lamp.value for lamp in ORDER))}
    return sorted(_named(rows), key=lambda row: (-row.red, -row.n, row.code))


ORDER = (Lamp.RED, Lamp.YELLOW, Lamp.GREEN, Lamp.GREY)


def _named(rows: dict[int | None, tuple[int, ...]]) -> Iterator[AreaRow]:
    names = {
        pk: (code, name) for pk, code, name in Area.objects.filter(pk__in=[*rows]).values_list("pk", "code", "name")
    }
    for key, numbers in rows.items():
        code, name = names.get(key or 0, ("", ""))
        yield AreaRow(code, name, *numbers)
