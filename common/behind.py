"""Working behind: an item is taken when more were begun after it, so that what it waits for is made meanwhile."""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def behind(items: Iterable[Item], *, most: int = 1) -> Iterator[Item]:
    """The same items, each after so many more were begun."""
    waiting: deque[Item] = deque()
    for item in items:
        waiting.append(item)
        if len(waiting) > most:
            yield waiting.popleft()
    yield from waiting
