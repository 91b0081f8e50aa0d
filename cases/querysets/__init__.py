"""The words of the trade for cases. `visible_to` alone decides what a person sees, for every door."""

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import BooleanField, Count, F, Func, Q, QuerySet, Subquery

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT, UNIT, Role
from cases.querysets.cells import Cells
from cases.querysets.lateness import fix_lamps, late, overdue_at, running, spare_column
from cases.querysets.scopes import Overlap, array, scope_of
from cases.workflow import OPEN, OWED, Ask
from common.counting import COUNTED, said
from common.owed import Lamp
from common.owed.conditions import lamp_conditions
from departments.models import Membership
from departments.queries import own_unit_of, units_of
from grids.models import Area, DutyGrid, UnitGrid
from places.models import Place
from places.querysets import DEGREES_A_METRE

if TYPE_CHECKING:
    from cases.models import Case, RoutingRule, SavedFilter  # noqa: F401 - read by mypy in the strings below


def asked() -> Q:
    """Cases in which an extension or a suspension was asked for and not yet decided."""
    return Q(extension__in=(Ask.ASKED, Ask.ENDORSED)) | Q(suspension=Ask.ASKED)


# Who sees private cases whoever handles them.
SEES_PRIVATE = frozenset({Role.SHIFT_LEADER, Role.AUDITOR})
_GRIDS = "_duty_grids"
_LAMP = ("state", "is_open", "finished_at", "due_at", "warn_at")  # the columns that a lamp is judged by
AROUND_METRES = 50  # of a place without a boundary: what happens there and at its door


def grids_of(user: User) -> list[int]:
    """The duty grids an inspector walks; asked once for the person as it was read from the database."""
    if _GRIDS not in vars(user):
        remember_grids(user, list(user.duty_grids.values_list("pk", flat=True)))
    grids: list[int] = vars(user)[_GRIDS]
    return grids


def remember_grids(user: User, grids: list[int]) -> None:
    """What `grids_of` shall answer for this object."""
    vars(user)[_GRIDS] = grids


class _OneOf(Func):
    """`column = ANY (array)`: an index condition with one parameter, however many values."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    output_field = BooleanField()


def in_grids_of(user: User) -> Q:
    """Cases in the duty grids this inspector walks."""
    return Q(_OneOf(F("duty_grid"), array(grids_of(user))), duty_grid__isnull=False)


def has_caller() -> Q:
    """Cases of which name or telephone of who reported are kept."""
    return ~Q(reporter_name="") | ~Q(reporter_phone="")


class CaseQuerySet(QuerySet["Case"]):
    def visible_to(self, user: User) -> "CaseQuerySet":
        """Desk and oversight see all, or the areas and classes of their scope; a unit what it and the units below it
        owe, have done, assist in or dispute; an inspector own reports, own grids and the visits given to them.

        Of private cases everybody sees their own reports only, and who handles them: the unit without those above it,
        the inspector to whom the visit was given, the shift leader; auditors read them.
        """
        if not user.is_active:
            return self.none()
        if user.role in DESK | OVERSIGHT:
            seen = self.filter(scope.where()) if (scope := scope_of(user)) else self
            return seen if user.role in SEES_PRIVATE else seen.filter(Q(private=False) | Q(reporter=user))
        if user.role in UNIT:
            # The numbers and not a subquery: by them the planner knows how many cases it will find.
            seen = self.filter(Overlap(F("seen_by"), array(units_of(user))))
            return seen.filter(Q(private=False) | Q(Overlap(F("seen_by"), array(own_unit_of(user)))))
        if user.role == Role.INSPECTOR:
            return self.filter(Q(reporter=user) | Q(visitor=user) | in_grids_of(user) & Q(private=False))
        if user.role == Role.INTEGRATION:
            return self.filter(reporter=user)
        return self.none()

    def around(self, place: Place) -> "CaseQuerySet":
        """Which lie in the boundary of a place; of one without a boundary, near its point. Whatever place they name."""
        if place.boundary is not None:
            return self.filter(location__coveredby=place.boundary)
        return self.filter(location__coveredby=place.point.buffer(AROUND_METRES * DEGREES_A_METRE))

    def in_cells(self, cells: Cells) -> "CaseQuerySet":
        """Which lie in a cell of the map, or a block of them; every case with a place lies in one of each level."""
        return self.filter(location__isnull=False).alias(**cells.columns).filter(**cells.conditions)

    def in_states(self, states: Collection[str]) -> "CaseQuerySet":
        """Where all of them are open it is said too: the indexes of the lists hold open cases only."""
        found = self.filter(state__in=states)
        return found.filter(is_open=True) if set(states) <= set(OPEN) else found

    def owed(self) -> "CaseQuerySet":
        """Cases a unit owes: those whose clock of disposal runs in its hands."""
        return self.filter(is_open=True, state__in=OWED)

    def overdue(self, *, at: datetime) -> "CaseQuerySet":
        """Still owed, not disposed, past the due time (cases.querysets.lateness)."""
        return self.filter(overdue_at(at))

    def with_spare(self) -> "CaseQuerySet":
        """With what lists by lateness are ordered by (cases.querysets.lateness)."""
        return self.alias(spare=spare_column())

    def was_late(self) -> "CaseQuerySet":
        """Disposed of after the due time, and no appeal excused it (cases.querysets.lateness)."""
        return self.filter(late())

    def lamp(self, colour: str, *, at: datetime) -> "CaseQuerySet":
        """The same answer as `Case.lamp`, as a filter."""
        return self.filter(fix_lamps(at)[Lamp(colour)])

    def stage_lamp(self, colour: str, *, at: datetime) -> "CaseQuerySet":
        """The same answer as `Case.stage_lamp`, as a filter."""
        return self.filter(lamp_conditions("stage_due_at", "stage_warn_at", at=at)[Lamp(colour)])

    def count_lamps(self, *, at: datetime, most: int | None = None) -> dict[str, int | str | None]:
        """How many cases have each lamp: in one query where there are at most so many in all.

        Of more only the red ones are counted, and the yellow ones of those that are due next, for these two are found
        by the due times alone; "12+" says that there may be others.
        """
        counts = {colour.value: Count("pk", filter=condition) for colour, condition in fix_lamps(at).items()}
        listed = self.order_by().values("pk", *_LAMP)
        numbers: dict[str, int] = (listed[: most + 1] if most else listed).aggregate(**counts)
        if most is None or sum(numbers.values()) <= most:
            return {**numbers}
        late = self.overdue(at=at).order_by("due_at", "id")[: COUNTED + 1].count()
        coming = self.filter(running(), due_at__gte=at).order_by("due_at", "id").values("pk", *_LAMP)[:most]
        soon, seen = coming.aggregate(soon=counts[Lamp.YELLOW], seen=Count("pk")).values()
        yellow = soon if seen < most else f"{soon}+" if soon else None
        return {**dict.fromkeys(numbers), Lamp.RED.value: said(late), Lamp.YELLOW.value: yellow}

    def of_units(self, *units: int) -> "CaseQuerySet":
        """Cases that these units answer for.

        Their members see them, so the index of what is seen answers: one of its own would be written with every move.
        """
        return self.filter(Overlap(F("seen_by"), array(units)), department__in=units)

    def of_other_system(self, *numbers: str) -> "CaseQuerySet":
        """Those that another system knows by one of these numbers; mostly one, for two systems may use the same."""
        return self.filter(external_number__in=numbers).exclude(external_system="")

    def with_caller(self) -> "CaseQuerySet":
        return self.filter(has_caller())

    def in_duty_grids(self, codes: Collection[str]) -> "CaseQuerySet":
        """By the duty grid that a case was reported in. Open or not is said, for so does the index `case_of_grid`."""
        grids = DutyGrid.objects.filter(code__in=codes)
        return self.filter(duty_grid__in=[*grids.values_list("pk", flat=True)], is_open__in=[True, False])

    def in_unit_grids(self, codes: Collection[str]) -> "CaseQuerySet":
        """By the unit grid that a case was reported in; only with a state or a time, for no index orders it."""
        grids = UnitGrid.objects.filter(code__in=codes)
        return self.filter(unit_grid__in=[*grids.values_list("pk", flat=True)])

    def in_area(self, area: Area) -> "CaseQuerySet":
        return self.filter(**{area.level: area.pk})


class SavedFilterQuerySet(QuerySet["SavedFilter"]):
    def visible_to(self, user: User) -> "SavedFilterQuerySet":
        """Own ones, and those shared with this person's role or unit."""
        unit = Subquery(Membership.objects.filter(user=user).values("department")[:1])
        return self.filter(Q(owner=user) | Q(role=user.role) | Q(department=unit))


class RoutingRuleQuerySet(QuerySet["RoutingRule"]):
    def in_force(self, on: date) -> "RoutingRuleQuerySet":
        """Rules that say something on a day, for units that are active; of two with the same keys the later one first.

        A rule ends on its first day without it.
        """
        rules = self.filter(Q(ended_on=None) | Q(ended_on__gt=on), effective_from__lte=on)
        return rules.filter(department__active=True).order_by("-effective_from", "id")

    def named(self) -> "RoutingRuleQuerySet":
        """With everything a rule says of itself in words, and without the outlines of its places."""
        related = ("department", "category", "major", "condition__category", "area", "unit_grid", "duty_grid")
        return self.select_related(*related).defer("area__geom", "unit_grid__geom")
