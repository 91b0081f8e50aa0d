"""Reference data that other systems copy: catalogue, units, the workflow. Each with the city's version and an ETag."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from cases.workflow import STAGE_OF, VERSION, State
from cases.workflow.chart import CHART
from catalogue.choices import MatterKind
from catalogue.models import Category
from common.api import tagged
from common.schema import PROBLEMS, CodeName, refuse_unknown_parameters
from common.workflow.api import WorkflowMove, WorkflowState, WorkflowTable, table
from common.workflow.charts import CHARTS
from departments.models import Axis, Department, Kind
from grids.queries import city_version


class Condition(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    text = serializers.CharField()
    closing_text = serializers.CharField()
    urgency = serializers.CharField()
    limit = serializers.CharField(help_text="value and unit, such as “4 work_hour”")


class CategoryAnswer(CodeName):
    kind = serializers.ChoiceField(MatterKind.choices)
    major = CodeName()
    initials = serializers.CharField()
    conditions = Condition(many=True)


class Categories(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    results = CategoryAnswer(many=True)


class DepartmentAnswer(CodeName):
    short_name = serializers.CharField()
    kind = serializers.ChoiceField(Kind.choices)
    axis = serializers.ChoiceField(Axis.choices)
    parent = serializers.CharField(allow_null=True, help_text="code of the unit above")  # type: ignore[assignment]


class Departments(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    results = DepartmentAnswer(many=True)


class StateAnswer(WorkflowState):
    stage = serializers.CharField(allow_null=True)


class Workflow(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    states = StateAnswer(many=True)
    moves = WorkflowMove(many=True)
    lives = serializers.DictField(
        child=WorkflowTable(), help_text="the tables of what else has moves, by kind: `visit`"
    )


@extend_schema(operation_id="get_categories", summary="The catalogue in force", responses={200: Categories, **PROBLEMS})
@api_view(["GET"])
def categories(request: Request) -> Response:
    refuse_unknown_parameters(request)
    rows = Category.objects.in_force().select_related("major")
    found = rows.prefetch_related("conditions").order_by("code", "kind")
    return tagged(request, {"version": city_version(), "results": [_category(row) for row in found]})


def _category(row: Category) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": str(row),
        "kind": row.kind,
        "major": {"code": row.major.code, "name": str(row.major)},
        "initials": row.initials,
        "conditions": [
            {
                "number": condition.number,
                "text": condition.text,
                "closing_text": condition.closing_text,
                "urgency": condition.urgency,
                "limit": f"{condition.limit_value.normalize():f} {condition.limit_unit}",
            }
            for condition in row.conditions.all()
            if condition.ended_on is None
        ],
    }


@extend_schema(
    operation_id="get_departments", summary="The units that owe fixes", responses={200: Departments, **PROBLEMS}
)
@api_view(["GET"])
def departments(request: Request) -> Response:
    refuse_unknown_parameters(request)
    fields = ("code", "name", "short_name", "kind", "axis")
    rows = Department.objects.active().select_related("parent").order_by("code")
    results = [
        {field: getattr(row, field) for field in fields} | {"parent": row.parent.code if row.parent else None}
        for row in rows
    ]
    return tagged(request, {"version": city_version(), "results": results})


@extend_schema(operation_id="get_workflow", summary="The tables of moves", responses={200: Workflow, **PROBLEMS})
@api_view(["GET"])
def workflow(request: Request) -> Response:
    refuse_unknown_parameters(request)
    answer = table(CHART)
    for state in answer["states"]:
        state["stage"] = STAGE_OF[State(state["name"])]
    lives = {kind: table(chart) for kind, chart in CHARTS.items() if chart is not CHART}
    return tagged(request, {"version": VERSION, **answer, "lives": lives})
