"""The parts of the forms of administration."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cities.words import LIMIT_UNITS
from common.worktime import Limit, LimitUnit


class KeptForm(forms.Form):
    """A form about something kept: `seen` is the fingerprint of what it showed, empty for something new."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **kwargs)


class DayForm(forms.Form):
    """`on` is the day from which it shall be so."""

    on = day_field(
        _("In force from"), required=False, help_text=_("Empty: at once. On a day to come it changes by itself.")
    )

    def clean_on(self) -> date | None:
        on: date | None = self.cleaned_data["on"]
        if on is not None and on < timezone.localdate():
            raise forms.ValidationError(gettext("That day is over. Leave it empty for at once."))
        return on


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
        return Limit(self.cleaned_data["limit_value"], LimitUnit(self.cleaned_data["limit_unit"])).text


def search_field(placeholder: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Words"), required=False, max_length=60,
        widget=forms.TextInput({"type": "search", "placeholder": placeholder}),
    )  # fmt: skip
