"""A lower house names no higher one, not even by an address or a template: import-linter does not see these."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from tests.houses import HOUSES, layers

ROOT = Path(settings.BASE_DIR)
FRONT_DOORS = {"home", "set_language"}  # of the switchboard, which every page may lead back to
IN_TEMPLATES = re.compile(r"""{%\s*(url|include|extends)\s+["']([^"']+)["']""")


def owners(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Each name of an address, with its namespaces, and the house whose view answers there."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from owners(pattern.url_patterns, inner)
        elif pattern.name:
            view = getattr(pattern.callback, "cls", None) or getattr(pattern.callback, "view_class", pattern.callback)
            yield prefix + pattern.name, view.__module__.partition(".")[0]


OWNERS = dict(owners(get_resolver().url_patterns))


def named_in(path: Path) -> Iterator[str]:
    """The houses that a template names."""
    for verb, name in IN_TEMPLATES.findall(path.read_text(encoding="utf-8")):
        if verb == "url" and name not in FRONT_DOORS:
            yield OWNERS[name]
        elif verb != "url" and name.partition("/")[0] in HOUSES:
            yield name.partition("/")[0]


def reversed_in(path: Path) -> Iterator[str]:
    """The houses whose addresses a module makes by name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"reverse", "reverse_lazy", "redirect"}:
            for word in node.args[:1]:
                if isinstance(word, ast.Constant) and word.value not in FRONT_DOORS and word.value in OWNERS:
                    yield OWNERS[word.value]


@pytest.mark.parametrize("house", HOUSES)
def test_a_house_names_no_house_above_it(house: str) -> None:
    height, above = layers(), set()
    templates = (ROOT / "templates" / house).rglob("*.html")
    modules = (path for path in (ROOT / house).rglob("*.py") if "migrations" not in path.parts)
    named = [(path, found) for path in templates for found in named_in(path)]
    named += [(path, found) for path in modules for found in reversed_in(path)]
    for path, found in named:
        if found in height and found != house and height[found] <= height[house]:
            above.add(f"{path.relative_to(ROOT)} → {found}")
    assert above == set()


def test_what_every_page_is_made_of_names_no_house() -> None:
    found = {(path.name, house) for path in (ROOT / "templates/components").rglob("*.html") for house in named_in(path)}
    assert {each for each in found if each[1] in HOUSES} == set()
