"""The steps that a history may hold: those of a table of moves, and the words beside them."""

from collections.abc import Iterator, Mapping
from typing import Any

from common.workflow.moves import Move, Word

Step = tuple[str, str, str]  # the name of what happened, the state before it, the state after it
Steps = Mapping[Step, frozenset[str]]  # each with the roles of those who may have made it


def steps_of(moves: Mapping[str, Move[Any, Any, Any, Any]], words: Mapping[str, Word[Any]], *, first: str) -> Steps:
    """`first` is the word that begins a history; its `states` are those to which it leads, from none."""
    return dict(_steps(moves, words, first))


def _steps(
    moves: Mapping[str, Move[Any, Any, Any, Any]], words: Mapping[str, Word[Any]], first: str
) -> Iterator[tuple[Step, frozenset[str]]]:
    for word in words.values():
        for state in word.states:
            yield (word.name, "" if word.name == first else str(state), str(state)), word.roles
    for move in moves.values():
        for source in move.sources:
            for target in move.targets(source):
                yield (move.name, str(source), str(target)), move.roles
