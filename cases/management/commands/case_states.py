"""Draw the states and who may what from the table of moves, so that the pages are never older than the code."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts.roles import DESCRIPTIONS, Role
from cases.workflow import FINAL, MOVES, REPORT, STEPS, SYSTEM, Move, Relation, State

HEAD = """# The states of a case

Drawn from `cases/workflow/table.py` by `./dev docs`; a test compares the two. Do not edit by hand.

"""


WHO_HEAD = """# Who may make which move

Role × move × relation, drawn from `cases/workflow/table.py` by `./dev docs`; a test compares the two. Do not edit by
hand. Pages, buttons, API and actions all ask this one table; who is not in it is refused with a sentence that says who
may. `tests/cases/test_workflow_table.py` states it a second time by hand, and `tests/who_may.txt` says of every address
of the platform who gets which answer there.

"""
RELATIONS = {
    Relation.ANY: "every case the role sees",
    Relation.OWN_UNIT: "members of the unit that answers for the fix",
    Relation.OWN_HANDS: "members of that unit, or of the squad to which it sent the case",
    Relation.OWN_SQUAD: "members of the squad to which the unit sent the case",
    Relation.OWN_FIND: "who reported the case, is given its visit, or walks the duty grid in which it lies",
    Relation.OWN_GRID: "who walks the duty grid in which the case lies, or is given its visit",
    Relation.ASSISTING: "members of a unit that still owes a part",
    Relation.PARTY: "members of a unit that is party to the dispute",
}


def who_page() -> str:
    """The page docs/who-may.md, in English."""
    with translation.override("en"):
        return WHO_HEAD + _roles() + "\n" + _relations() + "\n" + _matrix()


def _roles() -> str:
    head = "## The roles\n\n| role | what it does |\n| --- | --- |\n"
    return head + "".join(f"| {role.label} | {DESCRIPTIONS[role].does} |\n" for role in Role)


def _relations() -> str:
    head = "## How a person must be related to the case\n\n| relation | who |\n| --- | --- |\n"
    return head + "".join(f"| {_relation(relation)} | {who} |\n" for relation, who in RELATIONS.items())


def _relation(relation: Relation) -> str:
    return "any" if relation == Relation.ANY else relation.replace("_", " ")


def _matrix() -> str:
    """A row for each move, a column for each role; an empty cell is a refusal."""
    columns = [*(str(role.label) for role in Role), "the platform"]
    head = f"## The moves\n\n| move | {' | '.join(columns)} |\n|{' --- |' * (len(columns) + 1)}\n"
    return head + "".join(_may(move) for move in MOVES.values())


def _may(move: Move) -> str:
    cells = [_relation(move.may[role]) if role in move.may else "" for role in (*Role.values, SYSTEM)]
    return f"| {move.name} | {' | '.join(cells)} |\n"


def states_page() -> str:
    """The page docs/case-states.md, in English."""
    with translation.override("en"):
        return HEAD + _diagram() + "\n" + _table() + "\n" + _said()


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


def _said() -> str:
    """What stands in a history beside the moves: it changes no state, and nobody's form gets stale by it."""
    head = "## What the clock and the desk of visits say\n\n| word | in these states |\n| --- | --- |\n"
    words = dict.fromkeys(name for name, __, __ in STEPS if name not in (*MOVES, REPORT))
    return head + "".join(f"| {word} | {', '.join(s for s in State if (word, s, s) in STEPS)} |\n" for word in words)


def _who(role: str, relation: Relation) -> str:
    name = "the platform" if role == SYSTEM else str(Role(role).label)
    return name if relation == Relation.ANY else f"{name} ({relation.replace('_', ' ')})"


PAGES: dict[str, Callable[[], str]] = {"case-states.md": states_page, "who-may.md": who_page}


class Command(BaseCommand):
    help = "Write docs/case-states.md and docs/who-may.md from the table of moves (with --check: only compare)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when a page is not current")

    def handle(self, *args: Any, **options: Any) -> None:
        for name, draw in PAGES.items():
            path = Path(settings.BASE_DIR) / "docs" / name
            if not options["check"]:
                path.write_text(draw(), encoding="utf-8")
            elif path.read_text(encoding="utf-8") != draw():
                raise CommandError(f"docs/{name} is older than cases/workflow/table.py: run ./dev docs")
