"""What waits of rounds: to the supervisor what to walk and to settle, to the leader what is late, to the head what was
charged to the unit."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from common.templatetags import marks
from departments.queries import units_of
from registry.homes import HomeList, Line, home_line, lists, register
from rounds.models import FindingState, Round
from rounds.querysets.rounds import RoundQuerySet, groups_of
from rounds.workflow.rounds import OWED, RoundState

_OF_ROUND = ("id", "version", "state", "title", "number", "warn_at", "due_at", "handed_in_at")
_UNDER_WAY = (RoundState.DRAWN, RoundState.WALKING)


def _list(
    label: Promise | str, question: str, which: Callable[[User, datetime], Q], *, bad: bool = False
) -> HomeList:  # fmt: skip
    """Rounds that wait; `question` asks the list of rounds for the same."""

    def rows(user: User, at: datetime) -> RoundQuerySet:
        return Round.objects.visible_to(user).filter(which(user, at)).order_by("due_at", "pk")

    columns = (*_OF_ROUND, "group__name")
    return HomeList(label=label, page="rounds:list", question=question, rows=rows, columns=columns, line=_line, bad=bad)


def _line(row: Line, at: datetime) -> SafeString:
    of = Round(**{name: row[name] for name in _OF_ROUND})
    return home_line(
        url=of.get_absolute_url(), seen=f"{of.pk}.{of.version}", lamp=marks.lamp(of.lamp(at=at), compact=True),
        what=of.title, place=row["group__name"] or "", due=marks.due(of.due_at, now=at), number=of.number,
    )  # fmt: skip


def _to_walk(user: User, at: datetime) -> Q:
    return (Q(group__in=groups_of(user)) | Q(group=None)) & Q(state__in=_UNDER_WAY)


def _charged(user: User, at: datetime) -> Q:
    """That charged something to the unit, while it may object still."""
    charged = Round.objects.filter(findings__unit__in=units_of(user), findings__state=FindingState.CHARGED)
    return Q(pk__in=charged.order_by().values("pk"), state=RoundState.HANDED_IN, objections_until__gte=at)


_HANDED_IN = f"state={RoundState.HANDED_IN}"
_TO_WALK = _list(_("Rounds: to walk"), "&".join(f"state={state}" for state in _UNDER_WAY), _to_walk)
_TO_SETTLE = _list(_("Rounds: to settle"), _HANDED_IN, lambda user, at: Q(state=RoundState.HANDED_IN))
_LATE = _list(_("Rounds: overdue"), "overdue=true", lambda user, at: Q(state__in=OWED, due_at__lt=at), bad=True)
_CHARGED = _list(_("Charged to my unit: objections are possible"), _HANDED_IN, _charged)

register(lists("rounds of a supervisor", 40, {Role.SUPERVISOR: [_TO_WALK, _TO_SETTLE, _LATE]}))
register(lists("rounds of a leader", 40, {Role.LEADER: [_LATE, _TO_SETTLE]}))
register(lists("rounds of a head", 75, {Role.DEPARTMENT_HEAD: [_CHARGED]}))
