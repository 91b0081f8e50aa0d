"""A table of moves as a page of the documents: a diagram of the states, and who may make which move."""

from collections.abc import Iterator
from typing import Any

from django.utils import translation

from common.workflow.charts import Chart
from common.workflow.moves import SYSTEM, Move

_HEAD = """# The states of a {kind}

Drawn from `{source}` by `./dev docs`; a test compares the two. Do not edit by hand.

"""
_TABLE = "| move | from | to | who | needs | clock | only if |\n| --- | --- | --- | --- | --- | --- | --- |\n"
_WORDS = "\n## What stands in a history beside the moves\n\n| word | in these states |\n| --- | --- |\n"
AnyMove = Move[Any, Any, Any, Any]


def states_page(chart: Chart) -> str:
    """The page of one kind of thing, in English (Markdown, the diagram in Mermaid)."""
    with translation.override("en"):
        head = _HEAD.format(kind=chart.kind, source=chart.source)
        rows = "".join(_row(chart, move) for move in chart.moves.values())
        return head + _diagram(chart) + "\n" + _TABLE + rows + _words(chart)


def _diagram(chart: Chart) -> str:
    begin = [f"    [*] --> {state}: {chart.first}" for state in chart.words[chart.first].states]
    arrows = [
        arrow
        for move in chart.moves.values()
        for source in chart.states
        if source in move.sources
        for arrow in _arrows(move, str(source))
    ]
    end = [f"    {state} --> [*]" for state in chart.final]
    return "\n".join(["```mermaid", "stateDiagram-v2", *begin, *arrows, *end, "```", ""])


def _arrows(move: AnyMove, source: str) -> Iterator[str]:
    """Moves that leave the state as it is would only cover the picture; the table has them."""
    words = {move.target: f"{move.name} (passed)" if move.target_if_failed else move.name}
    words |= {state: move.name for state in sorted(move.also) if state != source}
    if move.target_if_failed and move.target_if_failed != move.target:
        words[move.target_if_failed] = f"{move.name} (failed)"
    return (f"    {source} --> {target}: {word}" for target, word in words.items() if target is not None)


def _row(chart: Chart, move: AnyMove) -> str:
    sources = ", ".join(state for state in chart.states if state in move.sources)
    who = ", ".join(_who(chart, role, relation) for role, relation in sorted(move.may.items()))
    cells = (move.name, sources, _target(move), who, ", ".join(move.needs), move.clock, ", ".join(move.guards))
    return f"| {' | '.join(cells)} |\n"


def _target(move: AnyMove) -> str:
    target = str(move.target) if move.target else "stays"
    if move.also:
        target += f" (or {', '.join(sorted(move.also))})"
    if move.target_if_failed and move.target_if_failed != move.target:
        target += f", {move.target_if_failed} if failed"
    return target


def _who(chart: Chart, role: str, relation: str) -> str:
    """A relation of the name `any` asks nothing of who has the role."""
    name = "the platform" if role == SYSTEM else chart.role_label(role)
    return name if relation == "any" else f"{name} ({relation.replace('_', ' ')})"


def _words(chart: Chart) -> str:
    """What changes no state, and makes nobody's form stale."""
    words = [word for word in chart.words.values() if word.name != chart.first]
    rows = [f"| {word.name} | {', '.join(s for s in chart.states if s in word.states)} |\n" for word in words]
    return _WORDS + "".join(rows) if rows else ""
