"""A cell of the map as a filter: what a disc of the map leads to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.querysets.cells import Cell
from common.fields import CodeField
from common.filters import CodeFilter

DEEPEST, LONGEST = 24, 32  # about two metres: what lies on one spot


class CellField(CodeField):
    """`level/x/y`, as tiles of maps are counted."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONGEST} | kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        parts = text.split("/")
        if len(parts) == 3 and all(each.isascii() and each.isdecimal() for each in parts):
            level, x, y = map(int, parts)
            if level <= DEEPEST and max(x, y) < 2**level:
                return Cell(level, x, y)
        raise forms.ValidationError(_("A cell of the map is level/column/row."))

    def in_words(self, value: Cell) -> str:
        return "/".join(map(str, value))


class CellFilter(CodeFilter):
    field_class = CellField

    def filter(self, qs: Any, value: Cell | None) -> Any:
        return qs if value is None else qs.in_cell(value)
