"""Keeps a set of processes alive, says how they are, and ends them in order."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

from devstack import processes

ENDING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
TICK = 5.0  # seconds between two looks when nothing happens; a child's death is noticed at once
LONGEST_PAUSE = 30.0
SETTLED = 60.0  # a child that lived this long is started again without a pause


@dataclass
class Child:
    """One process to keep alive. `process` is None while another set's is used, or while it waits to be started."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes] | None = None
    answers: Callable[[], bool] | None = None
    end_signal: int = signal.SIGTERM
    service: bool = False  # others stand on it: ended last
    restarts: int = 0
    state: str = "running"
    note: str = ""
    since: datetime = field(default_factory=lambda: datetime.now(UTC))
    started: float = field(default_factory=time.monotonic)
    retry_at: float | None = None
    asked: float = 0.0

    def look(self, now: float) -> None:
        """Bring the state up to date; start the child again when its pause is over."""
        if self.retry_at is not None:
            if now >= self.retry_at:
                self._start(now)
        elif self.process and (status := self.process.poll()) is not None:
            self._plan_restart(now, status)
        elif self.answers and now - self.asked >= TICK:
            self._listen(now)

    def _listen(self, now: float) -> None:
        assert self.answers
        self.asked = now
        if self.answers():
            self._become("running")
        elif self.process:
            self._become("silent", "runs, but does not answer")
        else:  # another set's service, and that set has ended: start our own
            self._start(now)

    def _plan_restart(self, now: float, status: int) -> None:
        assert self.process
        processes.stop(self.process)  # its own children may have outlived it
        settled = now - self.started > SETTLED
        self.restarts = 1 if settled else self.restarts + 1
        pause = 0.0 if settled or self.restarts == 1 else min(0.5 * 2**self.restarts, LONGEST_PAUSE)
        self.retry_at = now + pause
        self._become("down", f"ended with status {status}; starts again in {pause:.0f} s")
        if not pause:
            self._start(now)

    def _start(self, now: float) -> None:
        self.started, self.retry_at = now, None
        try:
            self.process = self.start()
        except (OSError, subprocess.SubprocessError) as problem:
            self.retry_at = now + LONGEST_PAUSE
            self._become("down", f"can't be started: {problem}")
        else:
            self._become("running")

    def _become(self, state: str, note: str = "") -> None:
        if state != self.state:
            self.since = datetime.now(UTC)
        self.state, self.note = state, note

    def report(self) -> dict[str, Any]:
        return {
            "state": self.state,
            "since": self.since.isoformat(timespec="seconds"),
            "pid": self.process.pid if self.process and self.state != "down" else None,
            "restarts": self.restarts,
            "note": self.note,
        }


class Supervisor:
    """A context: inside it children are added and watched; leaving it, however, ends them all in order.

    `status` is a JSON file `{name: {state, since, pid, restarts, note}}` that the pages read to say what is degraded;
    a state is running, silent (runs, does not answer) or down. The file is gone when nothing runs.
    """

    def __init__(self, status: Path) -> None:
        self.status = status
        self.children: list[Child] = []

    def __enter__(self) -> Self:
        self._handlers = {number: signal.getsignal(number) for number in ENDING}
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _leave)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number in ENDING:
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not break off the orderly end
        self._end([child for child in self.children if not child.service])
        for child in reversed([child for child in self.children if child.service]):
            self._end([child])
        self.status.unlink(missing_ok=True)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def add(self, child: Child) -> None:
        """Watch one more child, starting it unless it runs already."""
        if child.process is None and not child.service:
            child.process = child.start()
        self.children.append(child)
        self.write_status()

    def watch(self) -> None:
        """Keep the children alive until Ctrl-C, SIGTERM or SIGHUP."""
        # Blocked and waited for, not handled: a death or a Ctrl-C that arrives between two looks is not lost.
        signals = ENDING | {signal.SIGCHLD}
        before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        try:
            while True:
                self.look()
                came = signal.sigtimedwait(signals, self._pause())
                if came and came.si_signo in ENDING:
                    return
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def look(self) -> None:
        now = time.monotonic()
        for child in self.children:
            was = child.state
            child.look(now)
            if child.state != was and child.note:
                print(f"{child.name}: {child.note}", flush=True)
        self.write_status()

    def write_status(self) -> None:
        words = {child.name: child.report() for child in self.children}
        write_whole(self.status, json.dumps(words, indent=2))

    def _pause(self) -> float:
        now = time.monotonic()
        waiting = [child.retry_at - now for child in self.children if child.retry_at is not None]
        return max(0.0, min([TICK, *waiting]))

    def _end(self, children: list[Child]) -> None:
        alive = [(child, child.process) for child in children if child.process]
        for child, process in alive:  # all are asked first, so that they end side by side
            if process.poll() is None:
                process.send_signal(child.end_signal)
        end = time.monotonic() + 15
        for _child, process in alive:
            processes.end_group(process, patience=max(0.0, end - time.monotonic()))


def write_whole(path: Path, words: str, *, mode: int = 0o644) -> None:
    """Write beside and rename: a reader sees the old file or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    beside.touch(mode=mode)  # before the words are in it
    beside.write_text(words, encoding="utf-8")
    beside.replace(path)


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
