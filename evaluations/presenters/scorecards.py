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
from common.durations import took
from evaluations.dictionary import measures as counts
from evaluations.dictionary.durations import WHOLE, Duration
from evaluations.dictionary.indicators import INDICATORS, ON_TIME_RATE, Indicator
from evaluations.dictionary.measures import Filters, Measure, Stock, spanning
from evaluations.dictionary.rates import Rate
from evaluations.periods import Period
from evaluations.presenters.took import percentile_cell
from evaluations.presenters.verdicts import against_earlier, tone
from evaluations.queries.answers import Numbers, numbers_of
from evaluations.queries.questions import Question, cases_url, key_filters
from evaluations.queries.scorecards import Card, Step, against, late
from evaluations.queries.spread import SHARES
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
    """The list of what fell due and was not on time, the most late first."""
    passed = spanning(counts.DUE, counts.FELL_DUE.span(question.days))
    chosen: Filters = {"exempt": "false", "on_time": "false", **passed, "ordering": "lateness"}
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
    over = numbers_of(card.own.over)
    times = ((_("The period before"), card.own.before), (_("A year before"), card.own.year_before))
    found = [(label, late(over, numbers_of(then))) for label, then in times if then is not None and then.rows]
    return [Earlier(label, each.others.rest.value, against_earlier(each)) for label, each in found]


@dataclass(frozen=True)
class OnTime:
    """The on-time rate, that of the group, and the lists of its own parts."""

    definition: Definition
    due_term: Promise | str
    own: Rate
    others: Rate
    on_time_url: str
    due_url: str
    tone: str


def on_time(own: Numbers, others: Numbers, question: Question) -> OnTime:
    found, url = late(own, others), question.url
    return OnTime(
        defined(ON_TIME_RATE), counts.FELL_DUE.term, found.own.rest, found.others.rest,
        url(counts.ON_TIME), url(counts.FELL_DUE), tone(found),
    )  # fmt: skip


def step_name(card: Card, step: Step, week: str = "Y-m-d") -> str:
    """Of a week its Monday."""
    return date_format(step.days.first, week if card.weeks else "Y-m")


def rate_chart(card: Card) -> dict[str, Any] | None:
    """The late rate by month or week, against the group's; what has too few cases is not drawn, and nothing where
    there is no point of its own."""
    found = [late(step.own, step.others) for step in card.known]
    if all(each.own.shown is None for each in found):
        return None
    questions = [Question(step.days, part=card.subject.part) for step in card.known]
    return {
        "kind": "line", "unit": " %",
        "labels": [step_name(card, step, "m-d") for step in card.known],
        "series": [
            {"name": card.subject.name, "values": [each.own.shown for each in found],
             "opens": [late_url(question) for question in questions]},
            {"name": str(_("Its group")), "values": [each.others.shown for each in found]},
        ],
    }  # fmt: skip


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
    half = percentile_cell(card.question, WHOLE, card.spent.buckets(WHOLE.name), SHARES[0])
    others = card.others_percentiles(WHOLE.name)[0]
    rework = INDICATORS["rework_rate"]
    again = against(rework, numbers, card.others_numbers)
    return [
        Figure(defined(counts.REPORTED), str(numbers.get("reported", 0)), url(counts.REPORTED)),
        Figure(defined(counts.DISPOSED), str(numbers.get("disposed", 0)), url(counts.DISPOSED)),
        Figure(defined(WHOLE), half.shown, half.url, _hint(half.title, took(others) if others else "")),
        Figure(defined(rework), _rate(again.own) or "–", url(counts.REWORKED), _hint("", _rate(again.others))),
    ]


def _rate(rate: Rate) -> str:
    return f"{rate.shown} %" if rate.shown is not None else ""


def _hint(said: str, of_group: str) -> str:
    words = [said, str(_("group %(value)s") % {"value": of_group}) if of_group else ""]
    return str(_("; ")).join(filter(None, words))
