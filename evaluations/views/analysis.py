"""The analysis: six plain questions over a period and a part of the city, each a page, a file and a link."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from accounts.requests import require_role
from accounts.roles import DESK, OVERSIGHT, Role
from common.chips import without
from common.numbers import number_in
from common.refusals import Missing
from evaluations.actions import follow
from evaluations.forms import COMPARED_BY, AnalysisForm
from evaluations.periods import Days, Period
from evaluations.presenters import Row, names_of_subclasses, rows_of
from evaluations.presenters.between import bounces_shown, sides_shown
from evaluations.presenters.places import hot_spots_shown, repeats_shown
from evaluations.presenters.shown import Shown
from evaluations.presenters.times import hours_shown, pareto_shown
from evaluations.queries.analysis.bounces import units_bounced
from evaluations.queries.analysis.hot_spots import hot_spots
from evaluations.queries.analysis.hours import hours
from evaluations.queries.analysis.repeats import MOST, repeats
from evaluations.queries.analysis.reports import Reports
from evaluations.queries.analysis.sides import Compared, by_unit, compared_unit, side_by_side
from evaluations.queries.answers import Counted, answer
from evaluations.queries.questions import By

READERS = DESK | OVERSIGHT | {Role.DEPARTMENT_HEAD}
MOST_IN_FILE = 50_000


@dataclass(frozen=True)
class Asked:
    """What a question is asked of; `most` rows of what has no end."""

    reports: Reports
    form: AnalysisForm
    period: Period
    most: int


@dataclass(frozen=True)
class Analysis:
    label: Promise | str
    icon: str
    answer: Callable[[Asked], Shown]
    asks: tuple[str, ...] = ()  # of the form, besides period and part


def _repeats(asked: Asked) -> Shown:
    found = repeats(asked.reports, least=asked.form.chosen_least, most=asked.most)
    names = names_of_subclasses({place.category for place in found.rows})
    return repeats_shown(found, asked.reports, names)


def _pareto(asked: Asked) -> Shown:
    behind = follow().behind
    found = answer(asked.reports.user, replace(asked.reports.question, by=By.CATEGORY))
    shown = pareto_shown(rows_of(found.rows, By.CATEGORY), asked.reports, folded=asked.most == MOST)
    return replace(shown, behind=behind if found.counted == Counted.COUNTERS else None)


def _hours(asked: Asked) -> Shown:
    return hours_shown(hours(asked.reports), asked.reports)


def _bounces(asked: Asked) -> Shown:
    return bounces_shown(units_bounced(asked.reports), asked.reports)


def _sides(asked: Asked) -> Shown:
    days = asked.form.compared(asked.period)
    if days is None:
        return _nothing_before()
    behind = follow().behind
    before, after = days
    of = asked.reports.at(after)
    city = side_by_side(of, before)
    shown = sides_shown(city.rows, _of_units(of, before), days)
    return replace(shown, behind=behind if city.counted == Counted.COUNTERS else None)


def _of_units(of: Reports, before: Days) -> list[tuple[str, Compared]]:
    """Each unit of which something fell due; what grew worse comes first."""
    then, now = ({row.key: row for row in rows_of(rows, By.DEPARTMENT)} for rows in by_unit(of, before))
    units = [
        (row.label, compared_unit(of, before, code, (_numbers(then, code), _numbers(now, code))))
        for code, row in sorted((then | now).items())
    ]  # fmt: skip
    return sorted(units, key=lambda unit: unit[1].change or 0)


def _numbers(rows: Mapping[str, Row], code: str) -> dict[str, int]:
    return {**rows[code].numbers} if code in rows else {}


def _hot_spots(asked: Asked) -> Shown:
    days = asked.form.compared(asked.period)
    if days is None:
        return _nothing_before()
    before, after = days
    of = asked.reports.at(after)
    return hot_spots_shown(hot_spots(of, before), of, before)


def _nothing_before() -> Shown:
    return Shown("", [], [], "", _("No day of one of the two periods is over yet: there is nothing to compare."))


ANALYSES: Mapping[str, Analysis] = {
    "repeats": Analysis(gettext_lazy("Again at the same place"), "repeat", _repeats, ("least",)),
    "pareto": Analysis(gettext_lazy("Which few make most"), "chart-bar", _pareto),
    "hours": Analysis(pgettext_lazy("analysis", "When"), "clock", _hours),
    "bounces": Analysis(gettext_lazy("Back and forth"), "arrows-exchange", _bounces),
    "sides": Analysis(gettext_lazy("Before and after"), "columns-2", _sides, COMPARED_BY),
    "hot-spots": Analysis(gettext_lazy("Hot spots"), "flame", _hot_spots, COMPARED_BY),
}
FIRST = "repeats"


@login_required
@require_safe
def analysis(request: HttpRequest, question: str = FIRST) -> HttpResponse:
    """One of the questions. What was asked wrongly is said, and the last 30 days of the whole city are shown."""
    asked = _asked(request, question, most=MOST)
    shown = ANALYSES[question].answer(asked)
    query = without(request.GET)[1:]
    context: dict[str, Any] = {
        "name": question, "analysis": ANALYSES[question], "shown": shown, "form": asked.form, "period": asked.period,
        "query": query, "tabs": _tabs(question, query),
    }  # fmt: skip
    return render(request, "evaluations/analysis.html", context, status=asked.form.status)


@login_required
@require_safe
def table(request: HttpRequest, question: str, form: str) -> StreamingHttpResponse:
    """Its first table as a file, `part` another. Raises Malformed for a question that is wrong."""
    asked = _asked(request, question, most=MOST_IN_FILE)
    asked.form.refuse_wrong()
    shown = ANALYSES[question].answer(asked)
    tables, about = shown.tables, asked.form.about(asked.period, shown.behind)
    part = number_in(request.GET.get("part", "0"))
    if part is None or part >= len(tables):
        raise Missing(shown.why if not tables and shown.why else _("There is no such list."))
    return tables[part].as_file(f"analysis-{question}", form, about)


def _asked(request: HttpRequest, name: str, *, most: int) -> Asked:
    user = require_role(request, READERS)
    if name not in ANALYSES:
        raise Missing(_("There is no such page."))
    form = AnalysisForm(request.GET, shown=ANALYSES[name].asks)
    period = form.chosen(timezone.now())
    return Asked(Reports(user, period.days, form.part), form, period, most)


def _tabs(name: str, query: str) -> list[dict[str, Any]]:
    """The other questions, of the same period and part."""
    return [
        {"label": each.label, "url": f"{reverse('evaluations:analysis', args=[key])}?{query}", "current": key == name}
        for key, each in ANALYSES.items()
    ]
