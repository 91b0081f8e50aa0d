"""Indicators of units, areas, subclasses, inspectors, sources or days over some days."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import require_role
from accounts.roles import DESK, OVERSIGHT, Role
from common.api import NO_STORE
from common.refusals import Malformed
from common.schema import PROBLEMS, refuse_unknown_parameters
from evaluations.actions import follow
from evaluations.api import supervision
from evaluations.dictionary import measures as counts
from evaluations.dictionary.indicators import INDICATORS
from evaluations.forms import NumbersForm
from evaluations.presenters import Row, definitions, rows_of
from evaluations.queries.answers import Counted, answer
from evaluations.queries.people import LEAD_INSPECTORS
from evaluations.queries.questions import By, Question
from grids.queries import main_level

READERS = DESK | OVERSIGHT | {Role.DEPARTMENT_HEAD}
COUNTS = (
    counts.REPORTED, counts.FILED, counts.DISPATCHED, counts.FELL_DUE, counts.CLOSED, counts.CLOSED_ON_TIME,
)  # fmt: skip
BEHIND_RATES = (counts.DUE_CLOSED, counts.ON_TIME, counts.DISPOSED, counts.REWORKED)
RATES = ("close_rate", "on_time_rate", "rework_rate")
LATER = ("score", "grade", "rank")  # they need frozen months and groups of units of one kind
DEFINED = ("reported", "filed", "dispatched", "due", "closed", "closed_on_time", "overdue_open", *RATES)
PARAMETERS = ("from", "to", "by", "department", "area", "category", "source")


_NAMED = {
    "key": serializers.CharField(
        help_text="code of the unit, area or subclass, source, user name, day; empty: no unit"
    ),
    "label": serializers.CharField(),
}


class IndicatorNumbers(serializers.Serializer[Any]):
    reported = serializers.IntegerField()
    filed = serializers.IntegerField()
    dispatched = serializers.IntegerField()
    due = serializers.IntegerField()
    closed = serializers.IntegerField()
    closed_on_time = serializers.IntegerField()
    overdue_open = serializers.IntegerField(help_text="at the end of the period, or now")
    rework = serializers.IntegerField()
    close_rate = serializers.FloatField(allow_null=True, help_text="percent; null where nothing fell due")
    on_time_rate = serializers.FloatField(allow_null=True, help_text="percent; null where nothing fell due")
    rework_rate = serializers.FloatField(allow_null=True, help_text="percent; null where nothing was disposed of")
    score = serializers.FloatField(allow_null=True)
    grade = serializers.CharField(allow_null=True)
    rank = serializers.IntegerField(allow_null=True)
    supervision = serializers.DictField(
        child=serializers.FloatField(allow_null=True), required=False,
        help_text="of units, where no area, category or source is asked for: counts and rates (percent) of their items"
        " of the ledger, orders, deductions and objections; `definitions` says what each is",
    )  # fmt: skip


# "label" is a word of serializers too, so that it can't be said as an attribute.
IndicatorRow = type("IndicatorRow", (IndicatorNumbers,), {**_NAMED, "__module__": __name__})


class IndicatorsAnswer(serializers.Serializer[Any]):
    as_of = serializers.DateTimeField(help_text="now, or until when the counters have followed where they lag")
    counted = serializers.ChoiceField(["counters", "live"], help_text="whence the numbers come; they are the same")
    rows = IndicatorRow(many=True)
    definitions = serializers.DictField(
        help_text="for each indicator its numerator and denominator: name, what it counts, the list of its cases"
    )


@extend_schema(
    operation_id="list_indicators",
    summary="Indicators by unit, area, subclass, inspector, source or day",
    description=(
        "Over whole days, both included, at most 366; without days this month. What falls due later today is not due "
        "yet. Counted are the cases that you may see. Inspectors are shown to those who lead them. Score, grade and "
        "rank are null as yet."
    ),
    parameters=[
        OpenApiParameter("from", str, description="first day, YYYY-MM-DD"),
        OpenApiParameter("to", str, description="last day, YYYY-MM-DD"),
        OpenApiParameter("by", str, enum=[by.value for by in By], description="what a row is; without it the units"),
        OpenApiParameter("department", str, description="code of a unit: only its cases"),
        OpenApiParameter("area", str, description="code of an area: only cases in it"),
        OpenApiParameter("category", str, description="code of a class or subclass: only its cases"),
        OpenApiParameter("source", str, description="only cases of this source"),
    ],
    responses={200: IndicatorsAnswer, **PROBLEMS},
)
@api_view(["GET"])
def indicators(request: Request) -> Response:
    refuse_unknown_parameters(request, *PARAMETERS)
    user = require_role(request, READERS)
    form = NumbersForm(request.query_params, at=timezone.now())
    if not form.is_valid():
        raise Malformed(
            _("This question can't be answered."), errors={name: [*said] for name, said in form.errors.items()}
        )
    if form.chosen_by == By.INSPECTOR:
        require_role(request, LEAD_INSPECTORS)  # as their own pages
    question = question_of(form)
    behind = follow().behind
    found, supervised = answer(user, question), supervision.units_of(user, question)
    rows = [row_of(row) for row in rows_of(found.rows, form.chosen_by)]
    definitions = defined(question)
    if supervised is not None:
        rows = with_supervision(rows, supervised)
        definitions |= supervision.definitions(question)
    as_of = behind if behind is not None and found.counted == Counted.COUNTERS else form.at
    said = {"as_of": as_of, "counted": found.counted, "rows": rows, "definitions": definitions}
    return Response(said, headers=NO_STORE)


def question_of(form: NumbersForm) -> Question:
    level = main_level() if form.chosen_by == By.AREA else ""
    days = form.cleaned_data["days"]
    return Question(days, (*COUNTS, *BEHIND_RATES), (counts.OVERDUE,), form.chosen_by, level, form.part)


def row_of(row: Row) -> dict[str, Any]:
    number = {measure.name: row.numbers.get(measure.name, 0) for measure in COUNTS}
    rates = {name: INDICATORS[name].rate(row.numbers).value for name in RATES}
    overdue, rework = row.numbers.get("overdue", 0), row.numbers.get("reworked", 0)
    named = {"key": row.key, "label": row.label, **number, "overdue_open": overdue, "rework": rework}
    return {**named, **rates, **dict.fromkeys(LATER)}


def with_supervision(
    rows: list[dict[str, Any]], supervised: Mapping[str, tuple[str, Mapping[str, float | None]]]
) -> list[dict[str, Any]]:
    """Each unit with its items and orders; one that had no case at all has a row too."""
    known = {row["key"] for row in rows}
    rows += [row_of(Row(code, label, {})) for code, (label, __) in sorted(supervised.items()) if code not in known]
    return [row | {"supervision": supervised.get(row["key"], ("", supervision.NOTHING))[1]} for row in rows]


def defined(question: Question) -> dict[str, Any]:
    """The rework of the answer is the numerator of its rate."""
    found = definitions(DEFINED, question)
    found["rework"] = {"numerator": found["rework_rate"]["numerator"], "denominator": None}
    later = {"name": _("Not yet"), "counts": _("Empty until months are frozen and units are ranked in groups.")}
    return found | {name: {"numerator": later, "denominator": None} for name in LATER}
