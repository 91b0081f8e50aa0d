"""The overview: are we on time, where not, who, is it getting better; and its tables as files."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import require_role
from accounts.roles import DESK, OVERSIGHT, Role
from common.definitions import Definition
from common.refusals import Missing
from dashboards.presenters import figures as of_figures
from dashboards.presenters.beside import waits
from dashboards.presenters.charts import area_values, flow_chart, rate_chart
from dashboards.presenters.columns import (
    COUNTED,
    LABELS,
    cells_of,
    cells_of_days,
    columns,
    definition_of,
    file_of,
    file_of_days,
)
from dashboards.presenters.rows import Line, in_order, lines, names_in, worst
from dashboards.queries import now
from dashboards.queries.days import Step, steps_of
from dashboards.queries.overview import Asked, Table, ask
from departments.queries import units_of
from evaluations.actions import follow
from evaluations.dictionary.indicators import INDICATORS
from evaluations.dictionary.measures import EXCUSED, FELL_DUE, OVERDUE
from evaluations.forms import PeriodForm
from evaluations.periods import Period
from evaluations.presenters import Names
from evaluations.presenters.kept import shelf_of
from evaluations.presenters.scorecards import card_url
from evaluations.queries.answers import Counted
from evaluations.queries.questions import By, cases_url
from evaluations.queries.readers import EVERYBODYS
from evaluations.queries.subjects import Kind
from evaluations.queries.targets import targets
from grids.presenters.layers import CITY_ZOOM, city_layers
from grids.queries import main_level

GROUND = ("green", "water", "market", "building", "road")  # the overview draws its areas itself, in their colours
GLANCERS = DESK | OVERSIGHT | {Role.DEPARTMENT_HEAD}
CARDS: Mapping[By, Kind] = {By.DEPARTMENT: Kind.UNIT, By.AREA: Kind.AREA, By.CATEGORY: Kind.CLASS}
CLASSES_SHOWN = 10
Context = dict[str, Any]
Found = Mapping[Table, Asked]


@dataclass(frozen=True)
class Look:
    """One request: who looks at which days, the level of the areas, and what the counters answered."""

    user: User
    period: Period
    level: str
    ordering: str
    found: Found
    target: float | None  # of the on-time rate, in percent
    behind: datetime | None  # since when the counters lag

    @property
    def at(self) -> datetime:
        return self.period.days.at

    def lines(self, table: Table) -> list[Line]:
        """The rows of a table in the order that was asked for."""
        asked = self.found[table]
        assert asked.question.by is not None
        found = lines(asked, self.names[asked.question.by], partial(_page_of, asked, self))
        return in_order(found, table, self.ordering)

    @cached_property
    def names(self) -> Mapping[By, Names]:
        return names_in(self.found)

    def has_card(self, by: By, code: str) -> bool:
        """Heads of units read the scorecards of their own units."""
        return self.user.role in EVERYBODYS or (by == By.DEPARTMENT and code in self._own_units)

    @cached_property
    def _own_units(self) -> set[str]:
        named = self.names.get(By.DEPARTMENT, {})
        return {named[pk][0] for pk in units_of(self.user) if pk in named}

    def steps(self) -> list[Step]:
        """The days that are drawn."""
        asked = self.found[Table.DAYS]
        return steps_of(asked.question.days, asked.found.now)


def _page_of(asked: Asked, look: Look, code: str) -> str:
    """Where the name of a row leads: its scorecard over the same days, else its cases that fell due; what has no unit,
    to what of it is overdue."""
    by = asked.question.by
    kind = CARDS.get(by) if by is not None else None
    if by is not None and kind is not None and code and look.has_card(by, code):
        return card_url(kind, code, look.period)
    return asked.question.url(FELL_DUE if code else OVERDUE, code)


@login_required
@require_safe
def leader(request: HttpRequest) -> HttpResponse:
    """`part` asks for one fragment, as the page itself does: of a wrong period too, which the page has said is one."""
    user = require_role(request, GLANCERS)
    form = PeriodForm(request.GET or None)
    period = form.chosen(timezone.now())
    part, query, followed = request.GET.get("part", ""), _query(request), follow()
    shelf = shelf_of(user, "overview", query, turn=followed.turn, at=period.days.at)

    def drawn(names: Sequence[str]) -> Mapping[str, str]:
        """These fragments, by one question to the counters."""
        tables = {table for name in names for table in PARTS[name].tables}
        look = _look(request, shelf.reader, period, tables, followed.behind)
        context = _common(look, query)
        return {
            name: shelf.drawn(f"dashboards/leader_{name}.html", context | PARTS[name].build(look)) for name in names
        }

    if part in PARTS:
        return HttpResponse(shelf.pieces([part], drawn)[part])
    context = {"form": form, "period": period, "kept": urlencode(period.query), "parts": shelf.pieces([*PARTS], drawn)}
    return render(request, "dashboards/leader.html", context | _frame(), status=form.status)


def _common(look: Look, query: QueryDict) -> Context:
    """What several fragments show."""
    return {
        "period": look.period, "at": look.at, "query": query.urlencode(), "defined": _definitions(),
        "labels": {table.value: label for table, label in LABELS.items()}, "kept": urlencode(look.period.query),
        "target": look.target,
    }  # fmt: skip


def _look(request: HttpRequest, user: User, period: Period, tables: Collection[Table], behind: datetime | None) -> Look:
    level = main_level()
    found = ask(user, period, tables, level)
    target = targets().get("on_time_rate") if set(tables) - {Table.CITY} else None
    return Look(user, period, level, request.GET.get("ordering", ""), found, target, behind)


def _query(request: HttpRequest) -> QueryDict:
    """The question of this page without the part, for the fragments that ask again."""
    query = request.GET.copy()
    query.pop("part", None)
    return query


def _frame() -> Context:
    """What the page has beside its fragments: the ground of the map."""
    return {"map_layers": [layer for layer in city_layers() if layer["kind"] in GROUND]}


def _map(look: Look) -> Context:
    """Where the map asks for its areas and for what is overdue."""
    return {
        "areas_url": f"{reverse('grids:layer', args=['areas'])}?zoom={CITY_ZOOM}&level={look.level}",
        "red_url": f"{reverse('dashboards:map_cases')}?{urlencode(OVERDUE.chosen)}",
    }


def _figures(look: Look) -> Context:
    city = look.found[Table.CITY]
    began = look.period.days.span.start
    return {
        "figures": of_figures.figures(city),
        "numbers": of_figures.numbers(city),
        "counted": city.found.counted,
        "behind": look.behind if city.found.counted == Counted.COUNTERS else None,
        "comparison": of_figures.comparison(look.period, city),
        "days": of_figures.span_words(look.period.days),
        **({} if city.found.now.rows else of_figures.earlier(now.last_report(look.user, began))),
    }


def _units(look: Look) -> Context:
    units = look.lines(Table.UNITS)
    found = now.beside(look.user, look.at)
    return {
        "units": units,
        "unit_columns": columns(Table.UNITS),
        "worst": worst(units),
        "most_overdue": max((line.numbers.get("overdue", 0) for line in units), default=0) or 1,
        "waits": waits(found),
        "duty": found.get("duty"),
        "inspectors": found.get("inspectors"),
    }


def _late(look: Look) -> Context:
    oldest = now.oldest_overdue(look.user, look.at)
    kept = bool(oldest) or now.owes_by_a_day(look.user)
    return {"oldest": oldest, "limits_kept": kept, "all_overdue": cases_url(OVERDUE.chosen)}


def _breakdown(look: Look) -> Context:
    areas, classes, steps = look.lines(Table.AREAS), look.lines(Table.CLASSES), look.steps()
    return {
        "steps": of_figures.steps(look.found[Table.CITY]),
        "area_columns": columns(Table.AREAS),
        "areas": areas,
        "area_values": area_values(areas),
        "class_columns": columns(Table.CLASSES),
        "classes": classes[: max(CLASSES_SHOWN, len(areas))],
        "more_classes": max(0, len(classes) - max(CLASSES_SHOWN, len(areas))),
        "flow_chart": flow_chart(steps),
        "rate_chart": rate_chart(steps, look.target),
    }


@dataclass(frozen=True)
class Part:
    """A fragment: what it asks of the counters, and what its template shows of the answers."""

    tables: tuple[Table, ...]
    build: Callable[[Look], Context]


PARTS: Mapping[str, Part] = {
    "figures": Part((Table.CITY,), _figures),
    "units": Part((Table.UNITS,), _units),
    "late": Part((), _late),
    "breakdown": Part((Table.CITY, Table.AREAS, Table.CLASSES, Table.DAYS), _breakdown),
    "map": Part((), _map),
    "words": Part((), lambda look: {"defined": _definitions()}),
}


@login_required
@require_safe
def table_file(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """One of the tables (`table`), all rows of it, with the period of the page. Raises Missing, Malformed."""
    user = require_role(request, GLANCERS)
    table = request.GET.get("table", Table.UNITS)
    if table not in LABELS:
        raise Missing(_("There is no such list."))
    asked = PeriodForm(request.GET)
    asked.refuse_wrong()
    period = asked.chosen(timezone.now())
    look = _look(request, user, period, {Table(table)}, follow().behind)
    counted = look.found[Table(table)].found.counted
    about = asked.about(period, look.behind if counted == Counted.COUNTERS else None)
    if table == Table.DAYS:
        return file_of_days(about).of_cells([cells_of_days(step) for step in look.steps()], form=form)
    rows = [cells_of(Table(table), line) for line in look.lines(Table(table))]
    return file_of(Table(table), about).of_cells(rows, form=form)


@login_required
@require_safe
def duty(request: HttpRequest) -> HttpResponse:
    """Who is in the street now."""
    require_role(request, now.SEES_DUTY)
    at = timezone.now()
    return render(request, "dashboards/duty.html", {"people": now.people_on_duty(at), "at": at})


def _definitions() -> dict[str, Definition]:
    """Each number of the page by name, in the language of whoever looks."""
    shown = {each.name: definition_of(each) for table in COUNTED.values() for each in table}
    return shown | {"excused": of_figures.defined(EXCUSED), "rate": of_figures.defined(INDICATORS["on_time_rate"])}
