"""What the counters say on the page of a unit."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from departments.models import Department
from departments.registers import UNITS
from evaluations.queries.readers import EVERYBODYS
from registry.panels import Panel, register
from registry.tabs import READERS


def declare() -> None:
    register(Panel(UNITS.kind, "unit-scorecard", _("Scorecard"), 8, _of_unit, _reads))


def _of_unit(unit: Department) -> str:
    return reverse("evaluations:of_unit", args=[unit.code])


def _reads(user: User, unit: Department) -> bool:
    """Who reads the page of a unit may not be one who reads numbers."""
    return user.role in READERS & EVERYBODYS
