"""What administrators type of calendars beside what their registers declare."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.fields import TextField
from departments.models import DayKind
from departments.registers import DayData
from registry.forms.fields import day_field

LONGEST = 31  # days at a time


class DaysForm(forms.Form):
    """A day or a row of days: holidays, make-up working days, or ordinary again."""

    first = day_field(_("From"))
    last = day_field(_("Up to"), required=False)
    kind = forms.ChoiceField(
        label=_("What they are"), choices=[*DayKind.choices, ("", _("Ordinary again"))], required=False,
        initial=DayKind.HOLIDAY,
    )  # fmt: skip
    name = TextField(label=_("Name"), max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last = said.get("first"), said.get("last") or said.get("first")
        if first and last and not first <= last < first + timedelta(days=LONGEST):
            self.add_error("last", gettext("From one day to a later one, at most 31 days at a time."))
        return said

    def days(self) -> list[date]:
        first: date = self.cleaned_data["first"]
        last: date = self.cleaned_data["last"] or first
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]

    def entered(self) -> DayData | None:
        kind = self.cleaned_data["kind"]
        return DayData(kind, self.cleaned_data["name"]) if kind else None
