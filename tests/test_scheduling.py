"""How many workers a run has, and which of them gives way."""

from types import SimpleNamespace
from typing import Any

import pytest

from devstack.pytest_services import pytest_xdist_auto_num_workers
from tests import scheduling


@pytest.mark.parametrize(
    ("asked", "workers"),
    [
        ([], 3),
        (["tests/cases", "tests/faults"], 2),
        (["tests/cases"], 2),
        (["tests/test_words.py"], 0),
        (["tests/test_words.py::one", "tests/test_words.py::other"], 0),
    ],
)
def test_the_whole_is_shared_out_among_three_and_a_file_is_not(asked: list[str], workers: int) -> None:
    config: Any = SimpleNamespace(option=SimpleNamespace(file_or_dir=asked))
    assert pytest_xdist_auto_num_workers(config) == workers


def test_all_but_those_that_start_processes_give_way(monkeypatch: pytest.MonkeyPatch) -> None:
    stepped: list[str] = []
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    for test in ("tests/browser/test_x.py", "tests/faults/test_clock.py", "tests/faults/test_twice.py", "tests/x.py"):
        monkeypatch.setattr(scheduling, "_step_back", lambda test=test: stepped.append(test))
        scheduling.give_way(f"{test}::test_it")
    assert stepped == ["tests/faults/test_twice.py", "tests/x.py"]


def test_a_run_of_one_process_gives_way_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    monkeypatch.setattr(scheduling, "_step_back", lambda: pytest.fail("it stepped back"))
    scheduling.give_way("tests/x.py::test_it")
