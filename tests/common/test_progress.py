import io
from collections.abc import Iterator

import pytest

from common.progress import Progress, track


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_items_come_through() -> None:
    assert list(track("abc", "Reading", stream=io.StringIO())) == ["a", "b", "c"]


def test_a_log_gets_one_line_for_each_tenth() -> None:
    log = io.StringIO()
    list(track(range(2000), "Reading", stream=log))
    lines = log.getvalue().splitlines()
    assert len(lines) == 10
    assert lines[0] == "Reading: 10 % (200 / 2,000)"
    assert lines[-1] == "Reading: 100 % (2,000 / 2,000)"


def test_great_strides_skip_tenths() -> None:
    log = io.StringIO()
    with Progress("Reading", total=100, stream=log) as progress:
        progress.advance(55)
        progress.advance(45)
    assert log.getvalue() == "Reading: 50 % (55 / 100)\nReading: 100 % (100 / 100)\n"


def test_few_items_give_few_lines() -> None:
    log = io.StringIO()
    list(track([1, 2], "Reading", stream=log))
    assert log.getvalue() == "Reading: 50 % (1 / 2)\nReading: 100 % (2 / 2)\n"


def test_without_a_total_the_lines_grow_rare() -> None:
    log = io.StringIO()
    list(track(iter(range(5000)), "Reading", stream=log))
    assert log.getvalue().splitlines() == [
        "Reading: 1,000",
        "Reading: 2,000",
        "Reading: 4,000",
        "Reading: 5,000 in all",
    ]


def test_nothing_to_do_says_nothing() -> None:
    log = io.StringIO()
    list(track([], "Reading", stream=log))
    assert log.getvalue() == ""


def test_a_terminal_gets_a_bar() -> None:
    terminal = Terminal()
    list(track(range(3), "Reading", stream=terminal))
    assert "Reading: 100%" in terminal.getvalue()
    assert "3/3" in terminal.getvalue()


def failing() -> Iterator[int]:
    yield 1
    raise RuntimeError


def test_work_that_fails_is_not_called_done() -> None:
    log = io.StringIO()
    with pytest.raises(RuntimeError):
        list(track(failing(), "Reading", stream=log))
    assert log.getvalue() == ""
