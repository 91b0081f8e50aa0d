"""The steps that a history of a case may hold: those of the table of moves, and the clock's words beside them."""

from collections.abc import Iterator, Mapping

from cases.workflow.states import State
from cases.workflow.table import MOVES, REPORT, WORDS

Step = tuple[str, str, str]  # a move's name, the state before it, the state after it


def _steps() -> Iterator[tuple[Step, frozenset[str]]]:
    yield (REPORT, "", State.REPORTED.value), WORDS[REPORT].roles
    for word in WORDS.values():
        for state in word.states:
            yield (word.name, state.value, state.value), word.roles
    for move in MOVES.values():
        for source in move.sources:
            for target in move.targets(source):
                yield (move.name, source.value, target.value), move.roles


STEPS: Mapping[Step, frozenset[str]] = dict(_steps())  # each with the roles of those who may have made it
