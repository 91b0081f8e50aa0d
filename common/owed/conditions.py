"""The lamps as conditions of a query, and as a column of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Case, Expression, Field, Q, Value, When

from common.owed.lamps import Lamp


def lamp_conditions(due: str, warn: str, *, at: datetime, runs: Q | None = None) -> dict[Lamp, Q]:
    """For each lamp the condition under which a row has it at a moment, as `lamp` judges.

    `runs` says of which rows the clock runs at all, by columns that are never null; the others are grey.
    """
    owed = Q(**{f"{due}__gte": at})
    warned = Q(**{f"{warn}__lte": at})
    shown = {
        Lamp.RED: Q(**{f"{due}__lt": at}),
        Lamp.YELLOW: warned & owed,
        Lamp.GREEN: owed & (Q(**{warn: None}) | Q(**{f"{warn}__gt": at})),
    }
    if runs is None:
        return {Lamp.GREY: Q(**{due: None}), **shown}
    return {Lamp.GREY: Q(**{due: None}) | ~runs, **{colour: runs & lit for colour, lit in shown.items()}}


def lamp_column(
    due: str, warn: str, said: Mapping[Lamp, Any], *, at: datetime, runs: Q | None = None, field: "Field[Any, Any]"
) -> Expression:
    """What `said` calls the lamp of a row at a moment, as `lamp` judges; `runs` as of `lamp_conditions`."""
    told = {lamp: Value(word, output_field=field) for lamp, word in said.items()}
    lit = Case(
        When(Q(**{f"{due}__lt": at}), then=told[Lamp.RED]), When(Q(**{due: None}), then=told[Lamp.GREY]),
        When(Q(**{f"{warn}__lte": at}), then=told[Lamp.YELLOW]), default=told[Lamp.GREEN],
    )  # fmt: skip
    return lit if runs is None else Case(When(runs, then=lit), default=told[Lamp.GREY])
