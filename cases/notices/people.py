"""Which people an audience means, for a whole batch of events at once: a fixed number of queries, however many."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from accounts.models import Medium, User
from accounts.roles import UNIT, Role
from cases.models import CaseEvent, DisputeStatement, Part, Urgency
from cases.notices.events import event_of
from cases.notices.rules import Audience, Rule, rules_in_force
from grids.models import DutyGrid

# Which members of a unit a word means; where a unit has none of them, all its members hear instead.
_ROLES: Mapping[Audience, frozenset[Role]] = {
    Audience.UNIT: frozenset({Role.HANDLER, Role.DEPARTMENT_HEAD}),
    Audience.HANDLERS: frozenset({Role.HANDLER}),
    Audience.HEADS: frozenset({Role.DEPARTMENT_HEAD}),
    Audience.SQUAD: frozenset({Role.HANDLER, Role.DEPARTMENT_HEAD}),
    Audience.ASSISTING: frozenset({Role.HANDLER, Role.DEPARTMENT_HEAD}),
    Audience.PARTIES: frozenset({Role.DEPARTMENT_HEAD}),
}
_OWN = frozenset({Audience.UNIT, Audience.HANDLERS, Audience.HEADS})
# The answer goes to whoever asked last.
_ASKED_BY = {
    "grant_extension": "request_extension",
    "refuse_extension": "request_extension",
    "grant_suspension": "request_suspension",
    "refuse_suspension": "request_suspension",
    "review_appeal": "appeal",
    "decide_appeal": "appeal",
}


@dataclass(slots=True)
class Occasion:
    """What decides who hears of an event. One's own deeds are no news: `by` hears nothing."""

    event: UUID
    case: UUID
    move: str
    what: str
    urgent: bool
    assisting: str  # the code of the one unit that was asked to assist, where the event is about that
    by: int | None
    department: int | None
    duty_grid: int | None
    reporter: int | None
    squad: int | None
    visitor: int | None
    rules: tuple[Rule, ...] = ()
    units: Mapping[Audience, frozenset[int]] = field(default_factory=dict)

    def concerns(self, audience: Audience) -> bool:
        return any(rule.audience == audience for rule in self.rules)


def occasions_of(events: Sequence[UUID]) -> list[Occasion]:
    """The events in the order in which they happened, each with the rules that hold for it (at most four queries)."""
    columns = ("id", "case_id", "move", "data", "to_state", "case__condition__urgency", "by__role", "by_id")
    whose = tuple(f"case__{name}_id" for name in ("department", "duty_grid", "reporter", "squad", "visitor"))
    rows = CaseEvent.objects.filter(pk__in=events).order_by("at", "seq").values_list(*columns, *whose)
    found = [_occasion(*row) for row in rows]
    rules = rules_in_force(occasion.what for occasion in found)
    for occasion in found:
        occasion.rules = rules.get(occasion.what, ())
    helping, parties = _assisting(found), _parties(found)
    for occasion in found:
        occasion.units = _units(occasion, helping[occasion.case], parties[occasion.case])
    return found


def _occasion(
    event: UUID, case: UUID, move: str, data: Any, state: str, urgency: str | None, role: str | None, *whose: Any
) -> Occasion:
    what = event_of(move, data, state, by_role=role or "")
    return Occasion(event, case, move, what, urgency == Urgency.URGENT, str(data.get("assisting", "")), *whose)


def _units(occasion: Occasion, helping: Mapping[str, int], parties: set[int]) -> dict[Audience, frozenset[int]]:
    own = frozenset() if occasion.department is None else frozenset({occasion.department})
    asked = {helping[occasion.assisting]} if occasion.assisting in helping else set(helping.values())
    return {
        **dict.fromkeys(_OWN, own),
        Audience.SQUAD: frozenset() if occasion.squad is None else frozenset({occasion.squad}),
        Audience.ASSISTING: frozenset(asked),
        Audience.PARTIES: frozenset(parties),
    }


def _assisting(occasions: Sequence[Occasion]) -> dict[UUID, dict[str, int]]:
    """By case the units that owe a part, by their codes."""
    found: dict[UUID, dict[str, int]] = defaultdict(dict)
    cases = {occasion.case for occasion in occasions if occasion.concerns(Audience.ASSISTING)}
    rows = Part.objects.filter(case__in=cases, finished_at=None)
    for case, code, unit in rows.values_list("case_id", "department__code", "department_id") if cases else ():
        found[case][code] = unit
    return found


def _parties(occasions: Sequence[Occasion]) -> dict[UUID, set[int]]:
    """By case the units that spoke in its dispute, and those they hold responsible."""
    found: dict[UUID, set[int]] = defaultdict(set)
    cases = {occasion.case for occasion in occasions if occasion.concerns(Audience.PARTIES)}
    rows = DisputeStatement.objects.filter(case__in=cases)
    for case, *units in rows.values_list("case_id", "department_id", "blames_id") if cases else ():
        found[case] |= {unit for unit in units if unit is not None}
    return found


class People:
    """Everybody whom a batch of occasions could concern."""

    def __init__(self, occasions: Sequence[Occasion]) -> None:
        self._of_role: dict[str, set[int]] = defaultdict(set)
        self._of_unit: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        self._of_grid: dict[int, set[int]] = defaultdict(set)
        self._askers: dict[tuple[UUID, str], int] = {}
        self._load_roles(occasions)
        self._load_members(occasions)
        self._load_inspectors(occasions)
        self._load_askers(occasions)
        self.heard = [(occasion, self._who_hear(occasion)) for occasion in occasions]
        ids = {user for __, media in self.heard for user in media}
        self.users = users_by_id(ids)

    def pairs(self) -> Iterable[tuple[Occasion, User, frozenset[Medium]]]:
        """Each occasion with each person who hears of it, and by what beside the inbox."""
        for occasion, heard in self.heard:
            for user, media in sorted(heard.items()):
                if user in self.users:
                    yield occasion, self.users[user], frozenset(media)

    def _who_hear(self, occasion: Occasion) -> dict[int, set[Medium]]:
        found: dict[int, set[Medium]] = defaultdict(set)
        for rule in occasion.rules:
            for user in self._group(rule.audience, occasion):
                found[user] |= set(rule.media)
        if occasion.by is not None:
            found.pop(occasion.by, None)
        return found

    def _group(self, audience: Audience, occasion: Occasion) -> set[int]:
        if audience in Role.values:
            return self._of_role[audience]
        if audience in _ROLES:
            return self._members(audience, occasion)
        one: dict[Audience, set[int | None]] = {
            Audience.REPORTER: {occasion.reporter},
            Audience.VISITOR: {occasion.visitor},
            Audience.ASKER: {self._askers.get((occasion.case, _ASKED_BY.get(occasion.move, "")))},
        }
        if audience in one:
            return {user for user in one[audience] if user is not None}
        return self._of_grid[occasion.duty_grid] if audience == Audience.DUTY_GRID and occasion.duty_grid else set()

    def _members(self, audience: Audience, occasion: Occasion) -> set[int]:
        """A unit without the asked-for role hears as a whole; where the owing unit has nobody, the shift leaders do."""
        found = set[int]()
        for unit in occasion.units.get(audience, ()):
            members = self._of_unit[unit]
            asked = set[int]().union(*(members[role] for role in _ROLES[audience]))
            found |= asked or set[int]().union(*members.values())
        nobody = not found and audience in _OWN and occasion.department is not None
        return self._of_role[Role.SHIFT_LEADER] if nobody else found

    def _load_roles(self, occasions: Sequence[Occasion]) -> None:
        named = {rule.audience.value for occasion in occasions for rule in occasion.rules}
        roles = {role for role in named if role in Role.values} | ({Role.SHIFT_LEADER} if named & _OWN else set())
        if roles:
            for pk, role in User.objects.filter(is_active=True, role__in=roles).values_list("pk", "role"):
                self._of_role[role].add(pk)

    def _load_members(self, occasions: Sequence[Occasion]) -> None:
        wanted = {
            unit for occasion in occasions for rule in occasion.rules for unit in occasion.units.get(rule.audience, ())
        }
        users = User.objects.filter(is_active=True, role__in=UNIT, membership__department__in=wanted)
        if wanted:
            for pk, role, unit in users.values_list("pk", "role", "membership__department"):
                self._of_unit[unit][role].add(pk)

    def _load_inspectors(self, occasions: Sequence[Occasion]) -> None:
        grids = {o.duty_grid for o in occasions if o.concerns(Audience.DUTY_GRID)} - {None}
        rows = DutyGrid.inspectors.through.objects.filter(dutygrid__in=grids)
        if grids:
            for grid, pk in rows.values_list("dutygrid_id", "user_id"):
                self._of_grid[grid].add(pk)

    def _load_askers(self, occasions: Sequence[Occasion]) -> None:
        asked = {o.case for o in occasions if o.concerns(Audience.ASKER)}
        rows = CaseEvent.objects.filter(case__in=asked, move__in=set(_ASKED_BY.values())).order_by("seq")
        if asked:
            self._askers = {(case, move): by for case, move, by in rows.values_list("case_id", "move", "by_id")}


def users_by_id(ids: Iterable[int]) -> dict[int, User]:
    """Those of them who can hear: neither gone nor a program."""
    wanted = set(ids)
    users = User.objects.filter(pk__in=wanted, is_active=True).exclude(role=Role.INTEGRATION)
    return {user.pk: user for user in users} if wanted else {}
