"""The steps that a history of a case may hold: those of the table of moves, and the clock's words beside them."""

from collections.abc import Iterator, Mapping

from accounts.roles import Role
from cases.workflow.states import OPEN, OWED, TIMED, State
from cases.workflow.table import (
    ESCALATE,
    ESCALATE_STAGE,
    MOVES,
    REPORT,
    REPORTERS,
    SUPERVISION_OVERDUE,
    SYSTEM,
    VISIT,
    WARN,
    WARN_STAGE,
)

Step = tuple[str, str, str]  # a move's name, the state before it, the state after it

_PLATFORM = frozenset({SYSTEM})
_CLOCK_WORDS = {
    WARN: OWED, ESCALATE: OWED, WARN_STAGE: TIMED, ESCALATE_STAGE: TIMED, SUPERVISION_OVERDUE: OPEN,
}  # fmt: skip


def _steps() -> Iterator[tuple[Step, frozenset[str]]]:
    yield (REPORT, "", State.REPORTED.value), REPORTERS | _PLATFORM
    for word, states in _CLOCK_WORDS.items():
        for state in states:
            yield (word, state.value, state.value), _PLATFORM
    for state in State:
        yield (VISIT, state.value, state.value), frozenset(Role.values) | _PLATFORM
    for move in MOVES.values():
        for source in move.sources:
            for target in move.targets(source):
                yield (move.name, source.value, target.value), move.roles


STEPS: Mapping[Step, frozenset[str]] = dict(_steps())  # each with the roles of those who may have made it
