"""Units, people and calendars on the checklist of the city's set-up."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import UNIT, Role
from departments.models import CalendarDay, Department, WorkCalendar
from departments.queries import unusable_calendars
from departments.registers import CALENDARS, PEOPLE, UNITS
from registry.checklist import Fault, Item, Problem, Weight, declare_fault, declare_part, found, missing
from registry.registers import administrators, needs_second

NEEDED = (Role.INSPECTOR, Role.ACCEPTOR, Role.SHIFT_LEADER, Role.DISPATCHER, Role.HANDLER)


def declare() -> None:
    declare_part("units", 50, _units)
    declare_part("people", 60, _people)
    declare_part("calendar", 90, _calendar)
    declare_fault(_unusable)
    declare_fault(_alone)


def _units(today: date) -> Item:
    units = Department.objects.active()
    problems = [] if units.exists() else missing(Weight.STOPS, _("No units: no case can be dispatched."))
    staffed = Q(members__user__role__in=UNIT, members__user__is_active=True)

    def sentence(n: int) -> str:
        return (
            ngettext(
                "%d unit has nobody who disposes of its cases", "%d units have nobody who disposes of their cases", n
            )
            % n
        )

    problems += found(Weight.STOPS, sentence, units.annotate(staff=Count("members", filter=staffed)).filter(staff=0))
    facts = [(units.count(), _("active"))]
    return Item(_("Units"), "building", facts, "departments.csv", UNITS.home, problems=problems)


def _people(today: date) -> Item:
    people = User.objects.filter(is_active=True).order_by("username")
    counts = dict(people.order_by().values_list("role").annotate(n=Count("pk")))
    without = [role.label for role in NEEDED if not counts.get(role)]
    problems = missing(Weight.STOPS, _("Nobody has these roles"), without) if without else []
    problems += found(
        Weight.STOPS,
        lambda n: ngettext("%d member of a unit belongs to none", "%d members of units belong to none", n) % n,
        people.filter(role__in=UNIT, membership=None),
    )
    facts = [(sum(counts.values()), _("active"))]
    return Item(_("People"), "users", facts, "people.csv", PEOPLE.home, problems=problems)


def _calendar(today: date) -> Item:
    years = {day.year: 0 for day in (today, today.replace(year=today.year + 1, day=1))}
    days = CalendarDay.objects.filter(calendar__is_default=True, date__year__in=years)
    for day in days.values_list("date", flat=True):
        years[day.year] += 1
    facts = [
        (number, ngettext("day of %(year)s", "days of %(year)s", number) % {"year": year})
        for year, number in years.items()
    ]
    problems: list[Problem] = []
    if not WorkCalendar.objects.filter(is_default=True).exists():
        sentence = _("No calendar: limits count 8-12 and 14-18 o'clock without holidays.")
        problems += missing(Weight.STOPS, sentence)
    problems += [problem for fault in _unusable() for problem in missing(Weight.STOPS, fault.text)]
    for year, number in years.items():
        if not number:
            weight = Weight.STOPS if year == today.year else Weight.HURTS
            problems += missing(weight, _("Holidays and make-up days of %(year)s are not loaded.") % {"year": year})
    return Item(_("Working calendar"), "calendar", facts, "holidays.csv", CALENDARS.home, problems=problems)


def _unusable() -> Iterator[Fault]:
    for code, why in unusable_calendars().items():
        sentence = _(
            "The calendar “%(code)s” can't be computed with: %(why)s Until it is mended, its units work "
            "8-12 and 14-18 o'clock from Monday to Friday."
        )
        yield Fault(sentence % {"code": code, "why": why}, reverse("departments:calendar_edit", args=[code]))


def _alone() -> Iterator[Fault]:
    """The second administrator has left since two were asked for."""
    if needs_second() and administrators().count() == 1:
        sentence = _(
            "Only one administrator is left, and a second one has to approve: nobody can. The operator of the platform "
            "makes another with manage.py create_administrator NAME."
        )
        yield Fault(sentence, PEOPLE.home)
