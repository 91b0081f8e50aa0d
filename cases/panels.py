"""What cases show on the pages of units, subclasses and places, and count in their lists."""

from collections.abc import Sequence

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import RoutingRule
from catalogue.models import Category
from catalogue.registers import SUBCLASSES
from departments.models import Department
from departments.registers import UNITS
from places.models import Place
from registry.facts import Fact, add_fact
from registry.panels import Panel, register
from registry.tabs import READERS


def declare() -> None:
    register(Panel(UNITS.kind, "unit-cases", _("Cases"), 10, _of_unit, _reads_setup))
    register(Panel(SUBCLASSES.kind, "subclass-cases", _("Open cases"), 10, _of_subclass, _reads_setup))
    register(Panel(Place.SUBJECT, "place-cases", _("Cases"), 10, _of_place, _sees_cases))
    add_fact(Fact(UNITS.kind, "rules", _("Rules"), 20, _rules, url=_rules_of))


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


def _rules(units: Sequence[str]) -> dict[str, int | str]:
    """Of each unit those in force."""
    rows = RoutingRule.objects.filter(department__code__in=units, ended_on=None).order_by()
    return dict(rows.values_list("department__code").annotate(number=Count("pk")))


def _rules_of(unit: str) -> str:
    return f"{reverse('cases:rules')}?{urlencode({'department': unit})}"
