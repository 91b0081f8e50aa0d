"""As whom the counters are asked for a scorecard. A head sees the own unit, and of others sums only."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT, Role
from cases.querysets.scopes import ScopeKeys, remember_scope
from common.refusals import Forbidden, Missing
from departments.queries import own_unit_of, units_of
from evaluations.queries.subjects import Kind, Subject

EVERYBODYS = DESK | OVERSIGHT
HEADS = frozenset({Role.DEPARTMENT_HEAD})
LEAST_TOGETHER = 2  # of fewer others the sums are the numbers of one, and are told to nobody who may not read these
_WHOLE_CITY = ScopeKeys()
_NOBODY = -1  # no person has this key, so that nobody's own reports are added


def readers_of(user: User, subject: Subject) -> tuple[User, User]:
    """Who asks for the numbers of the subject, and who for those of its group.

    Desk and oversight ask for themselves. What a unit has is seen whole by its head: private cases too of the own unit,
    without them of a unit below it, as `visible_to` says; so the counters of the unit say what the head sees, and need
    no look at cases. The group's sums leave private cases out, and are told of `LEAST_TOGETHER` others at least.
    Raises Missing where the unit is not the head's.
    """
    if user.role in EVERYBODYS:
        return user, user
    if subject.kind != Kind.UNIT or subject.unit is None:
        raise Forbidden(_("Unit heads read the scorecards of their own units."))
    if subject.unit.pk not in units_of(user):
        raise Missing(_("There is no such unit."))
    own = whole_reader() if subject.unit.pk in own_unit_of(user) else city_reader()
    return own, city_reader()


def whole_reader() -> User:
    """Somebody who sees everything, for a part of the city of which the person sees all."""
    return somebody(Role.AUDITOR)


def city_reader() -> User:
    """Somebody who sees the whole city but for private cases: for sums that a person is compared with."""
    return somebody(Role.DISPATCHER)


def somebody(role: str, scope: ScopeKeys = _WHOLE_CITY) -> User:
    """Who sees what the role and the scope say, and has nothing of their own."""
    found = User(pk=_NOBODY, role=role, is_active=True)
    remember_scope(found, scope)
    return found
