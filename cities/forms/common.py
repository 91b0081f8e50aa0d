"""The parts of the forms of administration."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.words import LIMIT_UNITS


class KeptForm(forms.Form):
    """A form about something kept: `seen` is the fingerprint of what it showed, empty for something new."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **kwargs)


def code_field(label: Any, longest: int, **kwargs: Any) -> forms.RegexField:
    """A code that may stand in an address, a file and a search."""
    return forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", label=label, max_length=longest,
        error_messages={"invalid": _("A code has letters from A to Z, digits, dots, dashes and underscores.")},
        **kwargs,
    )  # fmt: skip


class LimitFields(forms.Form):
    """A limit as a number and a unit; `limit` gives it as "4 work_hour"."""

    limit_value = forms.DecimalField(
        label=_("Limit"), min_value=Decimal("0.01"), max_value=Decimal("99999"), max_digits=7, decimal_places=2
    )
    limit_unit = forms.ChoiceField(label=_("Counted in"), choices=LIMIT_UNITS)

    def limit(self) -> str:
        return f"{self.cleaned_data['limit_value'].normalize():f} {self.cleaned_data['limit_unit']}"


def search_field(placeholder: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Words"), required=False, max_length=60,
        widget=forms.TextInput({"type": "search", "placeholder": placeholder}),
    )  # fmt: skip
