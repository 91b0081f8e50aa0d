"""How the cells of a city folder are read: each parser gives a value or raises a ValueError with a sentence."""

from collections.abc import Callable, Collection
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _

Parser = Callable[[str], Any]
YES, NO = "yes", "no"


def text(longest: int) -> Parser:
    def parse(cell: str) -> str:
        if len(cell) > longest:
            raise ValueError(_("At most %(longest)s characters fit here.") % {"longest": longest})
        return cell

    return parse


def choice(of: type[TextChoices], *, default: str = "") -> Parser:
    values = tuple(of.values)  # asked a hundred thousand times, and made anew each time

    def parse(cell: str) -> str:
        value = cell or default
        if value and value not in values:  # a column that must not be empty has been asked before
            known = ", ".join(str(known) for known in values)
            raise ValueError(_("“%(value)s” is none of: %(known)s.") % {"value": value, "known": known})
        return value

    return parse


def optional_choice(of: type[TextChoices]) -> Parser:
    """One of the values, or nothing."""
    parse = choice(of)
    return lambda cell: parse(cell) if cell else ""


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
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError(_("“%(value)s” is not a date such as 2026-03-31.") % {"value": cell}) from None


def needed_date(cell: str) -> date:
    found = optional_date(cell)
    if found is None:
        raise ValueError(_("A date such as 2026-03-31 is needed here."))
    return found


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
    if not (cell.isascii() and cell.isdecimal() and 0 < int(cell) < 32_768):
        raise ValueError(_("“%(value)s” is not a number from 1 to 32767.") % {"value": cell})
    return int(cell)


def number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        raise ValueError(_("“%(value)s” is not a number.") % {"value": cell}) from None


def yes_or_no(default: bool) -> Parser:
    def parse(cell: str) -> bool:
        if cell.lower() not in ("", YES, NO):
            raise ValueError(_("Write yes or no here, not “%(value)s”.") % {"value": cell})
        return cell.lower() == YES if cell else default

    return parse


def codes(cell: str) -> tuple[str, ...]:
    """Codes with spaces between them, each once."""
    return tuple(dict.fromkeys(cell.split()))


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
        return tuple((_clock(start), _clock(end)) for start, end in pairs)
    except ValueError:
        message = _("“%(value)s” is not a list of shifts such as 08:00-12:00 14:00-18:00.")
        raise ValueError(message % {"value": cell}) from None


def _clock(cell: str) -> str:
    return time.fromisoformat(cell).strftime("%H:%M")
