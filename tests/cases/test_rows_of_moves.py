"""What is a fact of a move stands on its row: nothing beside the table is keyed by a move's name."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field

from cases.models import Case
from cases.workflow import MOVES, WORDS, Ask
from cases.workflow.moves import Move
from common.workflow import Tone
from evidence.models import PhotoKind

ROOT = Path(settings.BASE_DIR)
# Where names of moves may stand: the table, what each does, who hears of it; the table of items, whose moves bear some
# of the same names; and those who play a city.
SPELLED = (
    "cases/workflow/table.py", "cases/workflow/anytime.py", "cases/actions/effects.py", "cases/news/",
    "ledgers/workflow/items.py", "demo/", "imports/", "bench/", "tests/", "devstack/",
)  # fmt: skip
# These are names of other things too: they count where a move is what is compared, chosen or made.
COMMON = {
    "accept", "appeal", "assist", "check", "close", "dispatch", "dispose", "file", "merge", "reject", "remind",
    "report", "restore", "resume", "rework", "split", "take", "verify", "visit", "void", "warn",
}  # fmt: skip


def column(name: str) -> bool:
    try:
        return isinstance(Case._meta.get_field(name), Field)
    except FieldDoesNotExist:
        return False


@pytest.mark.parametrize("name", MOVES)
def test_every_row_says_how_it_looks_and_names_columns_that_are_there(name: str) -> None:
    move = MOVES[name]
    assert move.icon
    assert move.tone in Tone
    assert len(move.key) <= 1
    assert move.photo in PhotoKind.values
    columns = (*move.stamps, move.counts, move.counts_if_failed, move.finding, move.asks, move.decides)
    assert all(map(column, filter(None, columns)))


@pytest.mark.parametrize("name", WORDS)
def test_every_word_says_how_it_looks(name: str) -> None:
    assert WORDS[name].icon
    assert str(WORDS[name].label)


def test_every_request_is_asked_by_one_move_and_decided_by_some() -> None:
    asked = [move.asks for move in MOVES.values() if move.asks]
    assert sorted(asked) == sorted(set(asked))
    assert set(asked) == {move.decides for move in MOVES.values() if move.decides}
    assert all(getattr(Case(), name) == Ask.NONE for name in asked)


def test_no_two_moves_of_one_role_in_one_state_answer_to_one_key() -> None:
    for state in {state for move in MOVES.values() for state in move.sources}:
        for role in {role for move in MOVES.values() for role in move.roles}:
            keys = [m.key for m in MOVES.values() if m.key and state in m.sources and role in m.roles and not m.rare]
            assert len(keys) == len(set(keys)), f"{state} {role} {keys}"


def files_that_spell_none() -> list[Path]:
    found = [path.relative_to(ROOT) for house in settings.HOUSES for path in (ROOT / house).rglob("*.py")]
    return [path for path in found if not str(path).startswith(SPELLED) and "migrations" not in path.parts]


@pytest.mark.parametrize("path", files_that_spell_none(), ids=str)
def test_no_name_of_a_move_is_spelled_beside_the_table(path: Path) -> None:
    path = ROOT / path
    tree = ast.parse(path.read_text(encoding="utf-8"))
    rare = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and n.value in MOVES.keys() - COMMON]
    assert rare + [name for node in ast.walk(tree) for name in names_of_moves(node)] == []


def names_of_moves(node: ast.AST) -> list[str]:
    """The names in `MOVES["take"]`, `event.move == "take"`, `filter(move="take")` and the like."""
    said: list[ast.expr] = []
    if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith(("MOVES", "EFFECTS")):
        said = [node.slice]
    elif isinstance(node, ast.Compare) and ast.unparse(node.left).endswith(("move", "move.name")):
        said = node.comparators
    elif isinstance(node, ast.keyword) and (node.arg or "").startswith("move"):
        said = [node.value]
    return [
        each.value for part in said for each in ast.walk(part) if isinstance(each, ast.Constant) and each.value in MOVES
    ]


def test_the_roles_of_a_row_are_made_once() -> None:
    assert all(isinstance(vars(move)["roles"], frozenset) for move in MOVES.values())
    assert isinstance(MOVES["take"], Move)
