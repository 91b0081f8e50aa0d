"""Death at a chosen statement, as `kill -9` brings it: for what must be whole whenever the process ends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


class Death(BaseException):
    """Nothing catches it, and the database rolls back what was not committed."""


@contextmanager
def dying_before(number: int) -> Iterator[list[str]]:
    """The process dies when it would make its statement of this number, counted from 0; all that it makes are told."""
    made: list[str] = []

    def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        made.append(sql)
        if len(made) == number + 1:
            raise Death  # what comes after it is the rollback
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        yield made
