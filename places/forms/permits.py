"""What people type about permits. The forms check shapes; what an application must hold, the verb decides."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.fields import CodeField, DayField, TextField
from departments.models import Department
from grids.registers.geometry import GeometryField
from places.actions import Application, PermitRequest
from places.choices import PermitKind
from places.workflow import Move, Need

LONGEST_NOTE = 2000


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
    boundary = GeometryField(
        label=_("Area"),
        required=False,
        help_text=_("Drawn on the map, or GeoJSON in WGS 84. Empty: a place or a point."),
    )
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
            lat=said["place_lat"], boundary=said["boundary"], conditions=said["conditions"],
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
