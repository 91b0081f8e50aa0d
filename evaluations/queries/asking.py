"""Ask the statement: by the counters where they can tell what the person sees, else over the person's own cases."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import reduce
from typing import Any

import orjson
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import EmptyResultSet
from django.db import OperationalError, connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case
from cases.querysets.scopes import CategoryKeys, Overlap, ScopeKeys, array
from catalogue.choices import Source
from common import prepared
from common.outages import took_too_long
from common.refusals import Busy
from evaluations.dictionary import VERSION
from evaluations.dictionary.cuts import PERSON, Cut, cut_for
from evaluations.periods import midnight, today
from evaluations.queries.questions import Part, Question, subclasses
from evaluations.queries.sight import Sight, sight_of
from evaluations.queries.sums import VISIBLE, Shape

Rows = Mapping[int, Sequence[Sequence[Any]]]  # what the statement found, by the number of the question
Text = Callable[[Shape], str]
# Of questions, each with the cut that answers it or None, the rows of `asked` and the text of the statement.
Able = Mapping[int, tuple[Question, Cut]]  # the questions that counters can answer, each with the cut that does
Prepare = Callable[[Mapping[int, tuple[Question, Cut | None]]], tuple[list[dict[str, Any]], Text]]


PATIENCE = "5s"  # of a page, for a live count of what counters tell as soon as they are counted


class CountedAnewError(Busy):
    """Counters are counted anew, and the city is too great to be counted for a page meanwhile."""

    retry_after = 60
    asks_again = True

    def __init__(self) -> None:
        super().__init__(_("The numbers of the city are being counted anew. They will be here in some minutes."))


class Counted(StrEnum):
    COUNTERS = "counters"
    LIVE = "live"


@dataclass(frozen=True)
class Found:
    rows: Rows
    counted: Mapping[int, Counted]


def counts_by() -> str:
    """By what counters are counted now; with another one they have to be counted anew."""
    return f"{VERSION} {settings.TIME_ZONE}"


def ask(user: User, questions: Sequence[Question], cuts: Sequence[Cut], prepare: Prepare) -> Found:
    """One statement for what counters answer and one for the rest, for all questions that look from one moment."""
    rows: dict[int, Sequence[Sequence[Any]]] = defaultdict(list)
    counted: dict[int, Counted] = {}
    sight = sight_of(user)
    for at in dict.fromkeys(question.days.at for question in questions):
        of_moment = {number: question for number, question in enumerate(questions) if question.days.at == at}
        able = _able(of_moment, sight, cuts) if sight is not None else {}
        kept = _kept(able, sight, prepare, at) if sight is not None and able else {}
        rest = {number: question for number, question in of_moment.items() if kept is None or number not in able}
        rows.update(kept or {})
        rows.update(_live(user, rest, prepare, at, patient=kept is not None) if rest else {})
        counted |= {number: Counted.LIVE if number in rest else Counted.COUNTERS for number in of_moment}
    return Found(rows, counted)


def _able(questions: Mapping[int, Question], sight: Sight, cuts: Sequence[Cut]) -> Able:
    found = {number: cut_for({*each.columns, *sight.columns}, cuts) for number, each in questions.items()}
    return {number: (questions[number], cut) for number, cut in found.items() if cut is not None}


def _kept(able: Able, sight: Sight, prepare: Prepare, at: datetime) -> Rows | None:
    """What counters say; None where there are none, counted by the dictionary as it is."""
    asked, text = prepare(able)
    if not asked:
        return {}
    with connection.cursor() as cursor:
        prepared.execute(cursor, text(_shape(sight)), [_given(asked, at, sight)])
        rows = _by_number(cursor.fetchall())
    return rows if rows.pop(-1, None) is not None else None


def _shape(sight: Sight) -> Shape:
    return Shape(False, sight.reporter is not None, sight.areas is not None, sight.categories is not None)


def _live(user: User, questions: Mapping[int, Question], prepare: Prepare, at: datetime, *, patient: bool) -> Rows:
    """Counted over the cases. Raises CountedAnewError where counters are to answer that, and it takes too long.

    Each page of a leader would else have the database read a great city for a minute, while it is busy with counting,
    and end with the time-out all the same.
    """
    since = min(question.days.span.start for question in questions.values())
    try:
        seen = Case.objects.visible_to(user).filter(_asked_of(questions.values()))
        visible, parameters = _touched(seen, since).values("pk").query.sql_with_params()
    except EmptyResultSet:
        return {}
    asked, text = prepare({number: (question, None) for number, question in questions.items()})
    if not asked:
        return {}
    sql = text(Shape(live=True)).replace(VISIBLE, visible)
    if not patient and not connection.in_atomic_block:  # both are one transaction then, with which the limit ends
        sql = f"SET LOCAL statement_timeout = '{PATIENCE}'; {sql}"
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, [_given(asked, at, Sight()), *parameters])
            return _by_number(cursor.fetchall())
    except OperationalError as error:
        if not patient and took_too_long(error):
            raise CountedAnewError from error
        raise


def _given(asked: list[dict[str, Any]], at: datetime, sight: Sight) -> str:
    given = {
        "asked": asked, "start": midnight(today(at)), "until": at, "areas": sight.areas,
        "categories": sight.categories, "reporter": sight.reporter, "counts": counts_by(),
        "codes": sorted({row["category"] for row in asked} - {""}),
    }  # fmt: skip
    return orjson.dumps(given).decode()


def _by_number(rows: Sequence[Sequence[Any]]) -> dict[int, list[Sequence[Any]]]:
    found: dict[int, list[Sequence[Any]]] = defaultdict(list)
    for number, *row in rows:
        found[number].append(row)
    return found


def _asked_of(questions: Iterable[Question]) -> Q:
    """What any of them can count, so that of a unit its cases are read and not those of the whole city."""
    parts = dict.fromkeys(question.part for question in questions)
    found = [_cases_of(part) for part in parts]
    return reduce(Q.__or__, found) if all(found) else Q()  # one of them counts everything


def _cases_of(part: Part) -> Q:
    """As its condition says, with what the indexes of cases know units, areas and subclasses by. Which subclasses a
    code means the statement finds out itself."""
    found = ScopeKeys([part.area.pk] if part.area is not None else None).where()
    if part.category:
        found &= Q(Overlap(CategoryKeys(), ArraySubquery(subclasses(part.category))))
    if part.department is not None:
        found &= Q(Overlap(F("seen_by"), array([part.department.pk])))
    rest = replace(part, category="")
    if part.among is None or part.among.column != PERSON:
        return found & rest.where()
    return found & replace(rest, among=None).where() & Q(source=Source.INSPECTOR, reporter__in=part.among.keys)


def _touched(cases: "QuerySet[Case]", since: datetime) -> "QuerySet[Case]":
    """What a period from then on can count: open, or with one of its times no earlier. Cost stays with these."""
    times = (f"{name}_at" for name in ("reported", "accepted", "filed", "dispatched", "finished", "closed", "due"))
    ended = Q(is_open=False, last_counted__gte=since)
    return cases.order_by().alias(last_counted=Greatest(*times)).filter(Q(is_open=True) | ended)
