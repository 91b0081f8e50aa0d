"""What departments show beside a unit, and count in the lists of administration."""

from collections.abc import Sequence

from django.db.models import Count
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from departments.models import Department, Membership
from departments.registers import CALENDARS, PEOPLE, UNITS
from registry.facts import Fact, add_fact
from registry.panels import Panel, register
from registry.tabs import READERS


def declare() -> None:
    add_fact(
        Fact(
            UNITS.kind, "members", _("Members"), 10, _members, url=_people_of, none=_("nobody works there"),
        )
    )  # fmt: skip
    register(Panel(UNITS.kind, "unit-members", _("Members"), 5, _of_unit, _reads_setup))
    register(Panel(PEOPLE.kind, "person-access", _("Last sign-in"), 5, _access_of, _reads_setup))
    register(Panel(PEOPLE.kind, "person-groups", _("Groups"), 6, _groups_of, _reads_setup))
    add_fact(Fact(PEOPLE.kind, "since", _("Last sign-in"), 10, _last_sign_in, none=_("never")))
    add_fact(Fact(CALENDARS.kind, "units", _("Units"), 10, _units))


def _of_unit(unit: Department) -> str:
    return reverse("departments:members", args=[unit.code])


def _access_of(person: User) -> str:
    return reverse("departments:access", args=[person.username])


def _groups_of(person: User) -> str:
    return reverse("departments:groups_of", args=[person.username])


def _reads_setup(user: User, subject: object) -> bool:
    return user.role in READERS


def _members(units: Sequence[str], user: User) -> dict[str, int | str]:
    rows = Membership.objects.filter(department__code__in=units, user__is_active=True)
    return dict(rows.values_list("department__code").annotate(number=Count("pk")))


def _people_of(unit: str, user: User) -> str:
    return f"{reverse('registry:list', args=[PEOPLE])}?{urlencode({'unit': unit})}"


def _last_sign_in(usernames: Sequence[str], user: User) -> dict[str, int | str]:
    rows = User.objects.filter(username__in=usernames, last_login__isnull=False)
    return {name: date_format(localtime(at), "Y-m-d H:i") for name, at in rows.values_list("username", "last_login")}


def _units(calendars: Sequence[str], user: User) -> dict[str, int | str]:
    rows = Department.objects.filter(calendar__code__in=calendars).order_by()
    return dict(rows.values_list("calendar__code").annotate(number=Count("pk")))
