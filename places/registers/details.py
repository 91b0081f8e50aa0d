"""What a kind asks of its places beyond their columns: how a file says it, and whether it may say so.

In a file it is one cell, `licence=3101-22; area=120`: the codes of the kind's fields, sorted, each with its value.
"""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from places.choices import FieldType
from places.models import PlaceField
from registry import cells
from registry.cells import Cell, Parser
from registry.registers import wrong

LONGEST, LONGEST_VALUE = 4000, 200
_BETWEEN = ";"


def read(cell: str) -> str:
    """The cell in the one form in which it is kept; raises ValueError with a sentence."""
    return text_of(parts_of(cells.text(LONGEST)(cell)))


def parts_of(text: str) -> dict[str, str]:
    """Values by the codes of their fields."""
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.replace("\n", _BETWEEN).split(_BETWEEN))):
        code, equals, value = (side.strip() for side in part.partition("="))
        if not equals or not cells.CODE.fullmatch(code):
            raise ValueError(_("“%(part)s” is not written as code=value.") % {"part": part[:60]})
        if code in found:
            raise ValueError(_("“%(code)s” is there twice.") % {"code": code})
        found[code] = value
    return found


def text_of(values: Mapping[str, str]) -> str:
    return f"{_BETWEEN} ".join(f"{code}={values[code]}" for code in sorted(values) if values[code])


def reader_of(field: PlaceField) -> Parser:
    """What reads the text of one field; it raises ValueError with a sentence."""
    return {
        FieldType.TEXT: _text,
        FieldType.NUMBER: lambda said: f"{cells.number(said):g}",
        FieldType.CHOICE: cells.one_of(field.choices, few=True),
        FieldType.FLAG: lambda said: cells.YES if cells.yes_or_no(False)(said) else cells.NO,
        FieldType.DAY: lambda said: str(cells.optional_date(said) or ""),
    }[FieldType(field.type)]


def _text(said: str) -> str:
    if _BETWEEN in said:
        raise ValueError(_("A semicolon can't stand in this field."))
    return str(cells.text(LONGEST_VALUE)(said))


def check(text: str, fields: Sequence[PlaceField]) -> None:
    """Refuse what a place can't say in the fields of its kind, and what it must say and doesn't."""
    known, said = {field.code: field for field in fields}, _parts(text)
    for code, value in said.items():
        if code not in known:
            raise wrong("details", _("The kind has no field “%(code)s”.") % {"code": code})
        try:
            reader_of(known[code])(value)
        except ValueError as error:
            raise wrong("details", f"{known[code]}: {error}") from error
    for field in fields:
        if field.required and not said.get(field.code):
            raise wrong("details", _("“%(field)s” is needed.") % {"field": field})


def _parts(text: str) -> dict[str, str]:
    try:
        return parts_of(text)
    except ValueError as error:
        raise wrong("details", str(error)) from error


DETAILS = Cell(read)
