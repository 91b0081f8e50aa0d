from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from catalogue.choices import Source
from common.chips import in_words
from common.download import About
from common.fields import CodeField, DayField
from common.refusals import Malformed
from departments.models import Department
from evaluations.periods import LONGEST, PERIODS, Days, Period, PeriodChoice, free_days, month_of, period_of, today
from evaluations.queries.questions import By, Part
from grids.models import Area

LONGEST_CODE = 40
LEAST_AGAIN, A_YEAR = (2, 3, 5, 10), "year"
COMPARED_BY = ("against", "second_since", "second_until")
DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")


class NumbersForm(forms.Form):
    """Which days, split by what, and of what part of the city. Without days this month, without `by` the units."""

    by = forms.ChoiceField(choices=[(by.value, by.value) for by in By], required=False)
    department = forms.ModelChoiceField(Department.objects.all(), to_field_name="code", required=False)
    area = forms.ModelChoiceField(Area.objects.defer("geom"), to_field_name="code", required=False)
    category = CodeField(max_length=LONGEST_CODE, required=False)
    source = forms.ChoiceField(choices=Source.choices, required=False)

    def __init__(self, data: Any, *, at: datetime) -> None:
        self.at = at
        super().__init__(data)
        # "from" is a word of the language, so these two can't be said as attributes.
        self.fields["from"] = DayField(label=_("From"), required=False)
        self.fields["to"] = DayField(label=_("To"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.errors:
            return values
        first, last = self._days(values)
        if first > last:
            raise forms.ValidationError(gettext("The first day lies after the last."))
        if last - first > LONGEST:
            raise forms.ValidationError(gettext("At most 366 days at a time."))
        return values | {"days": Days(first, last, self.at)}

    def _days(self, values: dict[str, Any]) -> tuple[Any, Any]:
        """One day alone means its own month's other end, so that a question without an end is never without bounds."""
        first, last = values.get("from"), values.get("to")
        if first is None:
            first = month_of(last or today(self.at))[0]
        return first, last or max(first, month_of(first)[1])

    @property
    def chosen_by(self) -> By:
        return By(self.cleaned_data["by"] or By.DEPARTMENT)

    @property
    def part(self) -> Part:
        values = self.cleaned_data
        return Part(values["department"], values["area"], values["category"], values["source"])


class PeriodForm(forms.Form):
    """One of the periods, or free days from … to, both included; empty means the last 30 days."""

    period = forms.ChoiceField(
        choices=[(choice.value, choice.value) for choice in PeriodChoice], required=False, widget=forms.HiddenInput
    )
    since = DayField(label=_("From"), required=False, widget=DAY)
    until = DayField(label=_("To"), required=False, widget=DAY)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("period") != PeriodChoice.FREE or self.errors:
            return values
        _check_days(values.get("since"), values.get("until"))
        return values

    @property
    def status(self) -> int:
        """Of a page that shows this form: what was asked wrongly is said and 400, though the last 30 days are shown."""
        return 400 if self.errors else 200

    def refuse_wrong(self) -> None:
        """For a file, which shows no words beside its numbers. Raises Malformed."""
        if self.errors:
            raise Malformed(
                gettext("This filter can't be used."), errors={name: [*said] for name, said in self.errors.items()}
            )

    def about(self, period: Period, behind: datetime | None) -> About:
        """What a file of numbers says of itself; `behind` is until when the counters know, where they lag."""
        days, others = period.days, sorted(self.fields.keys() - {"period", "since", "until"})
        asked = [(str(self[name].label), in_words(self.fields[name], self.cleaned_data[name])) for name in others
                 if self.cleaned_data[name] not in (None, "")]  # fmt: skip
        said = f"{period.label}: {days.first.isoformat()} – {days.last.isoformat()}"
        return About(behind or days.at, [(gettext("Period"), said), *asked])

    def chosen(self, at: datetime) -> Period:
        """The period asked for; the last 30 days where the question was wrong (the form says what)."""
        if not self.is_valid() or not self.cleaned_data["period"]:
            return period_of(PeriodChoice.THIRTY, at)
        if self.cleaned_data["period"] == PeriodChoice.FREE:
            return free_days(self.cleaned_data["since"], self.cleaned_data["until"], at)
        return period_of(PeriodChoice(self.cleaned_data["period"]), at)


def _check_days(since: date | None, until: date | None) -> None:
    """Raises ValidationError."""
    if not since or not until:
        raise forms.ValidationError(gettext("Say both days: from and to."))
    if since > until:
        raise forms.ValidationError(gettext("The first day lies after the last."))
    if until - since > LONGEST:
        raise forms.ValidationError(gettext("At most 366 days at a time."))


class AnalysisForm(PeriodForm):
    """A period, a part of the city, and what the single questions of the analysis ask besides."""

    since = DayField(label=_("From"), required=False, widget=forms.HiddenInput)
    until = DayField(label=_("To"), required=False, widget=forms.HiddenInput)
    department = forms.ModelChoiceField(
        Department.objects.active(), to_field_name="code", required=False, label=_("Unit"), empty_label=_("All units")
    )
    area = forms.ModelChoiceField(
        Area.objects.defer("geom").filter(ended_on=None).exclude(level="community"), to_field_name="code",
        required=False, label=_("Area"), empty_label=_("The whole city"),
    )  # fmt: skip
    category = CodeField(max_length=LONGEST_CODE, required=False, label=_("Class or subclass"))
    source = forms.ChoiceField(choices=[("", _("All sources")), *Source.choices], required=False, label=_("Source"))
    least = forms.TypedChoiceField(
        choices=[("", str(LEAST_AGAIN[0])), *((number, str(number)) for number in LEAST_AGAIN[1:])], coerce=int,
        empty_value="", required=False, label=_("Came again at least so often"),
    )  # fmt: skip
    against = forms.ChoiceField(
        choices=[("", _("The days before")), (A_YEAR, _("The same days of last year"))], required=False,
        label=_("Compared with"),
    )  # fmt: skip
    second_since = DayField(label=_("Or with days from"), required=False, widget=DAY)
    second_until = DayField(label=pgettext_lazy("days", "to"), required=False, widget=DAY)

    def __init__(self, data: Any, *, shown: Sequence[str] = ()) -> None:
        """`shown` are those of the last ones that the question asks."""
        super().__init__(data)
        period = forms.ChoiceField(choices=PERIODS.items(), required=False, widget=forms.HiddenInput, label=_("Period"))
        self.fields["period"] = period  # shown in words, as one of the filters in force
        for name in {"least", *COMPARED_BY} - {*shown}:
            self.fields[name].widget = forms.HiddenInput()
        self.shown = [bound.name for bound in self.visible_fields()]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        second = values.get("second_since"), values.get("second_until")
        if any(second) and not self.errors:
            _check_days(*second)
        return values

    @property
    def part(self) -> Part:
        """The whole city where the question was wrong."""
        if not self.is_valid():
            return Part()
        values = self.cleaned_data
        return Part(values["department"], values["area"], values["category"], values["source"])

    @property
    def chosen_least(self) -> int:
        return int(self.cleaned_data["least"] or LEAST_AGAIN[0]) if self.is_valid() else LEAST_AGAIN[0]

    def compared(self, period: Period) -> tuple[Days, Days] | None:
        """Days before and the days of the period that are over; None while none is, or nothing lies before.

        Of days that were chosen those that are over, too; whichever of both begin first are the days before.
        """
        if self.is_valid() and self.cleaned_data["second_since"] and period.compared is not None:
            first, last = self.cleaned_data["second_since"], self.cleaned_data["second_until"]
            second = Days(first, Days(first, last, period.days.at).whole, period.days.at)
            earlier, later = sorted((second, period.compared), key=lambda days: (days.first, days.last))
            return (earlier, later) if second.first <= second.last else None
        of_a_year = self.is_valid() and self.cleaned_data["against"] == A_YEAR
        before = (period.year_before if of_a_year else None) or period.before
        return (before, period.compared) if before is not None and period.compared is not None else None
