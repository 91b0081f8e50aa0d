"""Questions that are asked with every request: written once per process, planned once per connection."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet, Value

from common.joined import Joined

M = TypeVar("M", bound=Model)


class Parameter(Value):
    """A place in a question, where a value comes with each request."""

    def __init__(self, name: str) -> None:
        super().__init__(_Name(name))


@dataclass(frozen=True)
class _Name:
    text: str


class Question(Generic[M]):
    """A question that is asked with every request: which row of `rows` is it? Its queryset is written once.

    `keys` is called once, with a `Parameter` for each of its arguments; filters, order and limit hold. Without it each
    request would pay a millisecond for the ORM to write the same statement, and as much for PostgreSQL to plan it.
    """

    def __init__(self, rows: Joined[M], keys: Callable[..., QuerySet[M]], *arguments: str) -> None:
        self._rows, self._keys, self._arguments = rows, keys, arguments

    def ask(self, **values: Any) -> tuple[M, Any] | None:
        """The first row that answers, with the value of the rows' `extra`; None if there is none."""
        sql, parameters = self._written
        given = [values[each.text] if isinstance(each, _Name) else each for each in parameters]
        return self._rows.of_question(sql, given)

    @functools.cached_property
    def _written(self) -> tuple[str, Sequence[Any]]:
        asked = self._keys(**{name: Parameter(name) for name in self._arguments})
        return asked.values("pk")[:1].query.sql_with_params()
