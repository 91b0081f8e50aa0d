"""Cells of the map as a filter: what a disc of the map leads to, and what is in view."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.querysets.cells import Cells
from common.fields import CodeField
from common.filters import CodeFilter

DEEPEST, LONGEST = 24, 60  # the deepest level is about two metres: what lies on one spot
_SAID = re.compile(r"([0-9]{1,2})/([0-9]{1,8})(?:-([0-9]{1,8}))?/([0-9]{1,8})(?:-([0-9]{1,8}))?")


class CellsField(CodeField):
    """`level/column/row`, as tiles of maps are counted; of a block `level/first-last/first-last`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONGEST} | kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        if found := _SAID.fullmatch(text):
            level, west, east, north, south = (int(each) if each else -1 for each in found.groups())
            cells = Cells(level, west, north, west if east < 0 else east, north if south < 0 else south)
            if level <= DEEPEST and west <= cells.east < 2**level and north <= cells.south < 2**level:
                return cells
        raise forms.ValidationError(_("A cell of the map is level/column/row."))

    def in_words(self, value: Cells) -> str:
        across, down = value.east - value.west + 1, value.south - value.north + 1
        return f"{value.level}/{value.west}/{value.north}" if across == down == 1 else f"{across} × {down}"


class CellFilter(CodeFilter):
    field_class = CellsField

    def filter(self, qs: Any, value: Cells | None) -> Any:
        return qs if value is None else qs.in_cells(value)
