"""A scorecard made ready to be read: its figures, its tables, the months."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.definitions import Definition
from common.durations import span
from evaluations.dictionary import measures as counts
from evaluations.dictionary.chance import TOO_FEW
from evaluations.dictionary.durations import WHOLE, Duration
from evaluations.dictionary.indicators import INDICATORS, Indicator
from evaluations.dictionary.measures import Filters, Measure, Stock, spanning
from evaluations.periods import Period
from evaluations.presenters.verdicts import against_earlier, tone
from evaluations.queries.answers import Numbers
from evaluations.queries.questions import Question, cases_url, key_filters
from evaluations.queries.scorecards import Card, against, late, of
from evaluations.queries.subjects import Kind

LATE = Definition(
    "late", pgettext_lazy("cases", "Late"),
    _("Those of the cases that fell due that were not disposed of by their due time: too late, or not yet."),
)  # fmt: skip
EXCESS = Definition(
    "excess",
    _("More than in the group"),
    _("How many cases more than if it had the rate of its group. Of what has too few cases nothing is said."),
)
GROUP_RATE = Definition("group-rate", _("In the group"), _("The rate of all others of its group, summed, without it."))


def defined(each: Indicator | Measure | Stock | Duration) -> Definition:
    """What it counts; of a rate what it divides by, too."""
    meaning: Promise | str = each.meaning
    if isinstance(each, Indicator) and each.denominator is not None:
        meaning = format_lazy("{} ÷ {}", each.meaning, each.denominator.term)
    return Definition(each.name.replace("_", "-"), each.term, meaning)


def late_url(question: Question, code: str | None = None) -> str:
    """The list of what fell due and was not on time."""
    passed = spanning(counts.DUE, counts.FELL_DUE.span(question.days))
    chosen: Filters = {"exempt": "false", "on_time": "false", **passed}
    more = key_filters(question.by, code) if code is not None else {}
    return cases_url(chosen, **{**question.part.filters, **more})


@dataclass(frozen=True)
class Earlier:
    """The on-time rate of another time, in percent, and what the difference says."""

    label: Promise | str
    rate: float | None
    words: str


def earlier(card: Card) -> list[Earlier]:
    """Against the period before and the year before, by the days that are over; those that are unknown left out."""
    over = of(card.own.over)
    times = ((_("The period before"), card.own.before), (_("A year before"), card.own.year_before))
    found = [(label, late(over, of(then))) for label, then in times if then is not None and then.rows]
    return [Earlier(label, _on_time(each.other_rate), against_earlier(each)) for label, each in found]


@dataclass(frozen=True)
class OnTime:
    """The on-time rate with its parts and the interval in which it lies, in percent, and that of the group."""

    definition: Definition
    due_term: Promise | str
    on_time: int
    on_time_url: str
    due: int
    due_url: str
    few: bool
    value: float | None
    low: float | None
    high: float | None
    tone: str
    others: float | None
    others_on_time: int
    others_due: int


def on_time(own: Numbers, others: Numbers, question: Question) -> OnTime:
    found, url = late(own, others), question.url
    interval = found.interval
    return OnTime(
        defined(INDICATORS["on_time_rate"]), counts.FELL_DUE.term, found.whole - found.part, url(counts.ON_TIME),
        found.whole, url(counts.FELL_DUE), found.whole < TOO_FEW, _on_time(found.rate),
        _on_time(interval.high) if interval else None, _on_time(interval.low) if interval else None, tone(found),
        _on_time(found.other_rate), found.other_whole - found.other_part, found.other_whole,
    )  # fmt: skip


def _on_time(late_share: float | None) -> float | None:
    return None if late_share is None else round(100 - 100 * late_share, 1)


def month_chart(card: Card) -> dict[str, Any]:
    """The late rate of a year by month, against the group's; what has too few cases is not drawn."""
    found = [late(month.own, month.others) for month in card.known_months]
    questions = [Question(month.days, part=card.subject.part) for month in card.known_months]
    return {
        "kind": "line", "unit": " %",
        "labels": [date_format(month.days.first, "Y-m") for month in card.known_months],
        "series": [
            {"name": card.subject.name, "values": [_percent(each.rate) for each in found],
             "urls": [late_url(question) for question in questions]},
            {"name": str(_("Its group")), "values": [_percent(each.other_rate) for each in found]},
        ],
    }  # fmt: skip


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


_PAGES = {
    Kind.UNIT: "evaluations:department_card", Kind.AREA: "evaluations:area_card", Kind.CLASS: "evaluations:class_card",
    Kind.SOURCE: "evaluations:source_card",
}  # fmt: skip


def page_of(kind: Kind, code: str) -> str:
    return reverse(_PAGES[kind], args=[code])


def card_url(kind: Kind, code: str, period: Period) -> str:
    return f"{page_of(kind, code)}?{urlencode(period.query)}"


@dataclass(frozen=True)
class Figure:
    """One of the small figures beside the rate."""

    definition: Definition
    value: str
    url: str = ""
    hint: str = ""


def figures(card: Card) -> list[Figure]:
    """How much there was, how long it took in the middle, how often it had to be done again."""
    numbers, url = card.numbers, card.question.url
    middle, others = card.spent.percentiles(WHOLE.name)[0], card.others_percentiles(WHOLE.name)[0]
    rework = INDICATORS["rework_rate"]
    again = against("reworked", "disposed", numbers, card.others_numbers)
    took, theirs = (span(each) if each else "" for each in (middle, others))
    return [
        Figure(defined(counts.REPORTED), str(numbers.get("reported", 0)), url(counts.REPORTED)),
        Figure(defined(counts.DISPOSED), str(numbers.get("disposed", 0)), url(counts.DISPOSED)),
        Figure(defined(WHOLE), took or "–", url(counts.CLOSED), _in_group(theirs)),
        Figure(defined(rework), _rate(again.rate) or "–", url(counts.REWORKED), _in_group(_rate(again.other_rate))),
    ]


def _rate(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"


def _in_group(value: str) -> str:
    return str(_("group %(value)s") % {"value": value}) if value else ""
