"""Templates are laid out for people, one element a line, and decide nothing: who may what, a view has asked."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR) / "templates"
LONGEST = 160


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.*ml")), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_line_is_too_long_to_read(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [number for number, line in enumerate(lines, 1) if len(line) > LONGEST] == []


ABOUT_A_PERSON = re.compile(
    r"user\.(role|is_staff|is_superuser|sits_at_desk|works_in_unit|oversees)|\brole (?:==|!=|in)\b"
)


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.*ml")), ids=lambda path: str(path.relative_to(ROOT)))
def test_it_does_not_ask_who_may_see_it(path: Path) -> None:
    tags = re.findall(r"{%-?\s*(?:el)?if\s(.*?)%}", path.read_text(encoding="utf-8"))
    assert [tag for tag in tags if ABOUT_A_PERSON.search(tag)] == []
