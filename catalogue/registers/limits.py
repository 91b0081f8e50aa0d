"""A limit as the registers say it: "4 work_hour" in the data, a number and a unit in two columns of a file."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import durations
from common.worktime import Limit, LimitUnit
from registry import cells
from registry.cells import Cell, Text
from registry.registers import Field, wrong

LIMIT_UNITS: dict[str, Text] = {
    LimitUnit.WORK_HOUR.value: gettext_lazy("working hours"),
    LimitUnit.WORK_DAY.value: gettext_lazy("working days"),
    LimitUnit.URGENT_HOUR.value: gettext_lazy("hours, nights included"),
    LimitUnit.NATURAL_DAY.value: gettext_lazy("days, weekends included"),
}


class LimitInput(forms.MultiWidget):
    """A number and its unit, side by side."""

    def __init__(self) -> None:
        number = forms.NumberInput({"min": "0.01", "step": "any", "aria-label": gettext_lazy("Limit")})
        unit = forms.Select({"aria-label": gettext_lazy("Counted in")}, choices=LIMIT_UNITS.items())
        super().__init__({"value": number, "unit": unit})

    def decompress(self, value: str | None) -> list[str]:
        """What is no limit is shown as nothing: the address of a form may say anything."""
        try:
            limit = Limit.parse(_checked(value or ""))
        except ValueError:
            return ["", ""]
        return [plain(limit.value), limit.unit.value]


class LimitField(forms.MultiValueField):
    """`limit_value` and `limit_unit` as "4 work_hour"."""

    widget = LimitInput

    def __init__(self, **kwargs: Any) -> None:
        number = forms.DecimalField(max_digits=7, decimal_places=2, min_value=Decimal("0.01"))
        super().__init__([number, forms.ChoiceField(choices=LIMIT_UNITS.items())], **kwargs)

    def compress(self, data_list: list[Any]) -> str:
        return Limit(data_list[0], LimitUnit(data_list[1])).text if data_list else ""


def limit() -> Cell:
    return Cell(_checked, str, durations.limit, formfield=LimitField)


def read_limit(text: str) -> Limit:
    """ "4 work_hour" as a limit; Refused for the field `limit` where it is none."""
    try:
        return Limit.parse(_checked(text))
    except ValueError as error:
        raise wrong("limit", str(error)) from error


def _checked(text: str) -> str:
    try:
        limit = Limit.parse(text)
    except (InvalidOperation, ValueError) as error:
        raise ValueError(_("A limit is a number greater than zero and a unit.")) from error
    if limit.value >= 100_000 or limit.value != round(limit.value, 2):
        raise ValueError(_("A limit has at most five digits and two decimals."))
    if limit.times(Decimal(1)) != limit:
        raise ValueError(_("A limit must not be longer than a hundred years."))
    return text


def unit(cell: str) -> str:
    if cell not in LIMIT_UNITS:
        known = ", ".join(LIMIT_UNITS)
        raise ValueError(_("“%(value)s” is none of: %(known)s.") % {"value": cell, "known": known})
    return cell


def plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


VALUE = Field("value", gettext_lazy("Limit"), Cell(cells.positive, plain), required=True)
UNIT = Field("unit", gettext_lazy("Counted in"), cells.named(unit, LIMIT_UNITS), required=True)
