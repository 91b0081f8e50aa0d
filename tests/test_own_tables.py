"""A house writes only its own tables: what it wants of another it asks of that house's verbs."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
HOUSES = (*settings.HOUSES, *settings.PLAY, "citymgmt")
MODELS = {model.__name__: model._meta.app_label for model in apps.get_models() if model._meta.app_label in HOUSES}
TABLES = {model._meta.db_table: model._meta.app_label for model in apps.get_models(include_auto_created=True)}
OF_QUERYSETS = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "update", "delete"}
OF_OBJECTS = {"save", "delete"}
RAW = re.compile(r"\b(?:INSERT\s+INTO|UPDATE(?!\s+SET\b)|DELETE\s+FROM|COPY|TRUNCATE)\s+(?:ONLY\s+)?(\w+)")


def sources() -> list[Path]:
    found = (path for house in HOUSES for path in sorted((ROOT / house).rglob("*.py")))
    return [path for path in found if "migrations" not in path.parts]


def written(tree: ast.Module) -> Iterator[str]:
    """The houses whose tables a module writes."""
    models = imported_models(tree)
    for scope in ast.walk(tree):
        if isinstance(scope, ast.Module | ast.FunctionDef):
            known = models | of_names(scope, models)
            for node in ast.walk(scope):
                yield from by_call(node, known)
                yield from by_text(node)


def imported_models(tree: ast.Module) -> dict[str, str]:
    """Names of models as this module calls them, with their houses; its own included."""
    named = {
        alias.asname or alias.name: MODELS[alias.name]
        for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
        for alias in node.names if alias.name in MODELS and (node.module or "").split(".")[0] in HOUSES
    }  # fmt: skip
    classes = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    return named | {name: MODELS[name] for name in classes & MODELS.keys()}


def of_names(scope: ast.Module | ast.FunctionDef, models: dict[str, str]) -> dict[str, str]:
    """Variables that hold rows or querysets of a model, as far as assignment, loop or annotation says so."""
    found: dict[str, str] = {}
    for node in ast.walk(scope):
        for name, value in named_values(node):
            if isinstance(name, ast.Name) and (house := house_of(value, models)):
                found[name.id] = house
    if isinstance(scope, ast.FunctionDef):
        found |= of_arguments(scope, models)
    return found


def named_values(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield (target.elts[0] if isinstance(target, ast.Tuple) else target), node.value
    elif isinstance(node, ast.For | ast.comprehension):
        yield node.target, node.iter
    elif isinstance(node, ast.NamedExpr):
        yield node.target, node.value


def of_arguments(function: ast.FunctionDef, models: dict[str, str]) -> dict[str, str]:
    """`case: Case`, `case: Case | None` and `cases: QuerySet[Case]`."""
    arguments = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    return {
        each.arg: models[word]
        for each in arguments if each.annotation
        for word in re.findall(r"\w+", ast.unparse(each.annotation)) if word in models
    }  # fmt: skip


def house_of(value: ast.expr, models: dict[str, str]) -> str | None:
    """Of `Model(…)`, `Model.objects.filter(…).first()`, and of a variable that holds such a thing."""
    if isinstance(value, ast.BoolOp):
        return next((house for part in value.values if (house := house_of(part, models))), None)
    while isinstance(value, ast.Call | ast.Attribute | ast.Subscript):
        value = value.func if isinstance(value, ast.Call) else value.value
    return models.get(value.id) if isinstance(value, ast.Name) else None


def by_call(node: ast.AST, known: dict[str, str]) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        verb = node.func.attr.removeprefix("a")
        variable = is_variable(node.func)
        through_manager = verb in OF_QUERYSETS and (variable or ".objects" in ast.unparse(node.func.value))
        of_an_object = verb in OF_OBJECTS and variable
        if (through_manager or of_an_object) and (house := house_of(node.func.value, known)):
            yield house


def is_variable(function: ast.Attribute) -> bool:
    """Not a class: `Register.save(…)` of another house is its verb."""
    root = ast.unparse(function.value).split(".")[0].split("(")[0]
    return root.islower()


def by_text(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from (TABLES[table] for table in RAW.findall(node.value) if table in TABLES)


def test_a_house_writes_only_its_own_tables() -> None:
    found: dict[str, set[str]] = {}
    for path in sources():
        name = path.relative_to(ROOT).as_posix()
        houses = set(written(ast.parse(path.read_text(encoding="utf-8")))) - {name.split("/")[0]}
        if houses & set(HOUSES):
            found[name] = houses
    assert found == {}


@pytest.mark.parametrize(
    ("code", "writes"),
    [
        ("Case.objects.filter(pk=1).update(state='x')", True),
        ("def f():\n    case = Case.objects.first()\n    case.save()", True),
        ("def f():\n    row, new = Case.objects.get_or_create(pk=1)", True),
        ("def f():\n    case = Case(id=1)\n    case.save(force_insert=True)", True),
        ("def f(case: Case):\n    case.save()", True),
        ("def f(*, case: Case | None):\n    case.delete()", True),
        ("def f(cases: QuerySet[Case]):\n    cases.update(state='x')", True),
        ("def f():\n    for case in Case.objects.all():\n        case.save()", True),
        ("def f():\n    if case := Case.objects.first():\n        case.save()", True),
        ("def f():\n    absent = Case.objects.filter(pk=1)\n    absent.delete()", True),
        ("SQL = 'WITH a AS (SELECT 1) INSERT INTO cases_case (id) SELECT 1'", True),
        ("SQL = f'UPDATE cases_case SET {1}'", True),
        ("SQL = 'SELECT id FROM cases_case FOR UPDATE SKIP LOCKED'", False),
        ("SQL = 'INSERT INTO grids_staged SELECT id FROM cases_case'", False),
        ("Case.objects.filter(pk=1).first()", False),
        ("kept = {}\nkept.update({'a': Case})", False),
    ],
)  # fmt: skip
def test_what_counts_as_writing(code: str, writes: bool) -> None:
    tree = ast.parse(f"from cases.models import Case\n{code}")
    assert ("cases" in set(written(tree))) is writes
