"""Who may do what to a case. One function answers for buttons, forms, API and actions: a refusal, or nothing."""

from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT, UNIT, Role
from cases.models import Case
from cases.workflow import MOVES, SYSTEM, Move, Need, Relation, State
from common.refusals import Conflict, Forbidden, Refused


class Viewer:
    """A person with what their relation to cases depends on, looked up once per request."""

    def __init__(self, user: User) -> None:
        self.user = user

    @cached_property
    def department_id(self) -> int | None:
        membership = getattr(self.user, "membership", None)
        return membership.department_id if membership else None

    @cached_property
    def duty_grid_ids(self) -> frozenset[int]:
        return frozenset(self.user.duty_grids.values_list("pk", flat=True))


def refusal(viewer: Viewer, case: Case, move: Move) -> Refused | None:
    """Why this person may not make this move on a case they can see; None if they may."""
    return _wrong_role(viewer, move) or _wrong_relation(viewer, case, move) or _wrong_state(case, move)


def moves_offered(viewer: Viewer, case: Case) -> list[tuple[Move, Refused | None]]:
    """The moves a person of this role could ever make, each with why not now; none for those of other roles.

    Here the state speaks first: it is what a person waits for, and it costs no look at their grids.
    """
    moves = [move for move in MOVES.values() if viewer.user.role in move.roles]
    return [(move, _wrong_state(case, move) or _wrong_relation(viewer, case, move)) for move in moves]


def sees_reporter(user: User) -> bool:
    """Who may look at a reporter's name and telephone, each time with a purpose; they are masked for everybody."""
    return user.role in SEES_REPORTER


SEES_REPORTER = DESK | {Role.SUPERVISOR}


def unmask_refusal(user: User) -> Refused | None:
    if sees_reporter(user):
        return None
    who = _(", ").join(str(role.label) for role in Role if role in SEES_REPORTER)
    return Forbidden(_("A reporter's name and phone may only be seen by: %(who)s.") % {"who": who})


def writing_refusal(user: User) -> Refused | None:
    """Comments and attachments are for everybody who sees the case but those who only read."""
    return Forbidden(_("Auditors read everything and write nothing.")) if user.role == Role.AUDITOR else None


def people_who_see(case: Case) -> QuerySet[User]:
    """`visible_to` asked the other way round; a test holds the two together."""
    unit = Q(role__in=UNIT, membership__department=case.department_id) if case.department_id else Q(pk__in=[])
    grid = Q(role=Role.INSPECTOR, duty_grids=case.duty_grid_id) if case.duty_grid_id else Q(pk__in=[])
    own = Q(role__in=(Role.INSPECTOR, Role.INTEGRATION), pk=case.reporter_id)
    return User.objects.filter(Q(role__in=DESK | OVERSIGHT) | unit | grid | own, is_active=True).distinct()


def audits(user: User) -> bool:
    """Who may read what others looked at."""
    return user.role == Role.AUDITOR


def _wrong_role(viewer: Viewer, move: Move) -> Refused | None:
    if viewer.user.role in move.roles:
        return None
    if move.roles == {SYSTEM}:
        return Forbidden(_("“%(move)s” is done by the platform itself.") % {"move": move.label})
    who = _(", ").join(str(Role(role).label) for role in sorted(move.roles))
    return Forbidden(_("“%(move)s” may only be done by: %(who)s.") % {"move": move.label, "who": who})


def _wrong_relation(viewer: Viewer, case: Case, move: Move) -> Refused | None:
    if move.relation == Relation.OWN_UNIT and (
        case.department_id is None or viewer.department_id != case.department_id
    ):
        unit = case.department or _("no unit")
        return Forbidden(_("Only members of the unit that owes the fix (%(unit)s) may do this.") % {"unit": unit})
    bound_to_grid = move.relation == Relation.OWN_GRID and viewer.user.role == Role.INSPECTOR
    if bound_to_grid and case.duty_grid_id not in viewer.duty_grid_ids:
        return Forbidden(_("Only inspectors of the duty grid in which the case lies may do this."))
    return None


def _wrong_state(case: Case, move: Move) -> Refused | None:
    if case.state in move.sources:
        return None
    states = _(", ").join(str(state.label) for state in State if state in move.sources)
    return Conflict(
        _("The case is “%(state)s”; “%(move)s” is possible only while it is: %(states)s.")
        % {"state": State(case.state).label, "move": move.label, "states": states},
        state=case.state,
    )


def unmet_needs(move: Move, given: set[str]) -> dict[str, list[str]]:
    """For each thing the move needs and was not given, a sentence."""
    sentences = {
        Need.NOTE: _("Say what was done."),
        Need.REASON: _("Give a reason."),
        Need.DEPARTMENT: _("Name the unit that shall fix it."),
        Need.PASSED: _("Say whether the check was passed."),
        Need.AFTER_PHOTO: _("Add at least one photo taken after the fix."),
    }
    return {need.value: [sentences[need]] for need in move.needs if need not in given}
