"""How much work a duty grid or a unit grid brings: the cases that are open, and the reports of the last thirty days.

Each number is that of a list that the same person may open. Who keeps the set-up and sees no case is told the numbers
without private cases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT, Role
from cases.models import Case
from cases.querysets import CaseQuerySet
from grids.models import DutyGrid

DAYS = 30
A_MINUTE = 60  # seconds


def sees_cases(user: User) -> bool:
    """Whether this person has lists of cases to which a number may lead."""
    return user.role in DESK | OVERSIGHT


def since(at: datetime) -> datetime:
    """The midnight at which the thirty days begin, today being the last of them."""
    day = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=DAYS - 1)


def open_in(kind: str, codes: Sequence[str], user: User) -> Mapping[str, int]:
    """How many cases are open in each of the grids (`duty_grid` or `unit_grid`), by code."""
    return _counted(kind, _in(kind, codes, user).filter(is_open=True))


def reported_in(kind: str, codes: Sequence[str], user: User, at: datetime) -> Mapping[str, int]:
    """How many were reported there in the last thirty days."""
    return _counted(kind, _in(kind, codes, user).filter(reported_at__gte=since(at)))


def walkers_of(codes: Sequence[str]) -> Mapping[str, int]:
    """How many active inspectors walk each of the duty grids."""
    rows = DutyGrid.objects.filter(code__in=codes, inspectors__is_active=True, inspectors__role=Role.INSPECTOR)
    return dict(rows.order_by().values_list("code").annotate(number=Count("inspectors")))


def per_inspector(codes: Sequence[str], user: User, at: datetime) -> Mapping[str, float]:
    """Reports of the last thirty days for each who walks the duty grid; without those that nobody walks."""
    walkers = walkers_of(codes)
    reported = reported_in("duty_grid", [*walkers], user, at) if walkers else {}
    return {code: round(reported.get(code, 0) / number, 1) for code, number in walkers.items()}


@dataclass(frozen=True)
class Heavy:
    """A duty grid with how many open cases it has for each who walks it; who walks none counts as one."""

    code: str
    name: str
    each: float


def heaviest(user: User, *, most: int) -> list[Heavy]:
    """The duty grids with the most open cases for each inspector, as they were within the last minute.

    It costs the cases that are open, however many ended; a home that is looked at again and again asks once a minute.
    """
    return cache.get_or_set(f"heaviest-grids:{user.pk}:{most}", lambda: _heaviest(user, most), A_MINUTE) or []


def _heaviest(user: User, most: int) -> list[Heavy]:
    cases = _seen(user).filter(is_open=True, duty_grid__isnull=False).order_by()
    columns = ("duty_grid__code", "duty_grid__name")
    found = list(cases.values_list(*columns).annotate(number=Count("pk")))
    walkers = walkers_of([code for code, *__ in found]) if found else {}
    rows = [Heavy(code, name, round(number / walkers.get(code, 1), 1)) for code, name, number in found]
    return sorted(rows, key=lambda row: (-row.each, row.code))[:most]


def _seen(user: User) -> CaseQuerySet:
    return Case.objects.visible_to(user) if sees_cases(user) else Case.objects.filter(private=False)


def _in(kind: str, codes: Sequence[str], user: User) -> CaseQuerySet:
    seen = _seen(user)
    return seen.in_duty_grids(codes) if kind == "duty_grid" else seen.in_unit_grids(codes)


def _counted(kind: str, cases: CaseQuerySet) -> dict[str, int]:
    return dict(cases.order_by().values_list(f"{kind}__code").annotate(number=Count("pk")))
