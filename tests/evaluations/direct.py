"""The slow count of any question: the dictionary's conditions over the cases that a person sees, one by one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, QuerySet, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from cases.models import Case
from catalogue.choices import Source
from evaluations.dictionary.cuts import AREA, PERSON
from evaluations.periods import Days, today
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
    conditions |= {each.name: each.at(moment) for each in question.stocks}
    return {found for name, condition in conditions.items() for found in _of(cases.filter(condition), name, question)}


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
