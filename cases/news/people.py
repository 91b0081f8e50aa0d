"""Which people an audience means, for a whole batch of events at once: a fixed number of queries, however many."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from accounts.models import User
from accounts.roles import UNIT, Role
from cases.models import CaseEvent, DisputeStatement, Part
from cases.news.events import Who, event_of
from cases.workflow import DISPOSE, MOVES, ORDER_CHECK, SUPERVISION_OVERDUE, UNASSIGN
from grids.models import DutyGrid
from notices.subjects import Occasion

# Which members of a unit a word means; where a unit has none of them, all its members hear instead.
_ROLES: Mapping[str, frozenset[Role]] = {
    Who.UNIT: frozenset({Role.HANDLER, Role.DEPARTMENT_HEAD}),
    Who.HANDLERS: frozenset({Role.HANDLER}),
    Who.HEADS: frozenset({Role.DEPARTMENT_HEAD}),
    Who.SQUAD: frozenset({Role.HANDLER, Role.DEPARTMENT_HEAD}),
    Who.ASSISTING: frozenset({Role.HANDLER, Role.DEPARTMENT_HEAD}),
    Who.PARTIES: frozenset({Role.DEPARTMENT_HEAD}),
}
_OWN = frozenset({Who.UNIT.value, Who.HANDLERS.value, Who.HEADS.value})
_ASKS = {move.asks: move.name for move in MOVES.values() if move.asks}
# The answer goes to whoever asked last.
_ASKED_BY = {move.name: _ASKS[move.decides] for move in MOVES.values() if move.decides}
_ASKED_BY[SUPERVISION_OVERDUE] = "supervise"
_FOR_OTHERS = (DISPOSE, ORDER_CHECK)
Heard = Sequence[tuple["CaseOccasion", frozenset[str]]]


@dataclass(slots=True, kw_only=True)
class CaseOccasion(Occasion):
    """What decides who hears of it."""

    case: UUID
    move: str = ""
    assisting: str = ""  # the code of the one unit that was asked to assist, where the event is about that
    mentioned: frozenset[int] = frozenset()
    assignee: int | None = None  # to whom it was assigned, or who has it no more, where the event is about that
    sender: int | None = None  # who sent the photo that it is about
    department: int | None
    duty_grid: int | None
    reporter: int | None
    squad: int | None
    visitor: int | None
    private: bool = False


_OF_CASE = ("department", "duty_grid", "reporter", "squad", "visitor")


def happened(references: Sequence[str]) -> list[CaseOccasion]:
    """The events of these ids, in the order in which they happened: one query."""
    columns = (
        "id", "case_id", "move", "data", "to_state", "case__urgent", "by__role", "by_id", "case__private",
    )  # fmt: skip
    whose = tuple(f"case__{name}_id" for name in _OF_CASE)
    events = CaseEvent.objects.filter(pk__in=[UUID(reference) for reference in references])
    rows = events.order_by("at", "seq").values_list(*columns, *whose)
    return [occasion for row in rows for occasion in _occasions(*row)]


def _occasions(event: UUID, case: UUID, move: str, data: Any, *rest: Any) -> Iterator[CaseOccasion]:
    """Of a case that goes from one person to another the first one hears too, as when it is nobody's."""
    occasion = _occasion(event, case, move, data, *rest)
    yield occasion
    before = data.get("assignee_before")
    if before is not None and before != occasion.assignee:
        yield replace(occasion, what=UNASSIGN, assignee=before)


def _occasion(
    event: UUID,
    case: UUID,
    move: str,
    data: Any,
    state: str,
    urgent: bool,
    role: str | None,
    by: int | None,
    private: bool,
    *of_case: int | None,
) -> CaseOccasion:
    department, duty_grid, reporter, squad, visitor = of_case
    return CaseOccasion(
        event=str(event),
        what=event_of(move, data, state, by_role=role or ""),
        key=str(case),
        urgent=urgent,
        by=by,
        case=case,
        move=move,
        assisting=str(data.get("assisting", "")),
        assignee=data.get("assignee") or data.get("assignee_before"),
        sender=data.get("sender"),
        department=department,
        duty_grid=duty_grid,
        reporter=reporter,
        squad=squad,
        visitor=visitor,
        private=private,
    )


class CaseAudience:
    """Everybody whom a batch of occasions could concern, by a fixed number of queries."""

    def __init__(self, heard: Heard) -> None:
        self._heard = heard
        self._helping = self._assisting()
        self._disputing = self._parties()
        self._of_unit = self._members()
        self._of_grid = self._inspectors()
        self._askers = self._who_asked()
        self._shift_leaders = self._stand_ins()

    def groups(self) -> list[dict[str, Collection[int]]]:
        """For each occasion the users of those of its audiences that this house knows."""
        return [
            {name: self._group(name, occasion) for name in audiences if name in Who.values}
            for occasion, audiences in self._heard
        ]

    def _group(self, audience: str, occasion: CaseOccasion) -> Collection[int]:
        if audience in _ROLES:
            found = self._of_units(audience, occasion)
            return found or (self._shift_leaders if self._is_orphan(audience, occasion) else ())
        if audience == Who.MENTIONED:
            return occasion.mentioned
        if audience == Who.DUTY_GRID:
            walking = self._of_grid[occasion.duty_grid] if occasion.duty_grid and not occasion.private else set[int]()
            # Who reported it is not asked to check it.
            return walking - {occasion.reporter} if occasion.move in _FOR_OTHERS else walking
        one = {
            Who.REPORTER.value: occasion.reporter,
            Who.ASSIGNEE.value: occasion.assignee,
            Who.VISITOR.value: occasion.visitor,
            Who.SENDER.value: occasion.sender,
            Who.ASKER.value: self._askers.get((occasion.case, _ASKED_BY.get(occasion.move, ""))),
        }[audience]
        return () if one is None else (one,)

    def _of_units(self, audience: str, occasion: CaseOccasion) -> set[int]:
        """A unit without the asked-for role hears as a whole."""
        found = set[int]()
        for unit in self._units(audience, occasion):
            members = self._of_unit[unit]
            asked = set[int]().union(*(members[role] for role in _ROLES[audience]))
            found |= asked or set[int]().union(*members.values())
        return found

    def _units(self, audience: str, occasion: CaseOccasion) -> Collection[int]:
        if audience in _OWN:
            return () if occasion.department is None else (occasion.department,)
        if audience == Who.SQUAD:
            return () if occasion.squad is None else (occasion.squad,)
        if audience == Who.PARTIES:
            return self._disputing[occasion.case]
        helping = self._helping[occasion.case]
        return {helping[occasion.assisting]} if occasion.assisting in helping else set(helping.values())

    def _is_orphan(self, audience: str, occasion: CaseOccasion) -> bool:
        """What the owing unit should hear, and it has nobody: the shift leaders hear it instead."""
        if audience not in _OWN or occasion.department is None:
            return False
        return not any(self._of_unit[occasion.department].values())

    # --- what is looked up ---

    def _concerned(self, *audiences: str) -> list[CaseOccasion]:
        return [occasion for occasion, named in self._heard if not named.isdisjoint(audiences)]

    def _assisting(self) -> dict[UUID, dict[str, int]]:
        """By case the units that owe a part, by their codes."""
        found: dict[UUID, dict[str, int]] = defaultdict(dict)
        cases = {occasion.case for occasion in self._concerned(Who.ASSISTING)}
        rows = Part.objects.filter(case__in=cases, finished_at=None)
        for case, code, unit in rows.values_list("case_id", "department__code", "department_id") if cases else ():
            found[case][code] = unit
        return found

    def _parties(self) -> dict[UUID, set[int]]:
        """By case the units that spoke in its dispute, and those they hold responsible."""
        found: dict[UUID, set[int]] = defaultdict(set)
        cases = {occasion.case for occasion in self._concerned(Who.PARTIES)}
        rows = DisputeStatement.objects.filter(case__in=cases)
        for case, *units in rows.values_list("case_id", "department_id", "blames_id") if cases else ():
            found[case] |= {unit for unit in units if unit is not None}
        return found

    def _members(self) -> dict[int, dict[str, set[int]]]:
        """By unit its members by their roles."""
        found: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        meant = [(name, occasion) for occasion, named in self._heard for name in named if name in _ROLES]
        wanted = {unit for name, occasion in meant for unit in self._units(name, occasion)}
        users = User.objects.filter(is_active=True, role__in=UNIT, membership__department__in=wanted)
        for pk, role, unit in users.values_list("pk", "role", "membership__department") if wanted else ():
            found[unit][role].add(pk)
        return found

    def _inspectors(self) -> dict[int, set[int]]:
        """By duty grid its inspectors."""
        found: dict[int, set[int]] = defaultdict(set)
        grids = {occasion.duty_grid for occasion in self._concerned(Who.DUTY_GRID)} - {None}
        rows = DutyGrid.inspectors.through.objects.filter(dutygrid__in=grids)
        for grid, pk in rows.values_list("dutygrid_id", "user_id") if grids else ():
            found[grid].add(pk)
        return found

    def _who_asked(self) -> dict[tuple[UUID, str], int]:
        """By case and kind of request who made the last one."""
        cases = {occasion.case for occasion in self._concerned(Who.ASKER)}
        if not cases:
            return {}
        rows = CaseEvent.objects.filter(case__in=cases, move__in=set(_ASKED_BY.values())).order_by("seq")
        return {(case, move): by for case, move, by in rows.values_list("case_id", "move", "by_id")}

    def _stand_ins(self) -> frozenset[int]:
        if not any(self._is_orphan(name, occasion) for occasion, named in self._heard for name in named):
            return frozenset()
        return frozenset(User.objects.filter(is_active=True, role=Role.SHIFT_LEADER).values_list("pk", flat=True))
