"""Draw the state diagram from the table of moves, so that the picture is never older than the code."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts.roles import Role
from cases.workflow import FINAL, MOVES, SYSTEM, Move, Relation, State

HEAD = """# The states of a case

Drawn from `cases/workflow/table.py` by `./dev docs`; a test compares the two. Do not edit by hand.

"""


def states_page() -> str:
    """The page docs/case-states.md, in English."""
    with translation.override("en"):
        return HEAD + _diagram() + "\n" + _table()


def _diagram() -> str:
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> reported: report"]
    for move in MOVES.values():
        for source in (state for state in State if state in move.sources):
            lines += _arrows(move, source)
    lines += [f"    {state} --> [*]" for state in FINAL]
    return "\n".join([*lines, "```", ""])


def _arrows(move: Move, source: State) -> list[str]:
    """Moves that leave the state as it is would only cover the picture; the table has them."""
    words = {move.target: f"{move.name} (passed)" if move.target_if_failed else move.name}
    words |= {state: move.name for state in sorted(move.also) if state != source}
    if move.target_if_failed and move.target_if_failed != move.target:
        words[move.target_if_failed] = f"{move.name} (failed)"
    return [f"    {source} --> {target}: {word}" for target, word in words.items() if target is not None]


def _table() -> str:
    head = "| move | from | to | who | needs | clock | only if |\n| --- | --- | --- | --- | --- | --- | --- |\n"
    return head + "".join(_row(move) for move in MOVES.values())


def _row(move: Move) -> str:
    sources = ", ".join(state for state in State if state in move.sources)
    target: str = move.target.value if move.target else "stays"
    if move.also:
        target += f" (or {', '.join(sorted(move.also))})"
    if move.target_if_failed and move.target_if_failed != move.target:
        target += f", {move.target_if_failed} if failed"
    who = ", ".join(_who(role, relation) for role, relation in sorted(move.may.items()))
    cells = (move.name, sources, target, who, ", ".join(move.needs), move.clock, ", ".join(move.guards))
    return f"| {' | '.join(cells)} |\n"


def _who(role: str, relation: Relation) -> str:
    name = "the platform" if role == SYSTEM else str(Role(role).label)
    return name if relation == Relation.ANY else f"{name} ({relation.replace('_', ' ')})"


class Command(BaseCommand):
    help = "Write docs/case-states.md from the table of moves (with --check: only compare)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when the page is not current")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "case-states.md"
        if not options["check"]:
            path.write_text(states_page(), encoding="utf-8")
        elif path.read_text(encoding="utf-8") != states_page():
            raise CommandError("docs/case-states.md is older than cases/workflow/table.py: run ./dev docs")
