"""The words of the trade for cases. `visible_to` alone decides what a person sees, for every door."""

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Count, DateTimeField, F, Func, Q, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT, UNIT, Role
from cases.workflow import OPEN, OWED, Ask, State
from common.owed import Lamp
from common.owed.conditions import lamp_conditions
from departments.models import Membership

if TYPE_CHECKING:
    from cases.models import Case, RoutingRule, SavedFilter  # noqa: F401 - read by mypy in the strings below


LAMPS, STAGE_LAMPS = lamp_conditions("due_at", "warn_at"), lamp_conditions("stage_due_at", "stage_warn_at")


def asked() -> Q:
    """Cases in which an extension or a suspension was asked for and not yet decided."""
    return Q(extension__in=(Ask.ASKED, Ask.ENDORSED)) | Q(suspension=Ask.ASKED)


class _OneOf(Func):
    """`id = ANY (ARRAY (…))`: an index condition among others, where IN (SELECT …) would be a filter over all rows."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY (ARRAY "
    output_field = BooleanField()


# By hand: for each request of a unit the ORM would take two milliseconds to write these.
_ASSISTING = "SELECT case_id FROM cases_part WHERE department_id = %s"
_DISPUTING = "SELECT case_id FROM cases_disputestatement WHERE department_id = %s OR blames_id = %s"


def _of_unit(user: User) -> Q:
    membership = getattr(user, "membership", None)
    if membership is None:
        return Q(pk__in=[])
    unit = membership.department_id
    assisting = Q(_OneOf(F("pk"), RawSQL(_ASSISTING, [unit])))  # noqa: S611 - our own words
    grounds = RawSQL(_DISPUTING, [unit, unit])  # noqa: S611
    disputing = Q(_OneOf(F("pk"), grounds), state=State.DISPUTED)
    return Q(department_id=unit) | Q(squad_id=unit) | assisting | disputing


class CaseQuerySet(QuerySet["Case"]):
    def visible_to(self, user: User) -> "CaseQuerySet":
        """Desk and oversight see all; a unit what it owes, has done, assists in or disputes; an inspector own reports,
        own grids and the visits given to them."""
        if not user.is_active:
            return self.none()
        if user.role in DESK | OVERSIGHT:
            return self
        if user.role in UNIT:
            return self.filter(_of_unit(user))
        if user.role == Role.INSPECTOR:
            return self.filter(Q(reporter=user) | Q(visitor=user) | Q(duty_grid__in=user.duty_grids.values("pk")))
        if user.role == Role.INTEGRATION:
            return self.filter(reporter=user)
        return self.none()

    def in_states(self, states: Collection[str]) -> "CaseQuerySet":
        """Where all of them are open it is said too: the indexes of the lists hold open cases only."""
        found = self.filter(state__in=states)
        return found.filter(is_open=True) if set(states) <= set(OPEN) else found

    def owed(self) -> "CaseQuerySet":
        """Cases a unit owes: exactly those whose clock of disposal runs."""
        return self.filter(is_open=True, state__in=OWED)

    def overdue(self, *, at: datetime) -> "CaseQuerySet":
        return self.lamp(Lamp.RED, at=at)

    def lamp(self, colour: str, *, at: datetime) -> "CaseQuerySet":
        """The same answer as `Case.lamp`, as a filter: a finished clock is judged at the moment it stopped."""
        return self._at(at).filter(LAMPS[Lamp(colour)])

    def stage_lamp(self, colour: str, *, at: datetime) -> "CaseQuerySet":
        """The same answer as `Case.stage_lamp`, as a filter."""
        moment: Any = Value(at, output_field=DateTimeField())
        return self.annotate(_moment=moment).filter(STAGE_LAMPS[Lamp(colour)])

    def count_lamps(self, *, at: datetime) -> dict[str, int]:
        """How many cases have each lamp, in one query."""
        counts = {colour.value: Count("pk", filter=condition) for colour, condition in LAMPS.items()}
        return self._at(at).aggregate(**counts)

    def _at(self, at: datetime) -> "CaseQuerySet":
        moment: Any = Coalesce("finished_at", "closed_at", at)
        return self.annotate(_moment=moment)

    def in_area(self, code: str) -> "CaseQuerySet":
        return self.filter(Q(district__code=code) | Q(street__code=code) | Q(community__code=code))


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
