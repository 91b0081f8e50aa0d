"""What the API takes in about visits."""

from typing import Any

from rest_framework import serializers

from accounts.models import User
from common.schema import INTEGER_MAX, Code
from common.workflow.api import MoveFields
from evidence.api.bodies import Photos
from inspections.actions import VisitRequest

NOBODY = 0


class VisitMoveBody(MoveFields):
    inspector = Code(max_length=150, required=False, allow_blank=True, help_text="user name of who shall go")
    passed = serializers.BooleanField(required=False, allow_null=True, default=None)
    photos = Photos(required=False)
    closing_conditions = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=99), max_length=99, required=False,
        help_text="the lines of the case's closing condition that were found to hold, from 1",
    )  # fmt: skip
    case_version = serializers.IntegerField(
        min_value=1, max_value=INTEGER_MAX, required=False, allow_null=True,
        help_text="the version of the visit's case you saw; where you saw none, as it is now",
    )  # fmt: skip


def visit_request_of(move: str, said: dict[str, Any]) -> VisitRequest:
    fields = {name: value for name, value in said.items() if name in VisitRequest.__slots__ and value is not None}
    fields |= {name: tuple(fields[name]) for name in ("photos", "closing_conditions") if name in fields}
    fields["inspector"] = _person(said["inspector"]) if said.get("inspector") else None
    return VisitRequest(**{"version": None} | fields | {"move": move})


def _person(username: str) -> int:
    """NOBODY where there is none: the move refuses it, after it has asked whether this person may name anybody."""
    return User.objects.filter(username=username).values_list("pk", flat=True).first() or NOBODY
