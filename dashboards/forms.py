from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.fields import DayField
from dashboards.periods import DashboardPeriod, PeriodChoice, between, this_month, today
from evaluations.periods import LONGEST


class PeriodForm(forms.Form):
    """Today, this month, or free days from … to, both included; empty means today."""

    period = forms.ChoiceField(
        choices=[(choice.value, choice.value) for choice in PeriodChoice], required=False, widget=forms.HiddenInput
    )
    since = DayField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    until = DayField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("period") != PeriodChoice.FREE or self.errors:
            return values
        since, until = values.get("since"), values.get("until")
        if not since or not until:
            raise forms.ValidationError(gettext("Say both days: from and to."))
        if since > until:
            raise forms.ValidationError(gettext("The first day lies after the last."))
        if until - since > LONGEST:
            raise forms.ValidationError(gettext("At most 366 days at a time."))
        return values

    def chosen(self, at: datetime) -> DashboardPeriod:
        """The period asked for; today's where the question was wrong (the form says what)."""
        if not self.is_valid() or self.cleaned_data["period"] in ("", PeriodChoice.TODAY):
            return today(at)
        if self.cleaned_data["period"] == PeriodChoice.MONTH:
            return this_month(at)
        return between(self.cleaned_data["since"], self.cleaned_data["until"], at)
