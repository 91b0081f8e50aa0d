"""How long something may take, in the four units of the field."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.worktime.moments import DAY

if TYPE_CHECKING:
    from common.worktime.calendars import Calendar

LONGEST_LIMIT = timedelta(days=36525)  # a hundred years: anything longer is a typing error


class LimitUnit(StrEnum):
    """The units of facts: 工作时, 工作日, 紧急工作时, 自然日 (also 紧急工作日)."""

    WORK_HOUR = "work_hour"
    WORK_DAY = "work_day"
    URGENT_HOUR = "urgent_hour"
    NATURAL_DAY = "natural_day"

    @property
    def never_stops(self) -> bool:
        """True for the units that run through nights, weekends and holidays."""
        return self in (LimitUnit.URGENT_HOUR, LimitUnit.NATURAL_DAY)


HOURS = (LimitUnit.WORK_HOUR, LimitUnit.URGENT_HOUR)


@dataclass(frozen=True)
class Limit:
    """How long something may take: more than zero of a unit; half a working day is `Decimal("0.5")`."""

    value: Decimal
    unit: LimitUnit

    def __post_init__(self) -> None:
        if not self.value.is_finite() or self.value <= 0:
            raise ValueError(_("A limit must be a number greater than zero."))

    @classmethod
    @lru_cache(maxsize=512)
    def parse(cls, text: str) -> "Limit":
        """A limit as it is written on a case: "4 work_hour"."""
        value, __, unit = text.partition(" ")
        return cls(Decimal(value), LimitUnit(unit))

    @property
    def text(self) -> str:
        return f"{self.value.normalize():f} {self.unit}"

    def times(self, factor: Decimal) -> "Limit":
        """So many times as long, but never longer than a clock can count (a hundred years)."""
        return _times(self.value, self.unit, factor)

    def share(self, share: Decimal) -> "Limit":
        """Such a share of it."""
        return _share(self.value, self.unit, share)

    def span(self, calendar: "Calendar") -> timedelta:
        """The time to be counted, to the microsecond: working time or plain time, as the unit says."""
        return _span(self.value, self.unit, calendar.daily_time)


@lru_cache(maxsize=512)
def _share(value: Decimal, unit: LimitUnit, share: Decimal) -> Limit:
    return Limit(value * share, unit)


@lru_cache(maxsize=512)
def _times(value: Decimal, unit: LimitUnit, factor: Decimal) -> Limit:
    longest = LONGEST_LIMIT // timedelta(hours=1) if unit in HOURS else LONGEST_LIMIT.days
    return Limit(min(value * factor, Decimal(longest)), unit)


@lru_cache(maxsize=4096)
def _span(value: Decimal, unit: LimitUnit, working_day: timedelta) -> timedelta:
    one = working_day if unit is LimitUnit.WORK_DAY else DAY
    if unit in HOURS:
        one = timedelta(hours=1)
    microseconds = value * (one // timedelta(microseconds=1))
    if microseconds > LONGEST_LIMIT // timedelta(microseconds=1):
        raise ValueError(_("A limit must not be longer than a hundred years."))
    if microseconds < 1:
        raise ValueError(_("A limit must be a number greater than zero."))
    return timedelta(microseconds=int(microseconds))
