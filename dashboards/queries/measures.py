"""What the dashboards count, each said twice and once only: as a condition for SQL, and as the filters of the list.

A number is a link to `cases:list` with those filters, and a test asserts for each that the list counts the same.

- reported, dispatched: cases that came in, or went to their unit, in the span.
- closed: cases that were closed in the span (not: rejected or void).
- due: cases whose fix fell due in the span (应处置数); a rejected or void case owes nothing.
- on time: those of the due whose fix was finished by its due time (按期处置数).
- on-time rate (按期处置率): on time ÷ due; where nothing was due there is no rate.
- overdue: cases that a unit owes at this moment and whose due time has passed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import F, Q
from django.urls import reverse

from cases.workflow import OWED, State
from dashboards.periods import Span

Filters = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Measure:
    """`where` and `filters` must say the same."""

    name: str
    where: Callable[[Span], Q]
    filters: Callable[[Span], Filters]


def within(column: str, span: Span) -> Q:
    return Q(**{f"{column}__gte": span.start, f"{column}__lt": span.end})


def spanning(name: str, span: Span) -> Filters:
    return {f"{name}_after": span.start.isoformat(), f"{name}_before": span.end.isoformat()}


def _due(span: Span) -> Q:
    return within("due_at", span) & ~Q(state__in=(State.REJECTED, State.VOID))


REPORTED = Measure("reported", lambda span: within("reported_at", span), lambda span: spanning("reported", span))
DISPATCHED = Measure(
    "dispatched", lambda span: within("dispatched_at", span), lambda span: spanning("dispatched", span)
)
CLOSED = Measure(
    "closed",
    lambda span: within("closed_at", span) & Q(state=State.CLOSED),
    lambda span: {"state": State.CLOSED.value, **spanning("closed", span)},
)
DUE = Measure("due", _due, lambda span: spanning("due", span))
ON_TIME = Measure(
    "on_time",
    lambda span: _due(span) & Q(finished_at__lte=F("due_at")),
    lambda span: {"on_time": "true", **spanning("due", span)},
)
# "Now" is the end of the span.
OVERDUE = Measure(
    "overdue",
    lambda span: Q(is_open=True, state__in=OWED, due_at__lt=span.end),
    lambda span: {"state": [state.value for state in OWED], "lamp": "red"},
)


def was_overdue(span: Span) -> Q:
    """Overdue at the end of an earlier span, as far as the present times of the cases still tell.

    A case that was reworked since has lost the time of its first fix, and counts as not finished then.
    """
    moment = span.end
    unfinished = Q(finished_at=None) | Q(finished_at__gt=moment)
    return unfinished & Q(due_at__lt=moment) & (Q(closed_at=None) | Q(closed_at__gt=moment))


def _then(name: str) -> Measure:
    """Reported in the span, and since then got as far as this time column says."""
    return Measure(
        f"then_{name}",
        lambda span: within("reported_at", span) & Q(**{f"{name}_at__isnull": False}),
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


def cases_url(filters: Filters, **more: str) -> str:
    """The list of exactly these cases; without `all` it would show the open ones only."""
    return f"{reverse('cases:list')}?{urlencode({'all': '1', **filters, **more}, doseq=True)}"
