"""What the tools cannot say about the house."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

from cases.management.commands import who_may
from common.management.commands import draw_states
from common.management.drawn import DrawnPages
from tests.houses import HOUSES, ROOT, layers


def test_every_house_stands_in_the_contract_of_the_houses() -> None:
    """import-linter holds this only inside a container, and the houses have none."""
    there = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench", "devstack"}
    assert set(layers()) == there


def test_foreign_keys_point_down() -> None:
    height = layers()
    for model in (model for model in apps.get_models() if model._meta.app_label in HOUSES):
        for field in (field for field in model._meta.get_fields() if field.is_relation and field.concrete):
            target = field.related_model._meta.app_label  # type: ignore[union-attr]
            own = model._meta.app_label
            if target in height and target != own:
                assert height[target] > height[own], f"{model.__name__}.{field.name} points up or sideways"


WRITES = {
    "save", "delete", "update", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "asave", "acreate", "aupdate", "adelete",
}  # fmt: skip
OF_OBJECTS = {"save", "delete"}


def files_outside_actions() -> list[Path]:
    found = [path for house in HOUSES for path in (ROOT / house).rglob("*.py")]
    rooms = ("actions", "registers", "registers.py", "migrations", "admin.py", "outbox.py", "heartbeat.py", "engine.py")
    return [
        path
        for path in found
        if not any(room in path.parts or path.name == room for room in rooms) and path.name != "actions.py"
    ]


@pytest.mark.parametrize("path", files_outside_actions(), ids=lambda path: str(path.relative_to(ROOT)))
def test_only_actions_write(path: Path) -> None:
    """No manager, queryset or object writes outside `actions`, but in the floor: outbox, heartbeat, engine of moves."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            assert "objects" not in ast.unparse(node.func.value), f"{path.name}:{node.lineno} writes"
            assert not writes_an_object(node), f"{path.name}:{node.lineno} writes"


def writes_an_object(call: ast.Call) -> bool:
    """`thing.save()` and `thing.delete()`, but on a form; with an argument (a file, a key) or `by` it is no model's."""
    assert isinstance(call.func, ast.Attribute)
    named = call.func.attr.removeprefix("a") in OF_OBJECTS and ast.unparse(call.func.value) != "form"
    return named and not call.args and "by" not in {keyword.arg for keyword in call.keywords}


@pytest.mark.parametrize(
    ("code", "writes"),
    [("case.save()", True), ("self.case.save(update_fields=['state'])", True), ("case.adelete()", True),
     ("form.save()", False), ("image.save(file, 'JPEG')", False), ("marks.delete(key)", False),
     ("unit.save(key=key, by=user)", False)],
)  # fmt: skip
def test_what_counts_as_writing_an_object(code: str, writes: bool) -> None:
    [expression] = ast.parse(code).body
    assert isinstance(expression, ast.Expr)
    assert isinstance(expression.value, ast.Call)
    assert writes_an_object(expression.value) is writes


def test_nobody_listens_to_signals_between_houses() -> None:
    for house in HOUSES:
        for path in (ROOT / house).rglob("*.py"):
            assert "django.dispatch" not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize("command", [draw_states.Command(), who_may.Command()], ids=["states", "who may"])
def test_what_is_drawn_from_the_tables_of_moves_is_current(command: DrawnPages) -> None:
    pages = command.pages()
    assert {name: (ROOT / "docs" / name).read_text(encoding="utf-8") for name in pages} == pages


def test_each_table_of_moves_has_its_page() -> None:
    assert set(draw_states.Command().pages()) >= {
        "case-states.md", "permit-states.md", "visit-states.md", "item-states.md", "order-states.md",
        "survey-states.md", "survey-task-states.md",
    }  # fmt: skip


LONGEST_FILE, LONGEST_FUNCTION = 350, 20  # lines; of functions at the 95th percentile, for a table may be longer


def modules() -> list[Path]:
    found = (path for house in HOUSES for path in (ROOT / house).rglob("*.py"))
    return [path for path in found if "migrations" not in path.parts]


def test_no_file_is_too_long_to_know() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_functions_are_short() -> None:
    lengths = sorted(
        (node.end_lineno or 0) - node.lineno + 1
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    )
    assert lengths[len(lengths) * 95 // 100] <= LONGEST_FUNCTION


def test_a_test_borrows_nothing_from_another() -> None:
    """What two tests need stands in a module of its own, so that neither is changed for the other's sake."""
    borrowed = re.compile(r"^(?:from|import) tests\.(?:\w+\.)*test_\w+", re.MULTILINE)
    files = [path for path in (ROOT / "tests").rglob("*.py") if borrowed.search(path.read_text(encoding="utf-8"))]
    assert files == []
