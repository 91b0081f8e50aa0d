"""What those who go and look say: the result of a visit, whether they are on duty; and whom the desk sends."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cases.forms import MoveForm
from common.fields import TextField
from common.ids import growing_id
from common.refusals import Conflict, Refused
from evidence.forms import PhotosField
from inspections.actions import VisitRequest
from inspections.models import Visit
from inspections.permissions import RULES
from inspections.workflow import DO, Move, Need

LONGEST_NOTE = 2000


class VisitForm(MoveForm):
    """The form of a visit's move.

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


class VisitMoveForm(forms.Form):
    """The fields that one move of a visit takes."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    passed = forms.TypedChoiceField(coerce=lambda value: value == "yes", empty_value=None, widget=forms.RadioSelect)
    inspector = forms.IntegerField(label=_("Inspector"), min_value=1, max_value=2**63 - 1, widget=forms.Select)
    reason = TextField(label=_("Reason"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 3}))
    photos = PhotosField(label=_("Photos"))
    note = TextField(label=_("Note"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, move: Move, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.move, self.auto_id = move, f"id_{move.name}_%s"  # several forms stand on one page
        sentences = RULES.unmet_needs(move, set())
        for need in (each for each in Need if each.value in self.fields):
            if need not in move.fields:
                del self.fields[need.value]
                continue
            self.fields[need.value].required = need in move.needs
            if need.value in sentences:
                self.fields[need.value].error_messages["required"] = sentences[need.value][0]
        if "passed" in self.fields:
            asked, yes, no = move.verdict
            self.fields["passed"].label = str(asked)
            self.fields["passed"].choices = [("yes", yes), ("no", no)]  # type: ignore[attr-defined]

    def offer(self, people: Sequence[tuple[int, str]]) -> None:
        """The inspectors to choose from; who else is sent is refused by the move."""
        self.fields["inspector"].widget = forms.Select(choices=[("", "–"), *people])

    def request(self) -> VisitRequest:
        said = self.cleaned_data
        return VisitRequest(
            self.move.name, said["version"], said["id"], note=said.get("note", ""), reason=said.get("reason", ""),
            inspector=said.get("inspector"), passed=said.get("passed"), photos=said.get("photos", ()),
        )  # fmt: skip

    def say(self, no: Refused, version: int) -> None:
        """Show why it was refused; all that was typed stays, and can be sent again after having looked."""
        if isinstance(no, Conflict):
            data = QueryDict(mutable=True)
            data.update(self.data)
            data["version"] = str(version)
            self.data = data
        named = {name: sentences for name, sentences in no.errors.items() if name in self.fields}
        for name, sentences in named.items():
            self.add_error(name, list(sentences))
        if not named:
            self.add_error(None, no.message)


def visit_form(move: Move, visit: Visit) -> VisitMoveForm:
    """An empty form, with an id of its own that makes a second press harmless."""
    return VisitMoveForm(move, initial={"id": growing_id(), "version": visit.version})
