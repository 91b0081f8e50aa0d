"""The router explained: what it would do with a report, without writing anything."""

import uuid
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import current_user
from cases.actions import Rehearsal, Report, rehearse
from cases.api import shapes
from cases.routing import why_text
from catalogue.choices import Source
from common.datum import Datum
from common.schema import INTEGER_MAX, PROBLEMS, Code, CodeName, Number, Strict, asked_point, checked


class RouteQuestion(Strict):
    category = Code(max_length=40)
    condition = serializers.IntegerField(min_value=1, max_value=INTEGER_MAX, required=False)
    lng = Number()
    lat = Number()
    datum = serializers.ChoiceField([datum.value for datum in Datum], default=Datum.WGS84.value)
    source = serializers.ChoiceField(  # type: ignore[assignment]
        Source.choices, required=False, help_text="without it as your own report would have it"
    )
    component = Code(max_length=32, required=False)


class Rule(serializers.Serializer[Any]):
    id = serializers.IntegerField(allow_null=True)
    why = serializers.CharField()


class ConsideredRule(serializers.Serializer[Any]):
    rule = serializers.IntegerField()
    department = CodeName()
    what = serializers.CharField()
    where = serializers.CharField()
    refusal = serializers.CharField(allow_null=True, help_text="why it did not decide; null for the one that did")


class RouteAnswer(serializers.Serializer[Any]):
    department = CodeName(allow_null=True)
    rule = Rule()
    due_at = serializers.DateTimeField(allow_null=True)
    road = serializers.CharField(help_text="auto: dispatched at once; desk: accepted and filed by people first")
    considered = ConsideredRule(many=True)


@extend_schema(
    operation_id="explain_route",
    summary="Which unit would get a report, and why",
    parameters=[RouteQuestion],
    responses={200: RouteAnswer, **PROBLEMS},
)
@api_view(["GET"])
def route(request: Request) -> Response:
    said = checked(RouteQuestion, request.query_params.dict())
    asked_point(said)
    report = Report(id=uuid.uuid4(), **said)
    run = rehearse(report=report, at=timezone.now(), by=current_user(request))
    return Response(_answer(run), headers={"Cache-Control": "no-store"})


def _answer(run: Rehearsal) -> dict[str, Any]:
    decision = run.decision
    return {
        "department": shapes.department(decision.department),
        "rule": {"id": decision.rule.pk if decision.rule else None, "why": why_text(decision.why)},
        "due_at": run.due_at,
        "road": run.intake.value,
        "considered": [
            {
                "rule": considered.rule.pk,
                "department": shapes.department(considered.rule.department),
                "what": considered.what,
                "where": considered.where,
                "refusal": considered.refusal or None,
            }
            for considered in decision.considered
        ],
    }
