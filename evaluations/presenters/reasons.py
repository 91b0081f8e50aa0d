"""Why: the sentences that the numbers carry, each with its number and its list, by `evaluations.dictionary.reasons`."""

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.durations import took
from common.templatetags.marks import count
from evaluations.dictionary.durations import DURATIONS, WHOLE
from evaluations.dictionary.indicators import INDICATORS
from evaluations.dictionary.measures import FELL_DUE, Measure
from evaluations.dictionary.rates import Against, Rate, Verdict
from evaluations.dictionary.reasons import Stage, greatest, since, slowest, stage_of
from evaluations.presenters.breakdowns import CAUSES, Class, causes
from evaluations.presenters.scorecards import late_url, step_name
from evaluations.presenters.took import longer_url, took_url
from evaluations.queries.scorecards import Card, late
from evaluations.queries.subjects import Kind

# Of what is no cause of lateness, but an answer to it, nothing is said.
SAID = tuple(name for name in CAUSES if name not in ("excused_rate", "reopening_rate"))


def reasons(card: Card, rows: Sequence[Class]) -> list[SafeString]:
    """At most a sentence each: since when, the class, the stage, the cause. None where nothing can be said."""
    worse = late(card.numbers, card.others_numbers).verdict == Verdict.MORE
    said = [*([_since(card), _class(card, rows)] if worse else []), _stage(card), _cause(card)]
    return [each for each in said if each]


def _since(card: Card) -> SafeString:
    found = since(late(step.own, step.others) for step in card.known)
    if found is None or found.number < 2:
        return SafeString()
    words = _(
        "Worse than its group since {first}: {number} months without a better one, {certain} of them by more than"
        " chance."
    )
    if card.weeks:
        words = _(
            "Worse than its group since the week of {first}: {number} weeks without a better one, {certain} of them by"
            " more than chance."
        )
    first = step_name(card, card.known[found.first])
    return format_html(words, first=first, number=found.number, certain=found.by_more_than_chance)


def _class(card: Card, rows: Sequence[Class]) -> SafeString:
    code = greatest({row.code: row.late for row in rows})
    if code is None:
        return SafeString()
    row = next(each for each in rows if each.code == code)
    words = _(
        "Unit: {late} of the {due} cases of “{name}” that fell due were late ({rate}; its group {group}), {excess} more"
        " than with the group's rate."
    )
    if card.subject.kind != Kind.CLASS:
        words = _(
            "Class: {late} of the {due} cases of “{name}” that fell due were late ({rate}; its group {group}), {excess}"
            " more than with the group's rate."
        )
    return format_html(
        words, late=count(row.late.own.part, late_url(card.split.question, code), row.label),
        due=count(row.late.own.whole, card.split.question.url(FELL_DUE, code), row.label), name=row.label,
        **_rates(row.late),
    )  # fmt: skip


def _stage(card: Card) -> SafeString:
    stages: dict[str, Stage | None] = {
        name: stage_of(card.spent.buckets(name), card.others_buckets(name)) for name in DURATIONS if name != WHOLE.name
    }
    name = slowest(stages)
    stage = stages[name] if name is not None else None
    if name is None or stage is None:
        return SafeString()
    duration, slow = DURATIONS[name], stage.longer
    return format_html(
        _("Stage: “{name}” took {limit} or longer in {cases} of {whole} cases ({rate}; its group {group}), {excess}"
          " more than with the group's rate; three quarters were through within {own}, of its group within {others}."),
        name=duration.term, limit=took(slow.limit), own=took(stage.within), others=took(stage.others_within),
        cases=count(slow.part, longer_url(card.question, duration, slow), str(duration.term)),
        whole=count(slow.whole, took_url(card.question, duration, 0), str(duration.cases.term)), **_rates(stage.slow),
    )  # fmt: skip


def _cause(card: Card) -> SafeString:
    found = {name: each for name, each in causes(card).items() if name in SAID}
    name = greatest(found)
    if name is None:
        return SafeString()
    indicator = INDICATORS[name]
    assert isinstance(indicator.numerator, Measure)
    assert indicator.denominator is not None
    return format_html(
        _("Cause: “{name}”, {cases} of {whole} cases ({rate}; its group {group}), {excess} more than with the group's"
          " rate."),
        name=indicator.numerator.term,
        whole=count(found[name].own.whole, card.question.url(indicator.denominator), str(indicator.denominator.term)),
        cases=count(found[name].own.part, card.question.url(indicator.numerator), str(indicator.numerator.term)),
        **_rates(found[name]),
    )  # fmt: skip


def _rates(found: Against) -> dict[str, Any]:
    return {
        "rate": _percent(found.own), "group": _percent(found.others), "excess": f"{found.excess:.0f}",
    }  # fmt: skip


def _percent(rate: Rate) -> str:
    return f"{100 * rate.part / rate.whole:.0f} %" if rate.whole else "–"
