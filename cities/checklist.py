"""Is the city complete, and what is wrong: counted from the tables, in a fixed number of small statements."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import UNIT, Role
from cases.models import RoutingRule
from cases.routing.ownership import matrix
from catalogue.choices import Intake, Source, Stage
from catalogue.models import Category, FilingCondition, IntakePolicy, StageLimit, Taxonomy
from departments.models import CalendarDay, Department, WorkCalendar
from grids.models import Area, BaseMapFeature, DutyGrid, Level, UnitGrid

NAMED = 5  # so many of what is wrong are named, the rest counted
DESK_STAGES = tuple(stage for stage in Stage if stage != Stage.DISPOSE)  # disposal has the limit of its condition
NEEDED = (Role.INSPECTOR, Role.ACCEPTOR, Role.SHIFT_LEADER, Role.DISPATCHER, Role.HANDLER)


class Weight(StrEnum):
    """`stops`: cases get stuck or lost from sight; `hurts`: the city works, worse than it could."""

    STOPS = "stops"
    HURTS = "hurts"


@dataclass(frozen=True)
class Problem:
    text: str
    weight: Weight
    names: tuple[str, ...] = ()
    more: int = 0


@dataclass
class Item:
    """A part of the set-up: `page` and `table` name where it is seen and changed (URL names, empty: none), `file` the
    file of the city's folder that holds it."""

    title: str
    icon: str
    facts: list[tuple[int, str]]
    page: str = ""
    table: str = ""
    file: str = ""
    problems: list[Problem] = field(default_factory=list)

    @property
    def weight(self) -> Weight | None:
        weights = {problem.weight for problem in self.problems}
        return next((weight for weight in Weight if weight in weights), None)


def checklist(today: date) -> list[Item]:
    parts: tuple[Callable[[date], Item], ...] = (
        _areas, _unit_grids, _duty_grids, _ground, _units, _people, _catalogue, _rules, _calendar, _sources, _stages,
    )  # fmt: skip
    return [part(today) for part in parts]


def _found(item: Item, weight: Weight, sentence: Callable[[int], str], rows: QuerySet[Any]) -> None:
    """Add a problem if there are such rows: how many, and the first by name."""
    first = [str(row) for row in rows[:NAMED]]
    if first:
        number = rows.count() if len(first) == NAMED else len(first)
        item.problems.append(Problem(sentence(number), weight, tuple(first), number - len(first)))


def _missing(item: Item, weight: Weight, text: str, names: Iterable[str | Promise] = ()) -> None:
    item.problems.append(Problem(text, weight, tuple(str(name) for name in names)))


def _areas(today: date) -> Item:
    areas = Area.objects.current().defer("geom")
    by_level = {level: sum(1 for each in areas.values_list("level", flat=True) if each == level) for level in Level}
    facts = [(number, str(level.label)) for level, number in by_level.items()]
    item = Item(_("Areas"), "map-2", facts, "dashboards:map", "admin:grids_area_changelist", file="areas.geojson")
    if not sum(by_level.values()):
        _missing(item, Weight.STOPS, _("No areas: no report can be located."))
    _found(
        item, Weight.HURTS,
        lambda n: ngettext("%d area lies in no larger one", "%d areas lie in no larger one", n) % n,
        areas.filter(parent=None).exclude(level=Level.DISTRICT),
    )  # fmt: skip
    return item


def _unit_grids(today: date) -> Item:
    grids = UnitGrid.objects.current().defer("geom")
    item = Item(
        _("Unit grids"), "grid-dots", [(grids.count(), _("in force"))], "dashboards:map",
        "admin:grids_unitgrid_changelist", file="unit_grids.geojson")  # fmt: skip
    _found(
        item, Weight.STOPS,
        lambda n: ngettext("%d unit grid belongs to no duty grid: nobody checks there", "%d unit grids belong to no duty grid: nobody checks there", n) % n,  # noqa: E501
        grids.filter(duty_grid=None),
    )  # fmt: skip
    return item


def _duty_grids(today: date) -> Item:
    grids = DutyGrid.objects.filter(ended_on=None)
    item = Item(
        _("Duty grids"),
        "walk",
        [(grids.count(), _("in force"))],
        "dashboards:map",
        "admin:grids_dutygrid_changelist",
        file="duty_grids.csv",
    )
    walked = User.objects.filter(duty_grids=OuterRef("pk"), is_active=True, role=Role.INSPECTOR)
    _found(
        item, Weight.STOPS,
        lambda n: ngettext("%d duty grid has no inspector", "%d duty grids have no inspector", n) % n,
        grids.filter(~Exists(walked)),
    )  # fmt: skip
    _found(
        item, Weight.HURTS,
        lambda n: ngettext("%d duty grid holds no unit grid", "%d duty grids hold no unit grid", n) % n,
        grids.filter(~Exists(UnitGrid.objects.current().filter(duty_grid=OuterRef("pk")))),
    )  # fmt: skip
    return item


def _ground(today: date) -> Item:
    number = BaseMapFeature.objects.count()
    item = Item(
        _("Base map"),
        "road",
        [(number, _("roads, waters, greens"))],
        "dashboards:map",
        "admin:grids_basemapfeature_changelist",
        file="ground.geojson",
    )
    if not number:
        _missing(item, Weight.HURTS, _("The map has no ground to read it by."))
    return item


def _units(today: date) -> Item:
    units = Department.objects.active()
    item = Item(
        _("Units"), "building", [(units.count(), _("active"))], "cases:matrix",
        reverse("registry:list", args=["units"]), file="departments.csv")  # fmt: skip
    if not units.exists():
        _missing(item, Weight.STOPS, _("No units: no case can be dispatched."))
    staffed = Q(members__user__role__in=UNIT, members__user__is_active=True)
    _found(
        item, Weight.STOPS,
        lambda n: ngettext("%d unit has nobody who disposes of its cases", "%d units have nobody who disposes of their cases", n) % n,  # noqa: E501
        units.annotate(staff=Count("members", filter=staffed)).filter(staff=0),
    )  # fmt: skip
    return item


def _people(today: date) -> Item:
    people = User.objects.filter(is_active=True).order_by("username")
    counts = dict(people.order_by().values_list("role").annotate(n=Count("pk")))
    item = Item(
        _("People"),
        "users",
        [(sum(counts.values()), _("active"))],
        "",
        reverse("registry:list", args=["people"]),
        file="people.csv",
    )
    if without := [role.label for role in NEEDED if not counts.get(role)]:
        _missing(item, Weight.STOPS, _("Nobody has these roles"), without)
    _found(
        item, Weight.STOPS,
        lambda n: ngettext("%d member of a unit belongs to none", "%d members of units belong to none", n) % n,
        people.filter(role__in=UNIT, membership=None),
    )  # fmt: skip
    _found(
        item, Weight.HURTS,
        lambda n: ngettext("%d inspector walks no duty grid", "%d inspectors walk no duty grid", n) % n,
        people.filter(role=Role.INSPECTOR, duty_grids=None),
    )  # fmt: skip
    return item


def _catalogue(today: date) -> Item:
    subclasses = Category.objects.in_force()
    conditions = FilingCondition.objects.filter(ended_on=None)
    facts = [(subclasses.count(), _("subclasses")), (conditions.count(), _("filing conditions"))]
    item = Item(_("Catalogue"), "list-details", facts, table=reverse("catalogue:catalogue"), file="catalogue.csv")
    if not Taxonomy.objects.filter(ended_on=None).exists():
        _missing(item, Weight.STOPS, _("No catalogue: nothing can be reported."))
    _found(
        item, Weight.HURTS,
        lambda n: ngettext("%d subclass has no filing condition, so no limit", "%d subclasses have no filing condition, so no limit", n) % n,  # noqa: E501
        subclasses.filter(~Exists(conditions.filter(category=OuterRef("pk")))),
    )  # fmt: skip
    return item


def _rules(today: date) -> Item:
    found = matrix(today)
    item = Item(
        _("Routing rules"),
        "route",
        [(RoutingRule.objects.in_force(today).count(), _("in force"))],
        "cases:matrix",
        reverse("cases:rules"),
        file="rules.csv",
    )
    if found.holes:
        holes = ngettext(
            "%d pair of subclass and place belongs to nobody",
            "%d pairs of subclass and place belong to nobody",
            found.holes,
        )
        _missing(item, Weight.STOPS, holes % found.holes)
    if found.conflicts:
        conflicts = ngettext(
            "%d conflict: two units for the same", "%d conflicts: two units for the same", found.conflicts
        )
        _missing(item, Weight.HURTS, conflicts % found.conflicts)
    idle = RoutingRule.objects.filter(ended_on=None, department__active=False)
    if number := idle.count():
        words = ngettext("%d rule names a unit that is not active", "%d rules name a unit that is not active", number)
        _missing(item, Weight.HURTS, words % number)
    return item


def _calendar(today: date) -> Item:
    years = {day.year: 0 for day in (today, today.replace(year=today.year + 1, day=1))}
    days = CalendarDay.objects.filter(calendar__is_default=True, date__year__in=years)
    for day in days.values_list("date", flat=True):
        years[day.year] += 1
    facts = [(number, _("days of %(year)s") % {"year": year}) for year, number in years.items()]
    table = reverse("registry:list", args=["calendars"])
    item = Item(_("Working calendar"), "calendar", facts, table=table, file="holidays.csv")
    if not WorkCalendar.objects.filter(is_default=True).exists():
        _missing(item, Weight.STOPS, _("No calendar: limits count 8-12 and 14-18 o'clock without holidays."))
    for year, number in years.items():
        if not number:
            weight = Weight.STOPS if year == today.year else Weight.HURTS
            _missing(item, weight, _("Holidays and make-up days of %(year)s are not loaded.") % {"year": year})
    return item


def _sources(today: date) -> Item:
    intakes = dict(IntakePolicy.objects.values_list("source", "intake"))
    by_itself = [source for source in Source if intakes.get(source) == Intake.AUTO]
    facts = [(len(by_itself), _("go by themselves")), (len(Source) - len(by_itself), _("go over the desk"))]
    item = Item(_("Sources"), "inbox", facts, table=reverse("catalogue:intake"), file="sources.csv")
    if not by_itself:
        _missing(item, Weight.HURTS, _("Every report waits for the desk: no source is filed and dispatched by rule."))
    return item


def _stages(today: date) -> Item:
    present = set(StageLimit.objects.values_list("stage", flat=True))
    item = Item(
        _("Limits of the desk"),
        "clock",
        [(len(present), _("stages"))],
        table=reverse("registry:list", args=["limits"]),
        file="stages.csv",
    )
    if without := [stage.label for stage in DESK_STAGES if stage not in present]:
        _missing(item, Weight.HURTS, _("These stages have no limit: nobody is reminded"), without)
    return item
