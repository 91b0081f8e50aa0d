"""What people type about a place; its form asks what its kind asks."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.fields import DayField, TextField
from places.choices import FieldType
from places.models import Place, PlaceField
from places.registers import details
from registry.forms.kept import RegisterForm

PREFIX = "detail_"


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
            made = form_field_of(field)
            made.initial = said.get(field.code, "")
            self.fields[PREFIX + field.code] = made

    def clean(self) -> dict[str, Any]:
        """The details as the file has them."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        known = {field.code for field in self.details}
        typed = {code: written(cleaned.get(PREFIX + code)) for code in known}
        cleaned["details"] = details.text_of(typed)
        return cleaned


def form_field_of(field: PlaceField) -> forms.Field:
    """What a form asks for a field that a kind has of its own."""
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


def written(value: Any) -> str:
    """What was typed into such a field, as a file has it."""
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


class LookForm(forms.Form):
    """What somebody needs a telephone for, in their own words."""

    purpose = TextField(label=_("What do you need it for?"), max_length=200)
