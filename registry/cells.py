"""The cells of what a city keeps: parsers, which give a value or raise a ValueError with a sentence, and `Cell`s."""

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.fields import CodeField, DayField, PhoneField, TextField
from common.moments import bounded_day
from common.numbers import number_in
from common.phones import normal_phone
from common.text import clean, clean_code

Parser = Callable[[str], Any]
Text = str | Promise
YES, NO = "yes", "no"
LINE = 250  # characters: what a form asks in one line
CODE = re.compile(r"\w[\w.-]*")
CODE_IS = gettext_lazy("A code has letters, digits, dots, dashes and underscores, and no spaces.")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


def text(longest: int) -> Parser:
    """A text as `common.text` makes it uniform, of several lines where a form asks for several."""
    several_lines = longest > LINE
    return lambda cell: _fitting(clean(cell, multiline=several_lines), longest)


def plain_key(longest: int) -> Parser:
    """A key, or what names one: nothing in it that nobody sees."""
    return lambda cell: _fitting(clean_code(cell), longest)


def _fitting(text: str, longest: int) -> str:
    if len(text) > longest:
        raise ValueError(_("At most %(longest)s characters fit here.") % {"longest": longest})
    return text


def optional_phone(cell: str) -> str:
    return normal_phone(cell) if cell.strip() else ""


def choice(of: type[TextChoices], *, default: str = "") -> Parser:
    values = tuple(of.values)  # asked a hundred thousand times, and made anew each time

    def parse(cell: str) -> str:
        value = cell or default
        if value and value not in values:  # a column that must not be empty has been asked before
            known = ", ".join(str(known) for known in values)
            raise ValueError(_("“%(value)s” is none of: %(known)s.") % {"value": value, "known": known})
        return value

    return parse


def several(of: type[TextChoices]) -> Parser:
    """Some of the values with spaces between them, each once, in the order in which the list has them."""

    def parse(cell: str) -> tuple[str, ...]:
        said = cell.split()
        if unknown := [part for part in said if part not in of.values]:
            known = ", ".join(str(known) for known in of.values)
            raise ValueError(_("“%(value)s” is none of: %(known)s.") % {"value": unknown[0], "known": known})
        return tuple(value for value in of.values if value in said)

    return parse


def one_of(known: Collection[str], *, few: bool = False) -> Parser:
    """One of many names; the sentence lists them only where they are few."""

    def parse(cell: str) -> str:
        if cell not in known and few:
            raise ValueError(_("“%(value)s” is none of: %(known)s.") % {"value": cell, "known": ", ".join(known)})
        if cell not in known:
            raise ValueError(_("Unknown name “%(value)s”.") % {"value": cell})
        return cell

    return parse


def optional_date(cell: str) -> date | None:
    if not cell:
        return None
    try:
        if not _DAY.fullmatch(cell):  # the standard has other forms, such as 2026-W13-2, which no form takes
            raise ValueError
        day = date.fromisoformat(cell)
    except ValueError:
        raise ValueError(_("“%(value)s” is not a date such as 2026-03-31.") % {"value": cell}) from None
    return bounded_day(day)


def positive(cell: str) -> Decimal:
    try:
        value = Decimal(cell)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 < value < 100_000 or value != round(value, 2):
        message = _("“%(value)s” is not a number greater than zero with at most two decimals.")
        raise ValueError(message % {"value": cell})
    return value


def count(cell: str) -> int:
    number = number_in(cell)
    if number is None or not 0 < number < 32_768:
        raise ValueError(_("“%(value)s” is not a number from 1 to 32767.") % {"value": cell})
    return number


def whole_number(least: int, most: int) -> Parser:
    """A whole number in these bounds, or none."""

    def parse(cell: str) -> int | None:
        if not cell:
            return None
        if not (cell.isascii() and cell.isdecimal() and len(cell) < 12 and least <= int(cell) <= most):
            facts = {"value": cell, "least": least, "most": most}
            raise ValueError(_("“%(value)s” is not a whole number from %(least)s to %(most)s.") % facts)
        return int(cell)

    return parse


def number(cell: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(_("“%(value)s” is not a number.") % {"value": cell})
    return value


def yes_or_no(default: bool) -> Parser:
    def parse(cell: str) -> bool:
        if cell.lower() not in ("", YES, NO):
            raise ValueError(_("Write yes or no here, not “%(value)s”.") % {"value": cell})
        return cell.lower() == YES if cell else default

    return parse


def codes(cell: str) -> tuple[str, ...]:
    """Codes with spaces between them, each once."""
    return tuple(dict.fromkeys(clean_code(cell).split()))


def weekdays(cell: str) -> tuple[int, ...]:
    """`1 2 3 4 5`, Monday 1 to Sunday 7; empty is Monday to Friday. Read as 0 to 6."""
    days = {int(part) for part in cell.split() if part in tuple("1234567")}
    if len(days) != len(cell.split()):
        raise ValueError(_("“%(value)s” is not a list of days such as 1 2 3 4 5, Monday being 1.") % {"value": cell})
    return tuple(sorted(day - 1 for day in days)) or (0, 1, 2, 3, 4)


def shifts(cell: str) -> tuple[tuple[str, str], ...]:
    """`08:00-12:00 14:00-18:00`."""
    try:
        pairs = [part.split("-") for part in cell.split()]
        return tuple((clock(start), clock(end)) for start, end in pairs)
    except ValueError:
        message = _("“%(value)s” is not a list of shifts such as 08:00-12:00 14:00-18:00.")
        raise ValueError(message % {"value": cell}) from None


def clock(cell: str) -> str:
    """A time of day as `08:00`; with seconds or an offset it is refused, for no clock here has them."""
    if not _CLOCK.fullmatch(cell):
        raise ValueError(_("“%(value)s” is not a time of day such as 08:00.") % {"value": cell})
    return cell


def in_words(value: Any) -> str:
    """A value as people read it where nothing more is known of it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return _(", ").join(str(each) for each in value)
    return "" if value is None else str(value)


@dataclass(frozen=True)
class Cell:
    """One value of a kept thing: how a file says it, how people are told it, and what a form asks.

    `read` takes the text of a file and raises ValueError with a sentence; `write` gives back a text that `read` would
    take; `say` takes the value as the change log keeps it (a day is a text there, a tuple a list); `choices` are the
    values with their labels where there is a list of them. Without a `formfield` the form asks for the file's text.
    """

    read: Parser
    write: Callable[[Any], str] = str
    say: Callable[[Any], str] = in_words
    choices: Mapping[str, Text] = field(default_factory=dict)
    formfield: Callable[..., forms.Field] | None = None


def words(longest: int) -> Cell:
    """A text; a long one gets room for several lines."""
    widget = forms.Textarea({"rows": 3}) if longest > LINE else forms.TextInput()
    return Cell(text(longest), formfield=partial(TextField, max_length=longest, widget=widget))


def code(longest: int) -> Cell:
    """A code that may stand in an address, in a list of codes and in a search."""
    return Cell(_code(plain_key(longest)), formfield=partial(CodeField, max_length=longest))


def key(longest: int) -> Cell:
    """What names something: a code that a file may write as it likes."""
    return Cell(plain_key(longest), formfield=partial(CodeField, max_length=longest))


def phone() -> Cell:
    """A telephone number of any country, or none."""
    return Cell(optional_phone, formfield=PhoneField)


def _code(parse: Parser) -> Parser:
    def read(cell: str) -> str:
        said = str(parse(cell))
        if said and not CODE.fullmatch(said):
            raise ValueError(str(CODE_IS))
        return said

    return read


def one(of: type[TextChoices], *, default: str = "") -> Cell:
    """One of the values; where the field is not required and there is no default, also none of them."""
    labels: dict[str, Text] = {str(value): label for value, label in of.choices}
    ask = partial(forms.ChoiceField, choices=of.choices, initial=default or None)
    return Cell(choice(of, default=default), str, lambda value: str(labels.get(value, value)), labels, ask)


def named(read: Parser, labels: Mapping[str, Text]) -> Cell:
    """One of the words of a file, which people read by its label."""
    return Cell(read, say=lambda value: str(labels.get(value, value)), choices=labels)


def some(of: type[TextChoices]) -> Cell:
    """Some of the values, each once."""
    labels: dict[str, Text] = {str(value): label for value, label in of.choices}
    ask = partial(forms.MultipleChoiceField, choices=of.choices, widget=forms.CheckboxSelectMultiple)
    return Cell(several(of), " ".join, lambda value: in_words([labels.get(each, each) for each in value]), {}, ask)


def flag(default: bool) -> Cell:
    """Yes or no."""
    return Cell(
        yes_or_no(default), lambda value: YES if value else NO, lambda value: _("yes") if value else _("no"),
        formfield=partial(forms.BooleanField, initial=default),
    )  # fmt: skip


def whole(least: int, most: int) -> Cell:
    """A whole number, or none."""
    ask = partial(forms.IntegerField, min_value=least, max_value=most)
    return Cell(whole_number(least, most), lambda value: "" if value is None else str(value), formfield=ask)


def day() -> Cell:
    """A day, or none."""
    ask = partial(DayField, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    return Cell(optional_date, lambda value: value.isoformat() if value else "", formfield=ask)
