"""What people type about places and permits. The form of a place asks what its kind asks."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.fields import CodeField, DayField, TextField
from departments.models import Department
from places.actions import Application, PermitRequest
from places.choices import FieldType, PermitKind
from places.models import Place, PlaceField
from places.registers import details
from places.workflow import Move, Need
from registry.forms.kept import RegisterForm

LONGEST_NOTE = 2000
_PREFIX = "detail_"


class PlaceForm(RegisterForm):
    """A field for each field of its kind, in place of the one text of the file; without a kind there are none."""

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row: Place | None = self.row
        asked = PlaceField.objects.filter(kind__code=row.kind.code if row is not None else kind)
        self.details = list(asked.order_by("order", "code"))
        said = row.details if row is not None else {}
        del self.fields["details"]
        for field in self.details:
            made = _form_field(field)
            made.initial = said.get(field.code, "")
            self.fields[_PREFIX + field.code] = made

    def clean(self) -> dict[str, Any]:
        """The details as the file has them."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        known = {field.code for field in self.details}
        typed = {code: _written(cleaned.get(_PREFIX + code)) for code in known}
        cleaned["details"] = details.text_of(typed)
        return cleaned


def _form_field(field: PlaceField) -> forms.Field:
    common: Mapping[str, Any] = {"label": str(field), "required": field.required}
    if field.type == FieldType.CHOICE:
        none = [] if field.required else [("", "–")]
        return forms.ChoiceField(choices=[*none, *((each, each) for each in field.choices)], **common)
    if field.type == FieldType.FLAG:
        return forms.ChoiceField(choices=[("", "–"), ("yes", _("yes")), ("no", _("no"))], **common)
    if field.type == FieldType.DAY:
        return DayField(widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **common)
    if field.type == FieldType.NUMBER:
        return forms.FloatField(**common)
    return TextField(max_length=details.LONGEST_VALUE, **common)


def _written(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


class LookForm(forms.Form):
    """What somebody needs a telephone for, in their own words."""

    purpose = TextField(label=_("What do you need it for?"), max_length=200)


class PermitForm(forms.Form):
    """What somebody applies for. It checks shapes; what an application must hold, the verb decides."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=PermitKind.choices)
    holder = TextField(label=_("Holder"), max_length=100)
    purpose = TextField(label=_("What for"), max_length=200)
    place = CodeField(
        label=_("Code of the place"), required=False, max_length=32,
        help_text=_("Of the archive; empty where it is in the street: then put the pin."),
    )  # fmt: skip
    place_lng = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-180, max_value=180)
    place_lat = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-90, max_value=90)
    unit = forms.ChoiceField(label=_("Unit that decides"))
    starts_on = DayField(label=_("From"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    ends_on = DayField(label=_("To, this day included"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    conditions = TextField(
        label=_("Conditions"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = [(unit.code, str(unit)) for unit in Department.objects.active()]
        self.fields["unit"] = forms.ChoiceField(label=_("Unit that decides"), choices=[("", _("Choose one")), *units])
        self.order_fields([*type(self).base_fields])

    def application(self) -> Application:
        said = self.cleaned_data
        return Application(
            id=said["id"], kind=said["kind"], holder=said["holder"], purpose=said["purpose"], unit=said["unit"],
            starts_on=said["starts_on"], ends_on=said["ends_on"], place=said["place"], lng=said["place_lng"],
            lat=said["place_lat"], conditions=said["conditions"],
        )  # fmt: skip


class PermitMoveForm(forms.Form):
    """The fields that one move of a permit takes."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    reason = TextField(label=_("Reason"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 2}))
    note = TextField(label=_("Note"), required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, move: Move, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.move, self.auto_id = move, f"id_{move.name}_%s"  # several forms stand on one page
        for need in Need:
            if need not in move.fields:
                del self.fields[need.value]

    def request(self) -> PermitRequest:
        said = self.cleaned_data
        return PermitRequest(
            self.move.name, said["version"], said["id"], note=said.get("note", ""), reason=said.get("reason", "")
        )
