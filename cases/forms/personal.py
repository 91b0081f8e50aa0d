"""Who asks for their data, for which cases, and why."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.queries.personal import Person
from common.fields import PhoneField, TextField

SHORTEST_NAME = 2  # one character is half of all names


class PersonForm(forms.Form):
    """At least one of the two."""

    name = TextField(
        label=_("Name of the person"),
        required=False,
        min_length=SHORTEST_NAME,
        max_length=60,
        help_text=_("Exactly as it was said."),
    )
    phone = PhoneField(label=_("Telephone"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not (said.get("name") or said.get("phone")):
            raise forms.ValidationError(_("Give a name or a telephone number."))
        return said

    @property
    def person(self) -> Person:
        return Person(self.cleaned_data["name"], self.cleaned_data["phone"])


class RightForm(PersonForm):
    """`cases` and `others` are those of which the person's data shall go; for handing out all are taken.

    `others` are things of other houses, each as its kind and key.
    """

    cases = forms.TypedMultipleChoiceField(
        label=_("Cases"), coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.MultipleChoiceField(label=_("Elsewhere"), required=False, widget=forms.CheckboxSelectMultiple)
    reason = TextField(
        label=_("Reason"), max_length=200, error_messages={"required": _("Give a reason.")},
        help_text=_("Such as the number of the request. It stays: name no person in it."),
    )  # fmt: skip

    def __init__(self, numbers: dict[UUID, str], others: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["others"].choices = list(others.items())  # type: ignore[attr-defined]
        self.fields["cases"].choices = list(numbers.items())  # type: ignore[attr-defined]
        self.fields["name"].widget = self.fields["phone"].widget = forms.HiddenInput()

    @property
    def things(self) -> list[tuple[str, str]]:
        """Kind and key of each of the others."""
        return [(kind, key) for kind, __, key in (each.partition("|") for each in self.cleaned_data["others"])]
