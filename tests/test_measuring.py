"""What of a test is measured with --cov: its first moments of the processor (tests/measuring.py)."""

import time
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
from coverage import Coverage

from tests import measuring


def test_the_first_moments_are_measured_and_what_follows_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "SECONDS", 0.05)
    own = Coverage(data_file=None, config_file=False, include=[__file__])
    with own.collect():
        with measuring.at_first():
            _first()
            _work_until_nobody_measures(own)
            _later()
        _again()
    assert {_line(_first), _line(_again)} <= _measured(own)
    assert _line(_later) not in _measured(own)


def test_a_test_that_only_waits_is_measured_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "SECONDS", 0.2)
    own = Coverage(data_file=None, config_file=False, include=[__file__])
    with own.collect(), measuring.at_first():
        time.sleep(0.3)
        _later()
    assert _line(_later) in _measured(own)


def test_of_a_case_that_is_not_measured_nothing_is() -> None:
    own = Coverage(data_file=None, config_file=False, include=[__file__])
    with own.collect():
        with measuring.measured(_item("tests/cases/test_x.py", "no_cover")):
            _later()
        _again()
    assert _line(_again) in _measured(own)
    assert _line(_later) not in _measured(own)


@pytest.mark.parametrize(("test", "whole"), [("tests/demo/test_month.py", True), ("tests/cases/test_x.py", False)])
def test_of_a_road_all_is_measured_and_of_a_life_the_beginning(test: str, whole: bool) -> None:
    assert isinstance(measuring.measured(_item(test)), nullcontext) is whole


def _item(test: str, *marks: str) -> Any:
    return SimpleNamespace(nodeid=f"{test}::test_it", get_closest_marker=lambda name: name in marks)


def _first() -> None:
    pass


def _later() -> None:
    pass


def _again() -> None:
    pass


def _work_until_nobody_measures(own: Coverage) -> None:
    end = time.process_time() + 20
    while Coverage.current() is own:
        assert time.process_time() < end, "the timer of the processor did not end the measuring"


def _measured(own: Coverage) -> set[int]:
    return set(own.get_data().lines(__file__) or ())


def _line(function: object) -> int:
    """That of its body."""
    return int(function.__code__.co_firstlineno) + 1  # type: ignore[attr-defined]
