"""Reading ahead: the next items are made while the caller still works on the last, above all while it waits."""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from queue import Empty, Queue
from threading import Event, Thread
from typing import TypeVar

from django.utils.translation import get_language, override

Item = TypeVar("Item")
_END = object()


@contextmanager
def ahead(items: Iterator[Item], *, most: int = 2) -> Iterator[Iterator[Item]]:
    """The same items, made in a thread of their own, at most so many before they are asked for.

    What the iterator raises is raised where the items are taken. It must not use the database, whose connections belong
    to threads; the language of the caller is its language. The thread has ended when the block is left.
    """
    queue: Queue[object] = Queue(maxsize=most)
    stop = Event()
    thread = Thread(target=_make, args=(items, queue, stop, get_language()), daemon=True)
    thread.start()
    try:
        yield _taken(queue)
    finally:
        stop.set()
        _empty(queue)
        thread.join()


def behind(items: Iterable[Item], *, most: int = 1) -> Iterator[Item]:
    """The same items, each after so many more were begun: so that what it waits for is made meanwhile."""
    waiting: deque[Item] = deque()
    for item in items:
        waiting.append(item)
        if len(waiting) > most:
            yield waiting.popleft()
    yield from waiting


class _Raised:
    def __init__(self, error: BaseException) -> None:
        self.error = error


def _make(items: Iterator[object], queue: "Queue[object]", stop: Event, language: str | None) -> None:
    try:
        with override(language):
            for item in items:
                queue.put(item)
                if stop.is_set():
                    return
        queue.put(_END)
    except BaseException as error:
        queue.put(_Raised(error))


def _taken(queue: "Queue[object]") -> Iterator[Item]:
    while (item := queue.get()) is not _END:
        if isinstance(item, _Raised):
            raise item.error
        yield item  # type: ignore[misc]


def _empty(queue: "Queue[object]") -> None:
    """So that a thread that waits to put something can go on and see that it shall stop."""
    while True:
        try:
            queue.get_nowait()
        except Empty:
            return
