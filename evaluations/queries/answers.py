"""Answers to questions: from the counters where they can, else counted live over the cases that the person sees.

Counters know whole days. What falls due in the course of today is read from the facts, which keep the very moments.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import Case as Choose
from django.db.models import Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest

from accounts.models import User
from cases.models import Case
from catalogue.choices import Source
from evaluations.dictionary import VERSION
from evaluations.dictionary.cuts import PERSON, Cut, cut_for
from evaluations.dictionary.measures import DUE, Measure
from evaluations.models import DayCount, Fact, Folding
from evaluations.periods import Days, Span, midnight, today
from evaluations.queries.questions import By, Question
from evaluations.queries.sight import Sight, sight_of

Numbers = dict[str, int]
Key = int | str | None


class Counted(StrEnum):
    COUNTERS = "counters"
    LIVE = "live"


@dataclass(frozen=True)
class Answer:
    """Numbers by key: of a unit, area, subclass or person its primary key (0: none), of a source its name."""

    rows: Mapping[Key, Numbers]
    counted: Counted


def counts_by() -> str:
    """By what counters are counted now; with another one they have to be counted anew."""
    return f"{VERSION} {settings.TIME_ZONE}"


def follows() -> bool:
    """Whether there are counters, counted by the dictionary as it is."""
    return Folding.objects.filter(counts=counts_by()).exists()


def answers(user: User, questions: Sequence[Question]) -> list[Answer]:
    """The answer of each question, in their order."""
    return [answer(user, question) for question in questions]


def answer(user: User, question: Question) -> Answer:
    """At most five statements, whatever the city holds."""
    sight = sight_of(user)
    cut = cut_for({*question.columns, *sight.columns}) if sight is not None else None
    if sight is None or cut is None or not follows():
        return Answer(_live(user, question), Counted.LIVE)
    parts = [_flows(question, sight, cut), _stocks(question, sight, cut), _begun_day(question, sight)]
    return Answer(_sum([*parts, _own_private(question, sight)]), Counted.COUNTERS)


def _sum(parts: Iterable[Iterable[Mapping[str, Any]]]) -> dict[Key, Numbers]:
    """Rows with the same key added up; those that are nothing but zeros left out."""
    found: dict[Key, Numbers] = defaultdict(lambda: defaultdict(int))
    for rows in parts:
        for row in rows:
            numbers = found[row.get("key", "")]
            for name, number in row.items():
                if name != "key":
                    numbers[name] += number or 0
    return {key: numbers for key, numbers in found.items() if any(numbers.values())}


def _by_key(rows: QuerySet[Any], question: Question, **sums: Any) -> list[Mapping[str, Any]]:
    """An area of which a case has none is no row; a unit that it has none of is."""
    if not sums:
        return []
    if question.key is None:
        return [rows.order_by().aggregate(**sums)]
    if question.by in (By.AREA, By.INSPECTOR):
        rows = rows.exclude(**{question.key: 0})
    return list(rows.order_by().annotate(key=F(question.key)).values("key").annotate(**sums))


def _flows(question: Question, sight: Sight, cut: Cut) -> list[Mapping[str, Any]]:
    """What falls due later today is in today's counter, and is not due yet."""
    days = question.days
    rows = DayCount.objects.filter(sight.of_counters, question.part.where(), cut=cut.number)
    passed = Q(day__lte=days.whole)
    sums = {each.name: Sum(each.name, filter=passed if each.moment == DUE else None) for each in question.measures}
    return _by_key(rows.filter(day__range=(days.first, days.last)), question, **sums)


def _begun_day(question: Question, sight: Sight) -> list[Mapping[str, Any]]:
    span = question.days.begun
    due = [each for each in question.measures if each.moment == DUE]
    if span is None or not due:
        return []
    facts = _facts(sight.of_counters, question).filter(due_at__gte=span.start, due_at__lt=span.end)
    return _by_key(facts, question, **_counts(due, question.days))


def _own_private(question: Question, sight: Sight) -> list[Mapping[str, Any]]:
    """The few private cases that a person sees because they reported them."""
    if sight.reporter is None:
        return []
    facts = _facts(sight.where & Q(private=True, reporter=sight.reporter), question)
    return _by_key(facts, question, **_counts(question.measures, question.days), **_in_stock(question))


def _facts(where: Q, question: Question) -> QuerySet[Fact]:
    person = Choose(When(source=Source.INSPECTOR, then=F("reporter")), default=Value(0))
    return Fact.objects.annotate(**{PERSON: person}).filter(where, question.part.where())


def _counts(measures: Iterable[Measure], days: Days) -> dict[str, Count]:
    return {each.name: Count("pk", filter=each.where(each.span(days))) for each in measures}


def _in_stock(question: Question) -> dict[str, Count]:
    return {each.name: Count("pk", filter=each.at(question.days.span.end)) for each in question.stocks}


def _stocks(question: Question, sight: Sight, cut: Cut) -> list[Mapping[str, Any]]:
    """All that began before the end of the period less all that ended before it, since the first day of the city."""
    if not question.stocks:
        return []
    end = question.days.span.end
    last = today(end - timedelta(microseconds=1))
    rows = DayCount.objects.filter(sight.of_counters, question.part.where(), cut=cut.number, day__lte=last)
    begun = Q(day__lt=last) if end < midnight(last + timedelta(days=1)) else None
    sums = {
        each.name: Coalesce(Sum(each.begins.name, filter=begun if each.begins.moment == DUE else None), 0)
        - Coalesce(Sum(each.ends.name), 0)
        for each in question.stocks
    }
    found = _by_key(rows, question, **sums)
    edge = [each for each in question.stocks if each.begins.moment == DUE]
    if begun is None or not edge:
        return found
    span = Span(midnight(last), end)
    facts = _facts(sight.of_counters, question).filter(due_at__gte=span.start, due_at__lt=span.end)
    counts = {each.name: Count("pk", filter=each.begins.where(span)) for each in edge}
    return [*found, *_by_key(facts, question, **counts)]


def _live(user: User, question: Question) -> dict[Key, Numbers]:
    """The same conditions over the cases that this person sees."""
    cases = _touched(Case.objects.visible_to(user), question.days.span.start).filter(question.part.where())
    if question.by == By.INSPECTOR:
        cases = cases.filter(source=Source.INSPECTOR)
    key = {None: None, By.INSPECTOR: "reporter"}.get(question.by, question.key)
    counts = _counts(question.measures, question.days) | _in_stock(question)
    if key is None:
        return _sum([[cases.order_by().aggregate(**counts)]])
    if question.by in (By.AREA, By.INSPECTOR):
        cases = cases.filter(**{f"{key}__isnull": False})
    none = "" if question.by == By.SOURCE else 0
    return _sum([cases.order_by().annotate(key=Coalesce(F(key), Value(none))).values("key").annotate(**counts)])


def _touched(cases: QuerySet[Case], since: datetime) -> QuerySet[Case]:
    """What a period from then on can count: open, or with one of its times no earlier. Cost stays with these."""
    times = (f"{name}_at" for name in ("reported", "accepted", "filed", "dispatched", "finished", "closed", "due"))
    ended = Q(is_open=False, last_counted__gte=since)
    return cases.alias(last_counted=Greatest(*times)).filter(Q(is_open=True) | ended)
