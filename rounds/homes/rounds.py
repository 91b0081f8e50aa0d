"""What waits of rounds: to the supervisor what to walk and to settle, to the leader what is late, to the head what was
charged to the unit."""

from collections.abc import Callable
from datetime import datetime

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from common.templatetags import marks
from registry.homes import HomeList, Line, home_line, lists, register
from rounds.models import Round
from rounds.querysets.rounds import RoundQuerySet
from rounds.workflow.rounds import RoundState

_OF_ROUND = ("id", "version", "state", "title", "number", "warn_at", "due_at", "handed_in_at")
_UNDER_WAY = (RoundState.DRAWN, RoundState.WALKING)


def _list(
    label: Promise | str, question: str, which: Callable[[RoundQuerySet, User, datetime], RoundQuerySet], *,
    bad: bool = False,
) -> HomeList:  # fmt: skip
    """Rounds that wait; `question` asks the list of rounds for the same."""

    def rows(user: User, at: datetime) -> RoundQuerySet:
        return which(Round.objects.visible_to(user), user, at).order_by("due_at", "pk")

    columns = (*_OF_ROUND, "group__name")
    return HomeList(label=label, page="rounds:list", question=question, rows=rows, columns=columns, line=_line, bad=bad)


def _line(row: Line, at: datetime) -> SafeString:
    of = Round(**{name: row[name] for name in _OF_ROUND})
    return home_line(
        url=of.get_absolute_url(), seen=f"{of.pk}.{of.version}", lamp=marks.lamp(of.lamp(at=at), compact=True),
        what=of.title, place=row["group__name"] or "", due=marks.due(of.due_at, now=at), number=of.number,
    )  # fmt: skip


def _to_walk(rounds: RoundQuerySet, user: User, at: datetime) -> RoundQuerySet:
    return rounds.walked_by(user).filter(state__in=_UNDER_WAY)


_HANDED_IN = f"state={RoundState.HANDED_IN}"
_TO_WALK = _list(_("Rounds: to walk"), "&".join(["mine=true", *(f"state={state}" for state in _UNDER_WAY)]), _to_walk)
_TO_SETTLE = _list(_("Rounds: to settle"), _HANDED_IN, lambda rounds, user, at: rounds.to_settle())
_LATE = _list(_("Rounds: overdue"), "overdue=true", lambda rounds, user, at: rounds.overdue(at=at), bad=True)
_CHARGED = _list(
    _("Charged to my unit: objections are possible"), "objectionable=true",
    lambda rounds, user, at: rounds.objectionable_by(user, at=at),
)  # fmt: skip

register(lists("rounds of a supervisor", 40, {Role.SUPERVISOR: [_TO_WALK, _TO_SETTLE, _LATE]}))
register(lists("rounds of a leader", 40, {Role.LEADER: [_LATE, _TO_SETTLE]}))
register(lists("rounds of a head", 75, {Role.DEPARTMENT_HEAD: [_CHARGED]}))
