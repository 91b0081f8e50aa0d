"""The cell of a telephone number that pages show masked: who opens a form or a sheet has not looked at it.

A form and a spreadsheet bring the masked number back where nobody typed another: then the one that stands, stays.
"""

from typing import Any

from django import forms

from common.fields import PhoneField
from common.phones import mask_phone
from registry import cells
from registry.cells import Cell

MASK = "*"


def is_masked(phone: str) -> bool:
    return MASK in phone


def _read(cell: str) -> str:
    return cell.strip() if is_masked(cell) else cells.optional_phone(cell)


class Typed(str):
    """What a person typed into the form that is shown again."""

    __slots__ = ()


class MaskedPhoneField(PhoneField):
    """Shows the number that stands as `mask_phone` does; what was typed is shown as it was typed."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        return Typed(data or "")

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, Typed) or not value else mask_phone(str(value))

    def clean(self, value: Any) -> Any:
        return str(value).strip() if value and is_masked(str(value)) else super().clean(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "autocomplete": "off"}


PHONE = Cell(_read, say=lambda value: mask_phone(str(value or "")), formfield=MaskedPhoneField)
