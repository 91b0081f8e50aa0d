"""Working calendars as administrators type them."""

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cities.forms.common import KeptForm, code_field, day_field
from cities.words import WEEKDAYS
from departments.models import DayKind
from departments.registers import CalendarData, DayData

SHIFT = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d")
LONGEST = 31  # days at a time


class CalendarForm(KeptForm):
    name = forms.CharField(label=_("Name"), max_length=100)
    shifts = forms.CharField(
        label=_("Shifts"), max_length=200, initial="08:00-12:00 14:00-18:00",
        help_text=_("Each working day has these, in order, as 08:00-12:00 14:00-18:00."),
    )  # fmt: skip
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Working days"), coerce=int, choices=[*enumerate(WEEKDAYS)], initial=[0, 1, 2, 3, 4],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    is_default = forms.BooleanField(
        label=_("The city's calendar"), required=False,
        help_text=_("Units without a calendar of their own work by it."),
    )  # fmt: skip

    def clean_shifts(self) -> tuple[str, ...]:
        parts = self.cleaned_data["shifts"].replace("–", "-").split()
        for part in parts:
            if not SHIFT.fullmatch(part):
                message = gettext("“%(value)s” is not a list of shifts such as 08:00-12:00 14:00-18:00.")
                raise forms.ValidationError(message % {"value": part})
        return tuple(parts)

    def entered(self) -> CalendarData:
        said = self.cleaned_data
        return CalendarData(said["name"], said["shifts"], tuple(sorted(said["weekdays"])), said["is_default"])


class NewCalendarForm(CalendarForm):
    code = code_field(_("Code"), 40)
    field_order = ["code", "name", "shifts", "weekdays", "is_default"]


class DaysForm(forms.Form):
    """A day or a row of days: holidays, make-up working days, or ordinary again."""

    first = day_field(_("From"))
    last = day_field(_("Up to"), required=False)
    kind = forms.ChoiceField(
        label=_("What they are"), choices=[*DayKind.choices, ("", _("Ordinary again"))], required=False,
        initial=DayKind.HOLIDAY,
    )  # fmt: skip
    name = forms.CharField(label=_("Name"), max_length=60, required=False)

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
