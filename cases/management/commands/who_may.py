"""Draws who may make which move of a case, from the table of moves."""

from collections.abc import Mapping

from django.utils import translation

from accounts.roles import DESCRIPTIONS, Role
from cases.workflow import MOVES, SYSTEM, Move, Relation
from common.management.drawn import DrawnPages

HEAD = """# Who may make which move

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
        return HEAD + _roles() + "\n" + _relations() + "\n" + _matrix()


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


class Command(DrawnPages):
    help = "Write docs/who-may.md from the table of moves of a case (with --check: only compare)."

    def pages(self) -> Mapping[str, str]:
        return {"who-may.md": who_page()}
