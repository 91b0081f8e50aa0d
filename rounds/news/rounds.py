"""What is told of rounds: to their group, to who settles them, to the units they found something at, to auditors."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Medium, User
from accounts.roles import Role
from cases.querysets.scopes import seen_in_parts
from common.moments import local
from departments.models import GroupFunction, GroupMember, Membership
from notices.actions import declare
from notices.events import Audience, Event, NoticeKind, Rule, Text
from notices.subjects import NoticeSubject, Occasion, Said, SubjectKind
from rounds.deadlines.rounds import LEADER_LEVEL
from rounds.models import Finding, FindingState, Round, RoundEvent
from rounds.topics import ROUND
from rounds.workflow.rounds import (
    CANCEL,
    DRAW,
    GIVE_BACK,
    HAND_IN,
    LATE,
    MISS,
    MOVES,
    NOTHING,
    PLAN,
    REDRAW,
    SETTLE,
    WARN,
    WORDS,
)

GROUP = Audience("round_group", _("Who walks the round"), Round.SUBJECT)
HEADS = Audience("round_heads", _("Heads of the group of the round"), Round.SUBJECT)
UNITS = Audience("round_units", _("Heads of the units that something was charged to"), Round.SUBJECT)
AUDITORS = Audience("round_auditors", _("Auditors, of rounds"), Round.SUBJECT)
_CALM, _LOUD = (Medium.MAIL, Medium.ROBOT), (Medium.MAIL, Medium.SMS, Medium.ROBOT)
_LEADER, _SUPERVISOR = Role.LEADER.value, Role.SUPERVISOR.value


def _event(name: str, kind: NoticeKind, title: Text, rules: tuple[Rule, ...], hint: Text) -> Event:
    return Event(name, kind, title, Round.SUBJECT, rules, hint)


DRAWN = _event("round_drawn", NoticeKind.WORK, _("A round to walk"), (Rule(GROUP.name, _LOUD),), MOVES[DRAW].label)
EMPTY = _event(
    "round_empty", NoticeKind.END, _("A round has no place to look at"),
    (Rule(HEADS.name, _CALM), Rule(_SUPERVISOR, ())), MOVES[NOTHING].label,
)  # fmt: skip
SOON = _event("round_soon", NoticeKind.CLOCK, _("A round is due soon"), (Rule(GROUP.name, _CALM),), WORDS[WARN].label)
OVERDUE = _event(
    "round_overdue", NoticeKind.CLOCK, _("A round is overdue"), (Rule(GROUP.name, _LOUD), Rule(HEADS.name, _LOUD)),
    WORDS[LATE].label,
)  # fmt: skip
LONG_OVERDUE = _event(
    "round_long_overdue", NoticeKind.CLOCK, _("A round is long overdue"),
    (Rule(HEADS.name, _LOUD), Rule(_LEADER, _CALM)), WORDS[LATE].label,
)  # fmt: skip
MISSED = _event(
    "round_missed", NoticeKind.END, _("A round was missed"),
    (Rule(HEADS.name, _CALM), Rule(_LEADER, _CALM), Rule(AUDITORS.name, ())), MOVES[MISS].label,
)  # fmt: skip
HANDED_IN = _event(
    "round_handed_in", NoticeKind.WORK, _("A round was handed in"), (Rule(_SUPERVISOR, ()), Rule(HEADS.name, _CALM)),
    MOVES[HAND_IN].label,
)  # fmt: skip
GIVEN_BACK = _event(
    "round_given_back", NoticeKind.WORK, _("A round was given back"), (Rule(GROUP.name, _LOUD),),
    MOVES[GIVE_BACK].label,
)  # fmt: skip
SETTLED = _event(
    "round_settled", NoticeKind.END, _("A round was settled"), (Rule(UNITS.name, _CALM), Rule(GROUP.name, ())),
    MOVES[SETTLE].label,
)  # fmt: skip
CANCELLED = _event(
    "round_cancelled", NoticeKind.END, _("A round was cancelled"), (Rule(GROUP.name, _CALM), Rule(AUDITORS.name, ())),
    MOVES[CANCEL].label,
)  # fmt: skip
AGAIN = _event(
    "round_again", NoticeKind.WORD, _("A round was made by hand, or drawn again"), (Rule(AUDITORS.name, _CALM),),
    WORDS[PLAN].label,
)  # fmt: skip
EVENTS = (
    DRAWN, EMPTY, SOON, OVERDUE, LONG_OVERDUE, MISSED, HANDED_IN, GIVEN_BACK, SETTLED, CANCELLED, AGAIN,
)  # fmt: skip
_OF_MOVE: Mapping[str, Event] = {
    DRAW: DRAWN, NOTHING: EMPTY, WARN: SOON, LATE: OVERDUE, MISS: MISSED, HAND_IN: HANDED_IN, GIVE_BACK: GIVEN_BACK,
    SETTLE: SETTLED, CANCEL: CANCELLED, REDRAW: CANCELLED,
}  # fmt: skip


def event_of(row: RoundEvent) -> Event | None:
    """What is told of an event; None: nothing."""
    if row.move == PLAN:
        return AGAIN if row.by_id is not None else None
    if row.move == LATE and int(row.data.get("level", 0)) >= LEADER_LEVEL:
        return LONG_OVERDUE
    return _OF_MOVE.get(row.move)


class RoundSubject(NoticeSubject):
    """Who is in the group no more keeps the line and loses the link."""

    def __init__(self, of: Round, *, seen: bool) -> None:
        super().__init__(
            key=str(of.pk), title=of.title, url=reverse("rounds:round", args=[of.pk]), label=of.number, stamp=of.seq
        )
        self.round = of
        self._seen = seen

    @property
    def visible(self) -> bool:
        return self._seen

    @property
    def line(self) -> str:
        return _when(self.round.due_at)


def _when(at: datetime) -> str:
    return date_format(local(at), "Y-m-d H:i")


class RoundKind(SubjectKind[Occasion, RoundSubject]):
    name = Round.SUBJECT
    model = Round
    body = _("Round: {number} {title}\nDue: {due}\nBy: {by}\nNote: {note}")
    facts: Mapping[str, Callable[[RoundSubject, Said], str]] = {
        "number": lambda subject, said: subject.round.number,
        "title": lambda subject, said: subject.round.title,
        "due": lambda subject, said: _when(subject.round.due_at),
        "by": lambda subject, said: said.by,
        "note": lambda subject, said: said.note,
    }

    def people(self, heard: Sequence[tuple[Occasion, frozenset[str]]]) -> Sequence[Mapping[str, Collection[int]]]:
        found = Round.objects.in_bulk([UUID(occasion.key) for occasion, __ in heard])
        groups, supervisors, auditors = _members(found.values()), _of(Role.SUPERVISOR), _of(Role.AUDITOR)
        units = _heads_charged(found)
        told = []
        for occasion, __ in heard:
            of = found[UUID(occasion.key)]
            members, heads = groups[of.group_id] if of.group_id else (supervisors, supervisors)
            told.append({
                GROUP.name: members, HEADS.name: heads or members, UNITS.name: units[of.pk], AUDITORS.name: auditors,
            })  # fmt: skip
        return told

    def barred(self, occasions: Sequence[Occasion], users: Collection[int]) -> Sequence[Collection[int]]:
        """Who has a part of the city in which none of its places lies."""
        keys = [UUID(occasion.key) for occasion in occasions]
        parts = seen_in_parts(lambda user: Round.objects.visible_to(user).filter(pk__in=keys), users)
        return [[user for user, seen in parts.items() if key not in seen] for key in keys]

    def find(self, keys: Collection[str], user: User) -> Mapping[str, RoundSubject]:
        seen = set(Round.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
        rows = Round.objects.filter(pk__in=keys)
        return {str(row.pk): RoundSubject(row, seen=row.pk in seen) for row in rows}

    def said(self, events: Collection[str]) -> Mapping[str, Said]:
        rows = RoundEvent.objects.filter(pk__in=[UUID(event) for event in events]).select_related("by")
        return {str(row.pk): Said(str(row.by or ""), row.note) for row in rows}


def _of(role: Role) -> set[int]:
    return set(User.objects.filter(role=role, is_active=True).values_list("pk", flat=True))


def _members(rounds: Collection[Round]) -> Mapping[int, tuple[set[int], set[int]]]:
    """By group who is in it today, and who heads it."""
    found: dict[int, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    groups = {of.group_id for of in rounds if of.group_id}
    rows = GroupMember.objects.on(timezone.localdate()).filter(group__in=groups, person__is_active=True)
    for group, person, function in rows.values_list("group_id", "person_id", "function"):
        found[group][0].add(person)
        if function == GroupFunction.HEAD:
            found[group][1].add(person)
    return found


def _heads_charged(rounds: Collection[UUID]) -> Mapping[UUID, set[int]]:
    """By round the heads of the units that something counts against."""
    charged = Finding.objects.filter(round__in=list(rounds), state=FindingState.CHARGED)
    units = set(charged.order_by().values_list("round_id", "unit_id"))
    heads: dict[int, set[int]] = defaultdict(set)
    rows = Membership.objects.filter(
        Q(user__role=Role.DEPARTMENT_HEAD, user__is_active=True), department__in={unit for __, unit in units}
    )  # fmt: skip
    for unit, user in rows.values_list("department_id", "user_id"):
        heads[unit].add(user)
    found: dict[UUID, set[int]] = defaultdict(set)
    for of, unit in units:
        found[of] |= heads[unit]
    return found


def happened(references: Sequence[str]) -> list[Occasion]:
    """The events of these ids that are told, in the order in which they happened."""
    rows = RoundEvent.objects.filter(pk__in=[UUID(each) for each in references]).order_by("at", "round", "seq")
    return [
        Occasion(str(row.pk), event.name, str(row.round_id), False, row.by_id)
        for row in rows if (event := event_of(row)) is not None
    ]  # fmt: skip


def declare_news() -> None:
    """Once, when the houses are ready."""
    declare(RoundKind(), declared=EVENTS, audiences=(GROUP, HEADS, UNITS, AUDITORS), topics={ROUND: happened})
