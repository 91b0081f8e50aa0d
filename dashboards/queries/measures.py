"""What the dashboards count, each said twice and once only: as a condition for SQL, and as the filters of the list.

A number is a link to `cases:list` with those filters, and a test asserts for each that the list counts the same.

- reported, dispatched: cases that came in, or went to their unit, in the span.
- closed: cases that were closed in the span (not: rejected or void).
- due: cases whose fix fell due in the span (应处置数). A rejected, void or merged case owes nothing, and what a granted
  overtime appeal excused is left out of the score.
- on time: those of the due whose fix was finished by its due time (按期处置数).
- on-time rate (按期处置率): on time ÷ due; where nothing was due there is no rate.
- was late (超期处置): those of the due whose fix was finished after its due time, as `cases.querysets.lateness` says.
- excused: cases that fell due in the span and whose appeal was granted; they stand beside the rate, so that the fact
  stays.

Due = on time + was late + what is not disposed of yet (overdue, or suspended after it was late).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F, Q

from cases.querysets.lateness import OWES_NOTHING, late, overdue_at
from cases.workflow import State
from evaluations.dictionary.measures import Filters, spanning, within
from evaluations.periods import Span


@dataclass(frozen=True)
class Measure:
    """`where` and `filters` must say the same."""

    name: str
    where: Callable[[Span], Q]
    filters: Callable[[Span], Filters]


def _fell_due(span: Span) -> Q:
    return within("due_at", span) & ~Q(state__in=OWES_NOTHING)


REPORTED = Measure("reported", lambda span: within("reported_at", span), lambda span: spanning("reported", span))
DISPATCHED = Measure(
    "dispatched", lambda span: within("dispatched_at", span), lambda span: spanning("dispatched", span)
)
CLOSED = Measure(
    "closed",
    lambda span: within("closed_at", span) & Q(state=State.CLOSED),
    lambda span: {"state": State.CLOSED.value, **spanning("closed", span)},
)
DUE = Measure(
    "due",
    lambda span: _fell_due(span) & Q(exempt=False),
    lambda span: {"exempt": "false", **spanning("due", span)},
)
ON_TIME = Measure(
    "on_time",
    lambda span: DUE.where(span) & Q(finished_at__lte=F("due_at")),
    lambda span: {"on_time": "true", **DUE.filters(span)},
)
WAS_LATE = Measure(
    "was_late",
    lambda span: _fell_due(span) & late(),
    lambda span: {"was_late": "true", **spanning("due", span)},
)
EXCUSED = Measure(
    "excused",
    lambda span: _fell_due(span) & Q(exempt=True),
    lambda span: {"exempt": "true", **spanning("due", span)},
)
# "Now" is the end of the span; the one that has been late for longest comes first.
OVERDUE = Measure("overdue", lambda span: overdue_at(span.end), lambda span: {"overdue": "true", "ordering": "due_at"})


def was_overdue(span: Span) -> Q:
    """Overdue at the end of an earlier span, as far as the present times of the cases still tell.

    A case that was reworked since has lost the time of its first fix, and counts as not finished then; so does one that
    was suspended then.
    """
    moment = span.end
    unfinished = Q(finished_at=None) | Q(finished_at__gt=moment)
    return unfinished & Q(due_at__lt=moment) & (Q(closed_at=None) | Q(closed_at__gt=moment))


def _then(name: str) -> Measure:
    """Reported in the span, and since then got as far as this time column says."""
    return Measure(
        f"then_{name}",
        lambda span: within("reported_at", span) & Q(**{f"{name}_at__gte": span.start}),
        lambda span: {**spanning("reported", span), f"{name}_after": span.start.isoformat()},
    )


# How far the cases came that were reported in the span; each step is among those before it.
FUNNEL = (
    REPORTED,
    _then("filed"),
    _then("dispatched"),
    _then("finished"),
    Measure(
        "then_closed",
        lambda span: within("reported_at", span) & Q(state=State.CLOSED),
        lambda span: {**spanning("reported", span), "state": State.CLOSED.value},
    ),
)


def rate(part: int, whole: int) -> float | None:
    """Percent with one decimal; None where there is nothing to have a rate of."""
    return round(100 * part / whole, 1) if whole else None
