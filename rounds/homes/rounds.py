"""What waits of rounds: to the supervisor what to walk and to settle, to the leader what is late, to the head what was
charged to the unit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, Value, Window
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from common.templatetags import marks
from departments.queries import units_of
from registry.homes import HomePart, HomeSection, home_line, register
from rounds.models import FindingState, Round
from rounds.querysets.rounds import groups_of
from rounds.workflow.rounds import OWED, RoundState

SHOWN = 3  # rounds of each list


@dataclass(frozen=True)
class _List:
    """Rounds that wait; `query` asks the list of rounds for the same."""

    label: Promise | str
    where: Q
    query: str
    bad: bool = False


def _late(at: datetime) -> _List:
    return _List(_("Rounds: overdue"), Q(state__in=OWED, due_at__lt=at), "overdue=true", bad=True)


_TO_SETTLE = _List(_("Rounds: to settle"), Q(state=RoundState.HANDED_IN), f"state={RoundState.HANDED_IN}")


def _of_supervisor(user: User, at: datetime) -> Iterator[HomeSection]:
    mine = Q(group__in=groups_of(user)) | Q(group=None)
    states = (RoundState.DRAWN, RoundState.WALKING)
    to_walk = _List(_("Rounds: to walk"), mine & Q(state__in=states), "&".join(f"state={state}" for state in states))
    yield from _sections(user, at, [to_walk, _TO_SETTLE, _late(at)])


def _of_leader(user: User, at: datetime) -> Iterator[HomeSection]:
    yield from _sections(user, at, [_late(at), _TO_SETTLE])


def _of_head(user: User, at: datetime) -> Iterator[HomeSection]:
    """Rounds that charged something to the unit, while it may object still."""
    charged = Round.objects.filter(findings__unit__in=units_of(user), findings__state=FindingState.CHARGED)
    open_still = Q(pk__in=charged.order_by().values("pk"), state=RoundState.HANDED_IN, objections_until__gte=at)
    label = _("Charged to my unit: objections are possible")
    yield from _sections(user, at, [_List(label, open_still, f"state={RoundState.HANDED_IN}")])


def _sections(user: User, at: datetime, lists: Sequence[_List]) -> Iterator[HomeSection]:
    """The numbers and the first keys of all lists in one statement, their rows in another where there are any."""
    keys, totals = _first_of_each(user, lists)
    shown = {pk for of_list in keys for pk in of_list}
    found = Round.objects.filter(pk__in=shown).select_related("group").in_bulk() if shown else {}
    for each, of_list, total in zip(lists, keys, totals, strict=True):
        lines = [_line(found[pk], at) for pk in of_list]
        yield HomeSection(each.label, f"{reverse('rounds:list')}?{each.query}", total, lines, each.bad)


def _first_of_each(user: User, lists: Sequence[_List]) -> tuple[list[list[UUID]], list[int]]:
    seen = Round.objects.visible_to(user).order_by("due_at", "pk")
    parts = [
        seen.filter(each.where).annotate(total=Window(Count("pk")), which=Value(number))[:SHOWN]
        for number, each in enumerate(lists)
    ]  # fmt: skip
    first, *more = (part.values_list("pk", "which", "total") for part in parts)
    keys: list[list[UUID]] = [[] for __ in lists]
    totals = [0] * len(lists)
    for pk, which, total in first.union(*more, all=True):
        keys[which].append(pk)
        totals[which] = total
    return keys, totals


def _line(of: Round, at: datetime) -> SafeString:
    return home_line(
        url=of.get_absolute_url(), seen=f"{of.pk}.{of.version}", lamp=marks.lamp(of.lamp(at=at), compact=True),
        what=of.title, place=of.group or "", due=marks.due(of.due_at, now=at), number=of.number,
    )  # fmt: skip


register(HomePart("rounds of a supervisor", 40, {Role.SUPERVISOR}, _of_supervisor))
register(HomePart("rounds of a leader", 40, {Role.LEADER}, _of_leader))
register(HomePart("rounds of a head", 75, {Role.DEPARTMENT_HEAD}, _of_head))
