"""The clock: every periodic job, how often, and why. It needs PostgreSQL only: with Redis gone the city still works.

Jobs find due work by an index and claim it with SKIP LOCKED, so two clocks at once are harmless and a missed tick is
made up by the next one.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from django.db import close_old_connections

from common import outbox

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    name: str
    every: float  # seconds
    run: Callable[[], object]
    why: str


JOBS: tuple[Job, ...] = (
    Job("sweep", 5, outbox.sweep, "Does the outbox's work where Celery was not told of it or died over it."),
)


def run(stop: Event, jobs: tuple[Job, ...] = JOBS) -> None:
    """Run each job when it is due until `stop` is set. A job that fails is logged and tried again at its next time."""
    next_at = dict.fromkeys((job.name for job in jobs), 0.0)
    while not stop.is_set():
        now = time.monotonic()
        for job in jobs:
            if next_at[job.name] <= now and not stop.is_set():
                _run(job)
                next_at[job.name] = time.monotonic() + job.every
        stop.wait(max(0.05, min(next_at.values()) - time.monotonic()))


def _run(job: Job) -> None:
    close_old_connections()
    try:
        job.run()
    except Exception:
        log.exception("Periodic job %s failed", job.name)
