"""How long stages took: buckets of durations, from the counters where they can answer, else over the person's cases."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, QuerySet, Sum

from accounts.models import User
from cases.models import Case
from evaluations.dictionary.cuts import OF_DURATIONS, Cut, cut_for
from evaluations.dictionary.durations import DURATIONS, Duration, percentile
from evaluations.models import DayDuration, Fact
from evaluations.queries.answers import Counted, follows
from evaluations.queries.questions import Question
from evaluations.queries.sight import Sight, sight_of

SHARES = (0.5, 0.75, 0.9)
Buckets = Mapping[int, int]


@dataclass(frozen=True)
class Spread:
    """For each duration how many cases are in each bucket."""

    buckets: Mapping[str, Buckets]
    counted: Counted

    def percentiles(self, name: str) -> list[timedelta | None]:
        """P50, P75 and P90."""
        return [percentile(self.buckets.get(name, {}), share) for share in SHARES]


def spread(user: User, question: Question) -> Spread:
    """Of the question's days and part of the city; it is not split."""
    sight = sight_of(user)
    cut = cut_for({*question.columns, *sight.columns}, OF_DURATIONS) if sight is not None else None
    if sight is None or cut is None or not follows():
        return Spread(_sum(_of_rows(Case.objects.visible_to(user), question)), Counted.LIVE)
    return Spread(_sum([*_kept(question, sight, cut), *_own_private(question, sight)]), Counted.COUNTERS)


def _sum(rows: Iterable[Sequence[Any]]) -> dict[str, Buckets]:
    found: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for name, bucket, number in rows:
        found[name][bucket] += number
    return {name: dict(buckets) for name, buckets in found.items()}


def _kept(question: Question, sight: Sight, cut: Cut) -> list[tuple[Any, ...]]:
    days = question.days
    rows = DayDuration.objects.filter(sight.of_counters, question.part.where(), cut=cut.number)
    return list(rows.filter(day__range=(days.first, days.last)).values_list("duration", "bucket").annotate(Sum("n")))


def _own_private(question: Question, sight: Sight) -> list[tuple[Any, ...]]:
    if sight.reporter is None:
        return []
    return _of_rows(Fact.objects.filter(sight.where, private=True, reporter=sight.reporter), question)


def _of_rows(rows: QuerySet[Any], question: Question) -> list[tuple[Any, ...]]:
    chosen = rows.filter(question.part.where()).order_by()
    return [found for each in DURATIONS.values() for found in _of(each, chosen, question)]


def _of(duration: Duration, rows: QuerySet[Any], question: Question) -> list[tuple[Any, ...]]:
    counted = rows.filter(duration.where(question.days.all)).annotate(bucket=duration.bucket)
    found = counted.values("bucket").annotate(number=Count("pk")).values_list(F("bucket"), "number")
    return [(duration.name, bucket, number) for bucket, number in found]
