"""Draw the state diagram from the table of moves, so that the picture is never older than the code."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts.roles import Role
from cases.workflow import MOVES, SYSTEM, Move, State

HEAD = """# The states of a case

Drawn from `cases/workflow.py` by `./dev docs`; a test compares the two. Do not edit by hand.

"""


def states_page() -> str:
    """The page docs/case-states.md, in English."""
    with translation.override("en"):
        return HEAD + _diagram() + "\n" + _table()


def _diagram() -> str:
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> reported: report"]
    for move in MOVES.values():
        for source in (state for state in State if state in move.sources):
            lines.append(f"    {source} --> {move.target}: {move.name}{' (passed)' if move.target_if_failed else ''}")
            if move.target_if_failed:
                lines.append(f"    {source} --> {move.target_if_failed}: {move.name} (failed)")
    lines += [f"    {state} --> [*]" for state in (State.CLOSED, State.REJECTED, State.VOID)]
    return "\n".join([*lines, "```", ""])


def _table() -> str:
    head = "| move | from | to | who | needs | clock |\n| --- | --- | --- | --- | --- | --- |\n"
    return head + "".join(_row(move) for move in MOVES.values())


def _row(move: Move) -> str:
    sources = ", ".join(state for state in State if state in move.sources)
    target = f"{move.target}, or {move.target_if_failed} if failed" if move.target_if_failed else move.target
    roles = ", ".join("the platform" if role == SYSTEM else str(Role(role).label) for role in sorted(move.roles))
    who = roles if move.relation == "any" else f"{roles} ({move.relation.replace('_', ' ')})"
    return f"| {move.name} | {sources} | {target} | {who} | {', '.join(move.needs)} | {move.clock} |\n"


class Command(BaseCommand):
    help = "Write docs/case-states.md from the table of moves (with --check: only compare)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when the page is not current")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "case-states.md"
        if not options["check"]:
            path.write_text(states_page(), encoding="utf-8")
        elif path.read_text(encoding="utf-8") != states_page():
            raise CommandError("docs/case-states.md is older than cases/workflow.py: run ./dev docs")
