"""What the API takes in about cases."""

from typing import Any

from rest_framework import serializers

from cases.actions import MoveRequest, Piece, Report
from cases.actions.report import MOST_ACCURACY, MOST_CONDITION
from cases.models import Reason, Ruling
from catalogue.choices import Source
from common.datum import Datum
from common.schema import ClientId, Code, Moment, Number, Phone, PointField, Strict, Text
from common.workflow.api import MAX_TEXT, MoveFields
from evidence.api.bodies import Photos


class ReporterBody(Strict):
    name = Text(max_length=60, required=False, allow_blank=True)
    phone = Phone(required=False, allow_blank=True, help_text="a telephone number; kept in one form, shown masked")


class ReportBody(Strict):
    id = ClientId(help_text="made by the client; the same id and content again is answered as the first time")
    category = Code(max_length=40, help_text="code of a subclass, see /categories/")
    condition = serializers.IntegerField(min_value=1, max_value=MOST_CONDITION, required=False, allow_null=True)
    location = PointField()
    datum = serializers.ChoiceField([datum.value for datum in Datum], default=Datum.WGS84.value)
    accuracy_m = Number(min_value=0, max_value=MOST_ACCURACY, required=False, allow_null=True)
    description = Text(max_length=MAX_TEXT, multiline=True, required=False)
    address = Text(max_length=200, required=False, allow_blank=True)
    source = serializers.ChoiceField(  # type: ignore[assignment]
        Source.choices, required=False, help_text="how it came in; without it as the role of who reports says"
    )
    occurred_at = Moment(required=False, allow_null=True)
    photos = Photos(required=False)
    component = Code(max_length=32, required=False, allow_blank=True)
    place = Code(max_length=32, required=False, allow_blank=True, help_text="code of the place that it is about")
    external_number = Text(
        max_length=64, required=False, allow_blank=True,
        help_text="your own number of it, once only per client; people find the case by it",
    )  # fmt: skip
    reporter = ReporterBody(required=False)
    self_handled = serializers.BooleanField(
        required=False, default=False, help_text="put right on the spot by the inspector; needs an after-photo"
    )

    def report(self) -> Report:
        said = dict(self.validated_data)
        said["lng"], said["lat"] = said.pop("location")
        said["photos"] = tuple(said.pop("photos", ()))
        person = said.pop("reporter", {})
        return Report(
            **said, reporter_name=person.get("name", ""), reporter_phone=person.get("phone", "")
        )  # fmt: skip


class PieceBody(Strict):
    category = Code(max_length=40)
    condition = serializers.IntegerField(min_value=1, max_value=MOST_CONDITION, required=False, allow_null=True)
    note = Text(max_length=MAX_TEXT, multiline=True, required=False, allow_blank=True)


class MoveBody(MoveFields):
    department = Code(max_length=40, required=False, allow_blank=True)
    assignee = Code(
        max_length=150, required=False, allow_blank=True, help_text="user name of a member of the unit or its squad"
    )
    passed = serializers.BooleanField(required=False, allow_null=True, default=None)
    photos = Photos(required=False)
    reason_class = serializers.ChoiceField(Reason.choices, required=False, allow_blank=True)
    until = Moment(required=False, allow_null=True)
    into = Code(max_length=40, required=False, allow_blank=True, help_text="UUID or number of a case")
    category = Code(max_length=40, required=False, allow_blank=True)
    condition = serializers.IntegerField(min_value=1, max_value=MOST_CONDITION, required=False, allow_null=True)
    location = PointField(required=False, allow_null=True)
    datum = serializers.ChoiceField([datum.value for datum in Datum], required=False)
    place = Code(max_length=32, required=False, allow_blank=True, help_text="code of a place")
    closing_conditions = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=99), max_length=99, required=False,
        help_text="the lines of the closing condition that were found to hold, from 1",
    )  # fmt: skip
    parts = PieceBody(many=True, required=False, help_text="the cases into which it is split")
    ruling = serializers.ChoiceField(Ruling.choices, required=False, allow_blank=True)


def move_request_of(move: str, said: dict[str, Any]) -> MoveRequest:
    fields = {name: value for name, value in said.items() if name in MoveRequest.__slots__ and value is not None}
    fields |= {name: tuple(fields[name]) for name in ("photos", "closing_conditions", "location") if name in fields}
    if "parts" in fields:
        fields["parts"] = tuple(Piece(**piece) for piece in fields["parts"])
    return MoveRequest(**{"version": None} | fields | {"move": move})


class CommentBody(Strict):
    id = ClientId(help_text="made by the client; the same id and text again is answered as the first time")
    text = Text(max_length=MAX_TEXT, multiline=True, help_text="@username or @name mentions who may see the case")


class UnmaskBody(Strict):
    purpose = Text(max_length=200, help_text="call_back, inform, meet, or in your own words")
