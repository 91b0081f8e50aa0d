"""Reference data that other systems copy: catalogue, units, the workflow. Each with the city's version and an ETag."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from cases.workflow import MOVES, STAGE_OF, VERSION, State
from catalogue.choices import MatterKind
from catalogue.models import Category
from common.api import tagged
from common.schema import PROBLEMS, CodeName, refuse_unknown_parameters
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


class StateAnswer(serializers.Serializer[Any]):
    name = serializers.ChoiceField(State.choices)
    label = serializers.CharField()  # type: ignore[assignment]
    stage = serializers.CharField(allow_null=True)


class _MoveFields(serializers.Serializer[Any]):
    move = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    to = serializers.ChoiceField(State.choices, allow_null=True, help_text="null: the state stays")
    also = serializers.ListField(
        child=serializers.ChoiceField(State.choices), help_text="states it can lead to besides"
    )
    relations = serializers.DictField(
        child=serializers.CharField(), help_text="how each role must be related to the case"
    )
    to_if_failed = serializers.ChoiceField(State.choices, allow_null=True)
    roles = serializers.ListField(child=serializers.CharField())
    needs = serializers.ListField(child=serializers.CharField())
    optional = serializers.ListField(child=serializers.CharField())


MoveAnswer = type(
    "WorkflowMove",
    (_MoveFields,),
    {"from": serializers.ListField(child=serializers.ChoiceField(State.choices)), "__module__": __name__},
)


class Workflow(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    states = StateAnswer(many=True)
    moves = MoveAnswer(many=True)


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


@extend_schema(operation_id="get_workflow", summary="The table of moves", responses={200: Workflow, **PROBLEMS})
@api_view(["GET"])
def workflow(request: Request) -> Response:
    refuse_unknown_parameters(request)
    states = [{"name": state.value, "label": str(state.label), "stage": STAGE_OF[state]} for state in State]
    answer = {"version": VERSION, "states": states, "moves": _moves()}
    return tagged(request, answer)


def _moves() -> list[dict[str, Any]]:
    return [
        {
            "move": move.name,
            "label": str(move.label),
            "from": [state.value for state in State if state in move.sources],
            "to": move.target.value if move.target else None,
            "to_if_failed": move.target_if_failed.value if move.target_if_failed else None,
            "also": sorted(state.value for state in move.also),
            "roles": sorted(move.roles),
            "relations": {str(role): relation.value for role, relation in move.may.items()},
            "needs": [need.value for need in move.needs],
            "optional": [need.value for need in move.optional],
        }
        for move in MOVES.values()
    ]
