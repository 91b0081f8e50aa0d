"""The slow count of any question: the dictionary's conditions over the cases that a person sees, one by one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from cases.models import Case
from catalogue.choices import Source
from evaluations.dictionary.cuts import AREA, PERSON
from evaluations.dictionary.measures import DUE, Stock
from evaluations.periods import Days, midnight, today
from evaluations.queries.answers import Key
from evaluations.queries.questions import By, Question

Holding = set[tuple[Key, str, int]]  # key, name and number of all that is more than nothing


def holding(rows: Mapping[Key, Mapping[str, int]]) -> Holding:
    return {(key, name, n) for key, row in rows.items() for name, n in row.items() if n}


def counted(user: User, question: Question) -> Holding:
    if question.by == By.DAY:
        return {(key, name, n) for key, day in _days(question) for __, name, n in counted(user, day)}
    cases = Case.objects.visible_to(user).filter(question.part.where()).order_by()
    if question.by == By.INSPECTOR:
        cases = cases.filter(source=Source.INSPECTOR)
    moment = question.days.span.end
    conditions = {each.name: each.where(each.span(question.days)) for each in question.measures}
    conditions |= {each.name: standing(each, moment) for each in question.stocks}
    return {found for name, condition in conditions.items() for found in _of(cases.filter(condition), name, question)}


def standing(stock: Stock, moment: datetime) -> Q:
    """What is in a stock at a moment, as far as the present times of the cases tell.

    Only a due time can lie later in the day of the moment; what has happened on that day has happened before it.
    """
    midnight_after = midnight(today(moment - timedelta(microseconds=1)) + timedelta(days=1))
    begun = moment if stock.begins.moment == DUE else midnight_after
    began = Q(**{f"{stock.begins.moment}_at__lt": begun}) & stock.begins.condition
    ended = Q(finished_at__lt=midnight_after) | Q(finished_at=None, closed_at__lt=midnight_after)
    if stock.ends.moment == "ended":
        ended = Q(closed_at__lt=midnight_after, reported_at__lt=midnight_after)
    return began & ~(stock.ends.condition & ended)


def _of(cases: "QuerySet[Case]", name: str, question: Question) -> Holding:
    if question.by is None:
        return {("", name, n) for n in [cases.count()] if n}
    column = "reporter" if question.column == PERSON else question.column
    if question.column in (*AREA, PERSON):
        cases = cases.filter(**{f"{column}__isnull": False})
    none: Any = "" if question.by == By.SOURCE else 0
    rows = cases.values(key=Coalesce(F(column), Value(none))).annotate(n=Count("pk"))
    return {(row["key"], name, row["n"]) for row in rows}


def _days(question: Question) -> list[tuple[str, Question]]:
    days, last = question.days, min(question.days.last, today(question.days.at))
    each = [days.first + timedelta(days=n) for n in range((last - days.first).days + 1)]
    return [(str(day), replace(question, by=None, days=Days(day, day, days.at))) for day in each]
