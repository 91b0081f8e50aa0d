"""Templates are laid out for people: one element a line, so that a change of a word is a change of a line."""

from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR) / "templates"
LONGEST = 160


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.*ml")), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_line_is_too_long_to_read(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [number for number, line in enumerate(lines, 1) if len(line) > LONGEST] == []
