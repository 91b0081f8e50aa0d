"""Telling Celery that there is work: a mark in Redis and a message, each within a bounded time.

Loaded with the first kick (common.outbox), or before the web server is forked: Redis and Celery take a sixth of the
start of a command, and most commands tell nobody.
"""

import functools
from collections.abc import Sequence
from datetime import timedelta

from celery import Celery
from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

MARKED_FOR = timedelta(seconds=2)
PATIENCE = 0.2  # seconds of one exchange with Redis


@functools.cache
def marks() -> Redis:
    """Redis with short timeouts and not one retry: no request may wait for a frozen one."""
    return Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )


@functools.cache
def kicker() -> Celery:
    """A Celery app of its own, with the same short timeouts."""
    app = Celery("citymgmt.kick", broker=settings.CELERY_BROKER_URL, set_as_current=False)
    app.conf.update(
        task_ignore_result=True,
        task_publish_retry=False,
        broker_transport_options={
            "socket_timeout": PATIENCE,
            "socket_connect_timeout": PATIENCE,
            "max_retries": 1,
            "interval_start": 0,
            "interval_step": 0,
            "interval_max": 0,
            "retry_on_timeout": False,
        },
    )
    return app


def send_once(task: str, arguments: Sequence[str], *, mark: str, queue: str) -> None:
    """Send a task unless its mark is there. Raises whatever Redis and Celery raise."""
    if marks().set(_key(mark), 1, nx=True, px=MARKED_FOR):
        kicker().send_task(task, arguments, retry=False, queue=queue or None)


def unmark(mark: str) -> None:
    marks().delete(_key(mark))


def _key(mark: str) -> str:
    return f"citymgmt:nudged:{mark}"
