"""What cases show on the pages of units, subclasses and places, and count in their lists."""

from collections.abc import Mapping, Sequence
from functools import partial

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from cases.models import RoutingRule
from cases.presenters.loads import EACH, OPEN_THERE, REPORTED, reports_address
from cases.queries.loads import open_in, per_inspector, reported_in, sees_cases
from catalogue.models import Category
from catalogue.registers import SUBCLASSES
from departments.models import Department
from departments.registers import PEOPLE, UNITS
from grids.models import DutyGrid, UnitGrid
from grids.registers import DUTY_GRIDS, UNIT_GRIDS
from places.models import Place
from registry.facts import Fact, add_fact
from registry.panels import Panel, register
from registry.tabs import READERS


def declare() -> None:
    register(Panel(UNITS.kind, "unit-cases", _("Cases"), 10, _of_unit, _reads_setup))
    register(Panel(SUBCLASSES.kind, "subclass-cases", _("Open cases"), 10, _of_subclass, _reads_setup))
    register(Panel(Place.SUBJECT, "place-cases", _("Cases"), 10, _of_place, _sees_cases))
    add_fact(Fact(UNITS.kind, "rules", _("Rules"), 20, _rules, url=_rules_of))
    register(Panel(DUTY_GRIDS.kind, "duty-grid-load", _("Load"), 5, _of_duty_grid, _reads_load))
    register(Panel(UNIT_GRIDS.kind, "unit-grid-load", _("Load"), 5, _of_unit_grid, _reads_setup))
    register(Panel(PEOPLE.kind, "person-load", _("Load"), 7, _of_person, _reads_load_of))
    for kind in (DUTY_GRIDS.kind, UNIT_GRIDS.kind):
        values, url = partial(open_in, kind), partial(_open_cases_of, kind)
        add_fact(Fact(kind, "open", _("Open cases"), 30, values, url=url, on_map=True, definition=OPEN_THERE))
    add_fact(
        Fact(
            DUTY_GRIDS.kind, "reported", REPORTED.term, 31, _reported, url=_reports_of, on_map=True,
            definition=REPORTED,
        )
    )  # fmt: skip
    add_fact(
        Fact(DUTY_GRIDS.kind, "per-inspector", EACH.term, 32, _per_inspector, missing="–", on_map=True, definition=EACH)
    )


def _reads_load(user: User, grid: DutyGrid) -> bool:
    return user.role in DUTY_GRIDS.readers


def _reads_load_of(user: User, person: User) -> bool:
    return user.role in READERS and person.role == Role.INSPECTOR


def _of_duty_grid(grid: DutyGrid) -> str:
    return reverse("cases:of_grid", args=[DUTY_GRIDS.kind, grid.code])


def _of_unit_grid(grid: UnitGrid) -> str:
    return reverse("cases:of_grid", args=[UNIT_GRIDS.kind, grid.code])


def _of_person(person: User) -> str:
    return reverse("cases:of_inspector", args=[person.username])


def _open_cases_of(kind: str, code: str, user: User) -> str:
    return f"{reverse('cases:list')}?{urlencode({kind: code})}" if sees_cases(user) else ""


def _reported(codes: Sequence[str], user: User) -> Mapping[str, int]:
    return reported_in(DUTY_GRIDS.kind, codes, user, timezone.now())


def _reports_of(code: str, user: User) -> str:
    return reports_address(DUTY_GRIDS.kind, code) if sees_cases(user) else ""


def _per_inspector(codes: Sequence[str], user: User) -> Mapping[str, float]:
    return per_inspector(codes, user, timezone.now())


def _reads_setup(user: User, subject: object) -> bool:
    return user.role in READERS


def _sees_cases(user: User, place: Place) -> bool:
    return True  # of whom it is shown which, `visible_to` says


def _of_place(place: Place) -> str:
    return reverse("cases:of_place", args=[place.code])


def _of_unit(unit: Department) -> str:
    return reverse("cases:of_unit", args=[unit.code])


def _of_subclass(subclass: Category) -> str:
    return reverse("cases:of_subclass", args=[subclass.pk])


def _rules(units: Sequence[str], user: User) -> dict[str, int | str]:
    """Of each unit those in force."""
    rows = RoutingRule.objects.filter(department__code__in=units, ended_on=None).order_by()
    return dict(rows.values_list("department__code").annotate(number=Count("pk")))


def _rules_of(unit: str, user: User) -> str:
    return f"{reverse('cases:rules')}?{urlencode({'department': unit})}"
