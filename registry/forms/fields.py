"""The fields of forms: one for each field of a register, and those that several forms of administration have."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.fields import DayBoundField, DayField, TextField
from registry.cells import Cell, Text
from registry.registers import Field


class CellField(TextField):
    """The text that stands for a value in a file, for cells without a field of their own."""

    def __init__(self, cell: Cell, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.cell = cell

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else self.cell.write(value)

    def clean(self, value: Any) -> Any:
        said = super().clean(value)
        try:
            return self.cell.read(said) if said or not self.required else said
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


def form_field(field: Field, options: Sequence[tuple[str, Text]] | None, value: Any) -> forms.Field:
    """What a form asks for a field. `options` are those of a chooser; the `value` that stands is always one of them."""
    common: dict[str, Any] = {"label": field.label, "required": field.required, "help_text": field.help}
    if options is not None:
        return _chooser(field, options, value, common)
    if field.cell.formfield is None:
        return CellField(field.cell, **common)
    made = field.cell.formfield(**common)
    if isinstance(made, forms.ChoiceField) and not isinstance(made, forms.MultipleChoiceField):
        none = [("", field.empty or "–")] if not (field.required or made.initial) else []
        made.choices = [*none, *_with(made.choices, value or "")]
    return made


def _chooser(
    field: Field, options: Sequence[tuple[str, Text]], value: Any, common: dict[str, Any]
) -> forms.ChoiceField:
    if isinstance(field.cell.read(""), tuple):
        offered = options
        for each in value or ():
            offered = _with(offered, each)
        return forms.MultipleChoiceField(choices=offered, widget=forms.SelectMultiple({"size": 6}), **common)
    none = [("", field.empty or _("Choose one"))] if field.empty or not field.required or not value else []
    return forms.ChoiceField(choices=[*none, *_with(options, value or "")], **common)


def _with(options: Any, value: str) -> list[tuple[Any, Any]]:
    """What stands stays choosable, though it has ended or a file brought a word of its own."""
    found = list(options)
    return found if not value or any(str(each[0]) == value for each in found) else [*found, (value, value)]


def day_field(label: Any, **kwargs: Any) -> DayField:
    return DayField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **kwargs)


def day_bound_field(label: Any) -> DayBoundField:
    """From or up to which day a list is shown."""
    return DayBoundField(label=label, required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


def search_field(placeholder: Any) -> TextField:
    """For the body of a form: its words are in the language of who reads it, not of the start of the process."""
    widget = forms.TextInput({"type": "search", "placeholder": placeholder})
    return TextField(label=gettext_lazy("Words"), required=False, max_length=60, widget=widget)
