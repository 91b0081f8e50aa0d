"""What inspections show on the pages of other houses."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import Case
from registry.panels import Panel, register


def _visits_of(case: Case) -> str:
    return reverse("inspections:of_case", args=[case.number])


def _sees_all_visits(user: User, case: Case) -> bool:
    return user.sits_at_desk or user.oversees


VISITS = Panel("case", "case-visits", _("Visits"), 10, _visits_of, _sees_all_visits)
register(VISITS)
