"""What those who go and look say: the result of a visit, whether they are on duty; and whom the desk sends."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms import MoveForm
from inspections.actions import VisitRequest
from inspections.workflow import DO


class VisitForm(MoveForm):
    """The form of a visit's move. On the spot every closing condition is ticked before a check is passed.

    `visit` and `visit_version` are those of the visit that the page was opened for, where there was one.
    """

    visit = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    visit_version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def visit_request(self) -> VisitRequest:
        """The result of the visit; what it leads to is the move of its case."""
        said = self.move_request()
        return VisitRequest(
            DO, self.cleaned_data["visit_version"], said.id, note=said.note, passed=said.passed, photos=said.photos,
            closing_conditions=said.closing_conditions, case_version=said.version,
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        lines, ticked = len(self.case.closing_lines), said.get("closing_conditions") or []
        if "closing_conditions" in self.fields and said.get("passed") and len(set(ticked)) < lines:
            self.add_error("closing_conditions", _("A check is passed when every closing condition holds."))
        return said


class DutyForm(forms.Form):
    """On or off duty, and where the phone is, in WGS 84, where it says."""

    on = forms.BooleanField(required=False)
    place_lng = forms.FloatField(required=False, min_value=-180, max_value=180)
    place_lat = forms.FloatField(required=False, min_value=-90, max_value=90)

    @property
    def place(self) -> tuple[float, float] | None:
        lng, lat = self.cleaned_data.get("place_lng"), self.cleaned_data.get("place_lat")
        return (lng, lat) if lng is not None and lat is not None else None


class GiveForm(forms.Form):
    inspector = forms.IntegerField(
        min_value=1, max_value=2**63 - 1, error_messages={"required": _("Choose an inspector.")}
    )
