"""docs/founding-requirements.md: each of the 128 rows stands there once, and what it links to is alive."""

import re
from pathlib import Path

import pytest

from tests.doors import addresses

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs" / "founding-requirements.md"
ROW = re.compile(r"^\| (\d-\d+) \| ([^|]+) \| ([^|]+) \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)
QUOTED = re.compile(r"`([^`]+)`")
NUMBERS = {"0": 31, "1": 15, "2": 24, "3": 27, "4": 31}  # how many requirements each founding paper has
ROWS = ROW.findall(DOCUMENT.read_text(encoding="utf-8"))


def test_each_requirement_stands_there_once_in_order() -> None:
    assert [row for row, *__ in ROWS] == [f"{paper}-{n + 1}" for paper, most in NUMBERS.items() for n in range(most)]


@pytest.mark.parametrize(("row", "what", "works", "seen", "missing"), ROWS, ids=[row for row, *__ in ROWS])
def test_what_a_row_says_is_alive(row: str, what: str, works: str, seen: str, missing: str) -> None:
    assert works in ("works", "part", "no")
    assert missing.strip() or works == "works", "what is missing?"
    known, links = {*addresses()}, QUOTED.findall(seen)
    pages = [link.partition("?")[0] for link in links if link.startswith("/")]
    tests = [link for link in links if link.startswith("tests/")]
    assert [page for page in pages if page not in known] == []
    assert [path for path in tests if not (ROOT / path).is_file()] == []
    assert works == "no" or (pages and tests), "where is it seen, and which test holds it?"


def test_the_sum_at_its_head_is_that_of_its_rows() -> None:
    said = re.search(r"\*\*(\d+) work, (\d+) in part, (\d+) not\*\*", DOCUMENT.read_text(encoding="utf-8"))
    assert said is not None
    counts = [sum(works == word for __, ___, works, *____ in ROWS) for word in ("works", "part", "no")]
    assert [int(number) for number in said.groups()] == counts
