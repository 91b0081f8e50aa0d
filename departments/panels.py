"""What departments show beside a unit, and count in the lists of administration."""

from collections.abc import Sequence

from django.db.models import Count as Number
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from departments.models import Department, Membership
from departments.registers import CALENDARS, UNITS
from registry.counts import Count, count
from registry.panels import Panel, register
from registry.tabs import READERS


def declare() -> None:
    count(
        Count(
            UNITS.kind, "members", _("Members"), 10, _members, url=_people_of, none=_("nobody works there"),
        )
    )  # fmt: skip
    register(Panel(UNITS.kind, "unit-members", _("Members"), 5, _of_unit, _reads_setup))
    count(Count(CALENDARS.kind, "units", _("Units"), 10, _units))


def _of_unit(unit: Department) -> str:
    return reverse("departments:members", args=[unit.code])


def _reads_setup(user: User, unit: Department) -> bool:
    return user.role in READERS


def _members(units: Sequence[str]) -> dict[str, int]:
    rows = Membership.objects.filter(department__code__in=units, user__is_active=True)
    return dict(rows.values_list("department__code").annotate(number=Number("pk")))


def _people_of(unit: str) -> str:
    return f"{reverse('cities:people')}?{urlencode({'unit': unit})}"


def _units(calendars: Sequence[str]) -> dict[str, int]:
    rows = Department.objects.filter(calendar__code__in=calendars).order_by()
    return dict(rows.values_list("calendar__code").annotate(number=Number("pk")))
