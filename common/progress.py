"""Progress of long work: a bar on a terminal, one line for each tenth elsewhere, so that a log is not flooded."""

import sys
from collections.abc import Iterable, Iterator, Sized
from types import TracebackType
from typing import Never, Self, TextIO, TypeVar

from django.utils.translation import gettext as _
from tqdm import tqdm

Item = TypeVar("Item")

FIRST_COUNT = 1000  # with no known total, lines come at 1,000, 2,000, 4,000 …


class Progress:
    """`with Progress("Reading", total=900) as progress: … progress.advance(100)`."""

    def __init__(self, label: str, *, total: int | None = None, stream: TextIO | None = None) -> None:
        self.label = label
        self.total = total
        self.done = 0
        self._stream = stream or sys.stderr
        self._next = FIRST_COUNT if total is None else 1
        self._bar: tqdm[Never] | None = None
        if self._stream.isatty():
            self._bar = tqdm(desc=label, total=total, file=self._stream, dynamic_ncols=True)

    def advance(self, by: int = 1) -> None:
        self.done += by
        if self._bar is not None:
            self._bar.update(by)
        elif self.total is None:
            self._count()
        else:
            self._tenth(self.total)

    def _count(self) -> None:
        if self.done >= self._next:
            self._say(f"{self.done:,}")
            while self._next <= self.done:
                self._next *= 2

    def _tenth(self, total: int) -> None:
        tenth = min(self.done * 10 // total, 10) if total else 10
        if tenth >= self._next:
            self._say(f"{tenth * 10} % ({self.done:,} / {total:,})")
            self._next = tenth + 1

    def _say(self, text: str) -> None:
        self._stream.write(f"{self.label}: {text}\n")
        self._stream.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()
        elif error is None and self.total is None:
            self._say(_("%(count)s in all") % {"count": f"{self.done:,}"})


def track(
    items: Iterable[Item], label: str, *, total: int | None = None, stream: TextIO | None = None
) -> Iterator[Item]:
    """The same items, with their progress shown; `total` is found by itself for anything that has a length."""
    if total is None and isinstance(items, Sized):
        total = len(items)
    with Progress(label, total=total, stream=stream) as progress:
        for item in items:
            yield item
            progress.advance()
