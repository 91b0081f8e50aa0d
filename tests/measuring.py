"""What of the tests is measured with --cov: as little as shows the same.

To be measured makes Python a third slower and more. Of a test with many cases the first few are, and of each phase of
a test its first moments of the processor: lives and sweeps go on with the lines that they began with. So little is
missed, and what is said to be covered is.
"""

import signal
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import pytest
from coverage import Coverage
from django.urls import get_resolver

CASES = 4  # of a test
SECONDS = 1.0  # of the processor, for each of set-up, call and tear-down
WHOLE = ("tests/browser/", "tests/demo/")  # roads from page to page, and what a month is made from: always other lines


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    seen: Counter[str] = Counter()
    for item in items:
        test = item.nodeid.partition("[")[0]
        seen[test] += 1
        if seen[test] > CASES:
            item.add_marker("no_cover")


def pytest_collection_finish() -> None:
    """The pages are loaded before: whichever test asks first would be through with its moments, and they never seen."""
    assert get_resolver().url_patterns


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    with measured(item):
        return (yield)


@pytest.hookimpl(wrapper=True, trylast=True)  # within pytest-cov's own, which leaves out what is marked
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    with measured(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    with measured(item):
        return (yield)


def measured(item: pytest.Item) -> AbstractContextManager[None]:
    if item.get_closest_marker("no_cover"):
        return left_out()
    return nullcontext() if item.nodeid.startswith(WHOLE) else at_first()


@contextmanager
def left_out() -> Iterator[None]:
    """Set-up and tear-down too, which pytest-cov would measure: they are those of the first cases again."""
    measuring = Coverage.current()
    if measuring is None:
        yield
        return
    measuring.stop()
    try:
        yield
    finally:
        measuring.start()


@contextmanager
def at_first() -> Iterator[None]:
    """By the processor's clock and not the wall's: a test that waits is not through with anything."""
    measuring = Coverage.current()
    if measuring is None:
        yield
        return
    signal.signal(signal.SIGVTALRM, lambda *_: measuring.stop())
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        if Coverage.current() is not measuring:
            measuring.start()
