"""Who may do what to a case: one set of rules answers for buttons, forms, API and actions; and who sees what of it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT, UNIT, Role, role_label
from cases.guards import QUESTIONS
from cases.models import Case, Scope
from cases.querysets import SEES_PRIVATE, remember_grids
from cases.querysets.scopes import PLACES, SCOPED, ScopeKind, class_codes, remember_scopes
from cases.viewer import Viewer
from cases.workflow import ERASERS, MOVES, REPORTERS, Move, Need, Relation, State
from common.refusals import Forbidden, Refused
from common.workflow.rules import Rules
from departments.queries import units_above
from evidence.subjects import writing_refusal

__all__ = [
    "RULES",
    "Viewer",
    "audits",
    "cases_seen",
    "erasing_refusal",
    "first_move",
    "moves_offered",
    "people_who_see",
    "people_with_a_part",
    "refusal",
    "reporting_refusal",
    "sees_receipts",
    "sees_reporter",
    "unmask_refusal",
    "unmet_needs",
    "writing_refusal",
]


def sees_reporter(user: User) -> bool:
    """Who may look at a reporter's name and telephone, each time with a purpose; they are masked for everybody."""
    return user.role in SEES_REPORTER


def sees_receipts(user: User) -> bool:
    """Who may look at who has read what: the desk, which answers for it that people know, and oversight."""
    return user.role in DESK | OVERSIGHT


SEES_REPORTER = DESK | {Role.SUPERVISOR}


def reporting_refusal(user: User) -> Refused | None:
    """Why this person may not report cases, or None."""
    return None if user.role in REPORTERS else Forbidden(_("Your role does not report cases."))


def unmask_refusal(user: User) -> Refused | None:
    if sees_reporter(user):
        return None
    who = _(", ").join(str(role.label) for role in Role if role in SEES_REPORTER)
    return Forbidden(_("A reporter's name and phone may only be seen by: %(who)s.") % {"who": who})


def erasing_refusal(user: User) -> Refused | None:
    """Who may erase a person's words from a history. They need not see the case: they are told its number."""
    return None if user.role in ERASERS else Forbidden(_("Only administrators erase words from a history."))


def people_who_see(case: Case) -> QuerySet[User]:
    """`visible_to` asked the other way round; a test holds the two together."""
    units = case.units if case.private else units_above(case.units)
    unit = Q(role__in=UNIT, membership__department__in=units)
    walked = case.duty_grid_id and not case.private
    grid = Q(role=Role.INSPECTOR, duty_grids=case.duty_grid_id) if walked else Q(pk__in=[])
    own = Q(role__in=(Role.INSPECTOR, Role.INTEGRATION), pk=case.reporter_id)
    given = Q(role=Role.INSPECTOR, pk=case.visitor_id)
    whole = Q(role__in=DESK | OVERSIGHT) & _in_scope(case)
    if case.private:
        whole &= Q(role__in=SEES_PRIVATE) | Q(pk=case.reporter_id)
    return User.objects.filter(whole | unit | grid | own | given, is_active=True).distinct()


def _in_scope(case: Case) -> Q:
    """Who has no scope that leaves the case out."""
    places = [place.code for name in PLACES if (place := getattr(case, name)) is not None]
    return _among(ScopeKind.AREA, places) & _among(ScopeKind.CLASS, class_codes(case.category))


def _among(kind: ScopeKind, codes: Collection[str]) -> Q:
    """Who has no scope of this kind, or one with such a code, or whose role has none at all."""
    own = Scope.objects.filter(person=OuterRef("pk"), kind=kind)
    return ~Q(role__in=SCOPED) | ~Exists(own) | Exists(own.filter(code__in=codes))


def people_with_a_part(users: Collection[int], *, private: bool = False) -> list[User]:
    """Those of the users who don't see every case, with `private` every private one either."""
    scoped = Q(role__in=SCOPED) & Exists(Scope.objects.filter(person=OuterRef("pk")))
    whole = SEES_PRIVATE if private else DESK | OVERSIGHT
    found = User.objects.filter(~Q(role__in=whole) | scoped, pk__in=users)
    return list(found.select_related("membership__department").prefetch_related("duty_grids"))


def cases_seen(cases: Collection[UUID], users: Sequence[User]) -> set[tuple[int, UUID]]:
    """Which of the cases each of the users sees, by `visible_to`: one statement for all of them."""
    remember_scopes(users)
    for user in users:
        remember_grids(user, [grid.pk for grid in user.duty_grids.all()])
    seen = [Case.objects.visible_to(user).filter(pk__in=cases).order_by() for user in users]
    rows = [each.values_list(Value(user.pk, IntegerField()), "pk") for user, each in zip(users, seen, strict=True)]
    return set(rows[0].union(*rows[1:], all=True)) if rows else set()


def audits(user: User) -> bool:
    """Who may read what others looked at."""
    return user.role == Role.AUDITOR


def _own_unit(viewer: Viewer, case: Case) -> bool:
    return case.department_id is not None and viewer.department_id == case.department_id


def _own_squad(viewer: Viewer, case: Case) -> bool:
    return case.squad_id is not None and viewer.department_id == case.squad_id


def _own_grid(viewer: Viewer, case: Case) -> bool:
    given = case.visitor_id is not None and case.visitor_id == viewer.user.pk
    return given or case.duty_grid_id in viewer.duty_grid_ids


def _assisting(viewer: Viewer, case: Case) -> bool:
    unit = viewer.department_id
    return bool(case.parts_open and unit) and case.parts.filter(department=unit, finished_at=None).exists()


def _party(viewer: Viewer, case: Case) -> bool:
    unit = viewer.department_id
    return unit is not None and case.dispute_statements.filter(Q(department=unit) | Q(blames=unit)).exists()


_HOLDS: Mapping[Relation, Callable[[Viewer, Case], bool]] = {
    Relation.ANY: lambda viewer, case: True,
    Relation.OWN_UNIT: _own_unit,
    Relation.OWN_HANDS: lambda viewer, case: _own_unit(viewer, case) or _own_squad(viewer, case),
    Relation.OWN_SQUAD: _own_squad,
    Relation.OWN_FIND: lambda viewer, case: case.reporter_id == viewer.user.pk or _own_grid(viewer, case),
    Relation.OWN_GRID: _own_grid,
    Relation.ASSISTING: _assisting,
    Relation.PARTY: _party,
}


_OF_UNIT = gettext_lazy("Only members of the unit that owes the fix (%(unit)s) may do this.")
_WHOSE: Mapping[Relation, Promise | str] = {
    Relation.OWN_UNIT: _OF_UNIT,
    Relation.OWN_HANDS: _OF_UNIT,
    Relation.OWN_SQUAD: gettext_lazy("Only members of the squad to which the unit sent the case may do this."),
    Relation.OWN_FIND: gettext_lazy("Only who reported the case, or an inspector of its duty grid, may do this."),
    Relation.OWN_GRID: gettext_lazy("Only inspectors of the duty grid in which the case lies may do this."),
    Relation.ASSISTING: gettext_lazy("Only members of a unit that still owes a part may do this."),
    Relation.PARTY: gettext_lazy("Only members of a unit that is party to the dispute may do this."),
}
_NEEDS: Mapping[Need, Promise | str] = {
    Need.NOTE: gettext_lazy("Say what was done."),
    Need.REASON: gettext_lazy("Give a reason."),
    Need.DEPARTMENT: gettext_lazy("Name the unit that shall fix it."),
    Need.ASSIGNEE: gettext_lazy("Name the person who shall do it."),
    Need.PASSED: gettext_lazy("Say whether the check was passed."),
    Need.AFTER_PHOTO: gettext_lazy("Add at least one photo taken after the fix."),
    Need.UNTIL: gettext_lazy("Say until when."),
    Need.INTO: gettext_lazy("Name the case it is merged into."),
    Need.CATEGORY: gettext_lazy("Choose what it is."),
    Need.LOCATION: gettext_lazy("Set the place."),
    Need.PLACE: gettext_lazy("Choose the place that it is about."),
    Need.PARTS: gettext_lazy("Say into which cases it is split."),
}

RULES: Rules[Move, Case, Viewer] = Rules(
    moves=MOVES,
    states=State,
    role_label=role_label,
    relations=_HOLDS,
    strangers=_WHOSE,
    guards=QUESTIONS,
    needs=_NEEDS,
    elsewhere=gettext_lazy("The case is “%(state)s”; “%(move)s” is possible only while it is: %(states)s."),
    words_of=lambda case: {"unit": case.department or _("no unit")},
)
refusal, moves_offered, first_move, unmet_needs = RULES.refusal, RULES.offered, RULES.first, RULES.unmet_needs
