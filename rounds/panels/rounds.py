"""Rounds on the page of a unit: what they charged to it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from departments.models import Department
from departments.registers import UNITS
from registry.panels import Panel, register
from registry.tabs import READERS


def _of_unit(unit: Department) -> str:
    return reverse("rounds:of_unit", args=[unit.code])


def _reads_setup(user: User, unit: Department) -> bool:
    return user.role in READERS


register(Panel(UNITS.kind, "unit-rounds", _("Rounds"), 20, _of_unit, _reads_setup))
