"""The form of a report. It checks shapes; what a report must hold, the verb decides."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from cases.actions import Report
from cases.actions.report import MOST_ACCURACY, MOST_CONDITION
from cases.rulebook import rulebook
from catalogue.choices import Claim, Source
from common.datum import Datum
from common.fields import CodeField, PhoneField, TextField
from evidence.forms import PhotosField

LONGEST_NOTE = 2000
OF_NONE = "-"  # of the places that stand at the pin it is about none


class ReportForm(forms.Form):
    """A report from the street or the desk. The place comes in WGS 84 from the browser or the map."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    photos = PhotosField(label=_("Photos"), required=False)
    place_lng = forms.FloatField(widget=forms.HiddenInput, min_value=-180, max_value=180, label=_("Place"))
    place_lat = forms.FloatField(widget=forms.HiddenInput, min_value=-90, max_value=90, label=_("Place"))
    place = CodeField(required=False, max_length=32, label=_("Place"))  # drawn with what stands at the pin
    accuracy_m = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=0)
    category = CodeField(
        widget=forms.HiddenInput, max_length=40, label=_("What is it"),
        error_messages={"required": _("Choose what it is.")},
    )  # fmt: skip
    condition = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=MOST_CONDITION, label=_("Filing condition")
    )
    description = TextField(
        label=_("Note"), required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 2})
    )
    address = TextField(label=_("Address"), required=False, max_length=200)
    self_handled = forms.BooleanField(label=_("I have put it right on the spot"), required=False)
    source = forms.ChoiceField(label=_("Source"))
    external_number = TextField(label=_("Number in the other system"), required=False, max_length=64)
    reporter_name = TextField(label=_("Name of the caller"), required=False, max_length=60)
    reporter_phone = PhoneField(label=_("Phone of the caller"), required=False)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at_desk = user.role != Role.INSPECTOR
        for name in ("place_lng", "place_lat"):
            self.fields[name].error_messages["required"] = gettext("Set the place: use your position, or tap the map.")
        if self.at_desk:
            del self.fields["self_handled"]
            self._offer_sources(rulebook().claim(user))
        else:
            for name in ("source", "external_number", "reporter_name", "reporter_phone"):
                del self.fields[name]

    def _offer_sources(self, claim: Claim) -> None:
        choices = [(each, Source(each).label) for each in claim.sources]
        self.fields["source"] = forms.ChoiceField(label=_("Source"), choices=choices, initial=claim.default)

    def clean_accuracy_m(self) -> float | None:
        """A browser that knows the country at best says nothing of the place."""
        metres: float | None = self.cleaned_data["accuracy_m"]
        return metres if metres is None or metres <= MOST_ACCURACY else None

    def report(self) -> Report:
        said = self.cleaned_data
        return Report(
            id=said["id"], category=said["category"], condition=said["condition"], lng=said["place_lng"],
            lat=said["place_lat"], datum=Datum.WGS84, accuracy_m=said["accuracy_m"], description=said["description"],
            address=said["address"], photos=said["photos"], source=said.get("source", ""),
            self_handled=said.get("self_handled", False), place=said["place"].removeprefix(OF_NONE),
            external_number=said.get("external_number", ""),
            reporter_name=said.get("reporter_name", ""), reporter_phone=said.get("reporter_phone", ""),
        )  # fmt: skip
