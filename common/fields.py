"""The fields in which people type texts, codes, telephone numbers, moments and days; no form of ours has others.

Each hands what was typed to the one rule for its kind (`common.text`, `common.phones`, `common.moments`), as the API's
fields in `common.schema` and the cells of the registers do; `tests/test_one_rule_for_texts.py` looks for a field that
does not.
"""

from datetime import date, datetime
from typing import Any

from django import forms
from django_filters.fields import IsoDateTimeField

from common import moments
from common.phones import LONGEST_TYPED, normal_phone
from common.text import clean, clean_code


class TextField(forms.CharField):
    """A text of one line, or of several in a text area. Its length is judged as it is kept."""

    def to_python(self, value: Any) -> Any:
        said = super().to_python(value)
        if not isinstance(said, str) or not said:
            return said
        try:
            return self.uniform(said)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def uniform(self, said: str) -> str:
        return clean(said, multiline=isinstance(self.widget, forms.Textarea))


class SecretField(forms.CharField):
    """A password or a code: no text, so nothing is dropped from it or refused in it; what nobody sees is part of it."""

    def __init__(self, *, max_length: int = 128, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, strip=False, **kwargs)


class CodeField(TextField):
    """A code, a key, a number of a case, a user name."""

    def uniform(self, said: str) -> str:
        return clean_code(said)


class PhoneField(TextField):
    """A telephone number in its one form; how it may be typed is longer than how it is kept."""

    widget = forms.TextInput({"type": "tel"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONGEST_TYPED} | kwargs)

    def uniform(self, said: str) -> str:
        return normal_phone(said)


class MomentField(forms.DateTimeField):
    """A moment that the platform can hold and show."""

    def to_python(self, value: Any) -> datetime | None:
        said = super().to_python(value)
        try:
            return moments.bounded(said) if said is not None else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class DayField(forms.DateField):
    """A day that the platform can hold and show."""

    def to_python(self, value: Any) -> date | None:
        said = super().to_python(value)
        try:
            return moments.bounded_day(said) if said is not None else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class DayBoundField(forms.DateField):
    """The end of a period that is looked at: a day beyond the bounds is no bound, and means the last day there is."""

    def to_python(self, value: Any) -> date | None:
        said = super().to_python(value)
        return moments.nearest(said) if said is not None else None


class MomentBoundField(IsoDateTimeField):
    """The same for a moment, in ISO 8601 with or without its offset."""

    def to_python(self, value: Any) -> datetime | None:
        said = super().to_python(value)
        return moments.nearest(said) if said is not None else None
