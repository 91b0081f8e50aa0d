"""Calls that start together: for what two people do at the same moment."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """The results of calls that start together, each on a connection of its own."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number: int) -> None:
        barrier.wait(10)
        try:
            results[number] = calls[number]()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def while_uncommitted(first: Callable[[], Any], second: Callable[[], Any], *, wait: float = 1.0) -> list[Any]:
    """The results of two calls, of which the second begins when all of the first is written and nothing is committed.

    The first commits when the second has ended, or has waited for so many seconds: then it waits for a lock. What a
    call raises is its result.
    """
    written, ended = threading.Event(), threading.Event()

    def held() -> Any:
        try:
            with transaction.atomic():
                result = first()
                written.set()
                ended.wait(wait)
                return result
        finally:
            written.set()

    def after() -> Any:
        written.wait(10)
        try:
            return second()
        finally:
            ended.set()

    return at_once([_caught(held), _caught(after)])


def _caught(call: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        try:
            return call()
        except Exception as error:  # told to who asked, whatever it is
            return error

    return run
