"""What people type beside the moves: why they look at a name, a comment, a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import PURPOSES, Purpose
from common.fields import TextField

LONGEST_NOTE = 2000


class UnmaskForm(forms.Form):
    """What a person needs a reporter's name and phone for: one of the usual purposes, or their own words."""

    reason = forms.ChoiceField(
        label=_("What for"), choices=[(each.value, each.label) for each in PURPOSES], widget=forms.RadioSelect
    )
    words = TextField(label=_("In your own words"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("reason") == Purpose.OTHER and not said.get("words"):
            self.add_error("words", _("Say what you need the name and the phone for."))
        return said

    def purpose(self) -> str:
        said = self.cleaned_data
        return str(said["words"] if said["reason"] == Purpose.OTHER else said["reason"])


class CommentForm(forms.Form):
    """What a person says about a case."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    text = TextField(
        label=_("Comment"), max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST_NOTE, "data-mentions": ""}),
    )  # fmt: skip
