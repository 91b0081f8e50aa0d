"""The figures of the overview: each with its list, its definition, and what it is compared with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from common.definitions import Definition
from dashboards.queries.overview import FUNNEL, NOW, Asked, Table
from evaluations.dictionary import measures as counts
from evaluations.dictionary.chance import TOO_FEW
from evaluations.dictionary.indicators import INDICATORS, Better, Indicator
from evaluations.dictionary.measures import Measure, Stock
from evaluations.dictionary.rates import Against, Rate
from evaluations.periods import Days, Period, PeriodChoice, month_of, today
from evaluations.queries.answers import Answer, numbers_of
from evaluations.queries.questions import Question

SHOWN = ("reported", "dispatched", "closed", "on_time_rate", "overdue_open")


@dataclass(frozen=True)
class Change:
    """Against what, by how much; `tone` is better, worse, or flat where nobody says which way is good."""

    against: str
    words: str
    short: str  # where the column says what it is of
    way: int
    tone: str
    chance: bool = False  # a rate that changed no more than chance would have it


@dataclass(frozen=True)
class Number:
    """A count and the list of exactly its cases."""

    value: int
    url: str
    definition: Definition


@dataclass(frozen=True)
class Figure:
    """One of the large figures. A rate has its parts; it has no value where too few cases fell due."""

    definition: Definition
    value: int | float | None
    url: str
    changes: Sequence[Change]
    rate: Rate | None = None


def defined(each: Indicator | Measure | Stock) -> Definition:
    """What it counts; of a rate what it divides by, too."""
    meaning: Promise | str = each.meaning
    if isinstance(each, Indicator) and each.denominator is not None:
        meaning = _("%(part)s ÷ %(whole)s. Under %(few)s cases it is not shown: they say too little.") % {
            "part": each.numerator.term, "whole": each.denominator.term, "few": TOO_FEW,
        }  # fmt: skip
    return Definition(each.name.replace("_", "-"), each.term, meaning)


def number_of(answer: Answer | None, name: str) -> int:
    return numbers_of(answer).get(name, 0)


def figures(city: Asked) -> list[Figure]:
    """The large figures, in the order in which they are shown."""
    return [_figure(INDICATORS[name], city) for name in SHOWN]


def _figure(indicator: Indicator, city: Asked) -> Figure:
    counted = indicator.numerator
    assert isinstance(counted, Measure | Stock)
    found = city.owed if isinstance(counted, Stock) else city.found
    assert found is not None
    url, changes = city.question.url(counted), _changes(indicator, found.over, (found.before, found.year_before))
    if indicator.denominator is None:
        return Figure(defined(indicator), number_of(found.now, counted.name), url, changes)
    rate = indicator.rate(numbers_of(found.now))
    return Figure(defined(indicator), rate.shown, url, changes, rate)


def _changes(indicator: Indicator, over: Answer | None, others: Sequence[Answer | None]) -> list[Change]:
    """Nothing is compared with nothing: what no case is known of was no period of this platform."""
    names = (_("against the period before"), _("against a year before"))
    comparable = [(name, other) for name, other in zip(names, others, strict=True) if other is not None and other.rows]
    found = [_change(indicator, name, over, other) for name, other in comparable]
    return [change for change in found if change is not None]


def _change(indicator: Indicator, against: str, over: Answer | None, other: Answer) -> Change | None:
    if indicator.denominator is not None:
        return change_of_rate(
            against, indicator.rate(numbers_of(over)), indicator.rate(numbers_of(other)), indicator.better
        )
    name = indicator.numerator.name
    return change_of_count(against, number_of(over, name), number_of(other, name), indicator.better)


def change_of_count(against: str, now: int, before: int, better: Better) -> Change:
    more = now - before
    words = f"{more:+d}" if more else "0"
    if before >= TOO_FEW and more:
        words += f" ({100 * more / before:+.0f} %)"
    return Change(against, words, words, _way(more), tone_of(more, better))


def change_of_rate(against: str, now: Rate, before: Rate, better: Better) -> Change | None:
    """Colour is for what is more than chance only. None where one of them has too few cases."""
    points = now.points(before)
    if now.few or before.few or points is None:
        return None
    sure = Against(now, before).sure
    short = f"{points:+.1f}" if points else "0"
    words = _("%(points)s points") % {"points": short}
    return Change(against, words, short, _way(points), tone_of(points, better) if sure else "flat", not sure)


def _way(more: float) -> int:
    return (more > 0) - (more < 0)


def tone_of(more: float, better: Better) -> str:
    if not more or better == Better.NEITHER:
        return "flat"
    return "better" if (more > 0) == (better == Better.MORE) else "worse"


def numbers(city: Asked) -> dict[str, Number]:
    """The smaller numbers beside the figures, by name."""
    wanted = (counts.FELL_DUE, counts.ON_TIME, counts.WAS_LATE, counts.EXCUSED)
    return {each.name: _number(each, city.question, city.found.now) for each in wanted}


def _number(counted: Measure, question: Question, answer: Answer) -> Number:
    return Number(number_of(answer, counted.name), question.url(counted), defined(counted))


def happened(found: Mapping[Table, Asked]) -> bool:
    """Whether the period holds anything at all."""
    return bool(found[Table.CITY].found.now.rows)


def steps(city: Asked) -> list[dict[str, Any]]:
    """The funnel: each step with its share of the reported, in percent."""
    labels = (_("Reported"), _("Filed"), _("Dispatched"), _("Disposed"), _("Closed"))
    found = [_number(each, city.question, city.found.now) for each in FUNNEL]
    whole = found[0].value
    return [
        {"label": label, "number": number, "share": round(100 * number.value / whole) if whole else 0}
        for label, number in zip(labels, found, strict=True)
    ]


def span_words(days: Days | None) -> str:
    """The first and the last day, the year only where it is not this one."""
    if days is None:
        return ""
    year = today(days.at).year
    first, last = (date_format(day, "m-d" if day.year == year else "Y-m-d") for day in (days.first, days.last))
    return first if first == last else f"{first} – {last}"


def comparison(period: Period, city: Asked) -> str:
    """Which days are compared with which, in words; nothing where nothing is compared."""
    if period.compared is None:
        return _("No day of this period is over, so it is compared with nothing.")
    beside = [
        (period.before, city.found.before, _("%(days)s, the period before")),
        (period.year_before, city.found.year_before, _("%(days)s, a year before")),
    ]
    others = [
        words % {"days": span_words(days)} for days, answer, words in beside if answer is not None and answer.rows
    ]
    if not others:
        return _("No cases are known of the period before or of a year before, so it is compared with nothing.")
    said = {"days": span_words(period.compared), "others": _(", ").join(others)}
    return _("Changes are of the days that are over, %(days)s: against %(others)s.") % said


def earlier(last: datetime | None) -> dict[str, Any]:
    """Where a period holds nothing: the month of the last report before it, and its address."""
    if last is None:
        return {}
    first_day, last_day = month_of(today(last))
    query = {"period": PeriodChoice.FREE.value, "since": first_day.isoformat(), "until": last_day.isoformat()}
    return {"last_report": last, "last_month": first_day, "last_month_url": f"?{urlencode(query)}"}


OVERDUE = NOW[0]
