"""The lamps as conditions of a query."""

from datetime import datetime

from django.db.models import Q

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
