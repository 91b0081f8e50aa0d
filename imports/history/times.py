"""Times of another system: in any form, in local time without a zone too.

A clock that is put back shows an hour twice, one that is put forward shows an hour never. By default the first of the
two hours is meant, and a time that never was is the moment at which the clock jumped: two times of the file then stand
in UTC in the same order as on the clock, so that "closed before due" stays true or false.

Many systems write a date of their own where there is none. The beginning of such a day is read as nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from common.moments import FIRST_YEAR, LAST_YEAR, bounded

ISO = "iso"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MIDNIGHT = time()
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # written in local time it is no beginning of a day
# .NET, SQL Server, spreadsheets and Access, SQL Server again, Unix; and "no end".
EMPTY_DAYS = ("0001-01-01", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1970-01-01", "9999-12-31")


class Twice(StrEnum):
    """What is meant by a time that the clock showed twice."""

    FIRST = "first"
    SECOND = "second"
    REFUSE = "refuse"


class Never(StrEnum):
    """What is meant by a time that the clock never showed."""

    JUMP = "jump"
    REFUSE = "refuse"


@dataclass(frozen=True)
class TimeForm:
    """`formats` as strptime has them, or "iso"; the first that fits is taken. A time's own offset beats `zone`.

    `empty` are the days whose beginning means that there is no time; of 9999-12-31 any time does.
    """

    zone: ZoneInfo | None
    formats: Sequence[str] = (ISO,)
    twice: Twice = Twice.FIRST
    never: Never = Never.JUMP
    empty: frozenset[date] = frozenset(map(date.fromisoformat, EMPTY_DAYS))

    def moment(self, text: str) -> datetime | None:
        """The moment in UTC, None for an empty date; a ValueError says why it can't be told."""
        said = self._parsed(text)
        if said.tzinfo is None and self.zone is not None:
            shown = _shown_at_epoch(self.zone, self.empty, said.toordinal(), said.hour)
            if shown is not None:
                return EPOCH + (said - shown)
        return self._unusual(said, text)

    def limit(self, text: str) -> datetime | None:
        """The moment of a due time; None where the other system writes the end of time for "no limit" (9999-12-31)."""
        return None if self._parsed(text).year == MAXYEAR else self.moment(text)

    def _unusual(self, said: datetime, text: str) -> datetime | None:
        if said.date() in self.empty and (said.time() == MIDNIGHT or said.year == date.max.year):
            return None
        try:
            moment = bounded((said if said.tzinfo else self._zoned(said, text)).astimezone(UTC))
        except OverflowError:
            raise ValueError(_("“%(time)s” is not a time this platform can hold.") % {"time": text}) from None
        return None if moment == EPOCH and EPOCH.date() in self.empty else moment

    def _parsed(self, text: str) -> datetime:
        for form in self.formats:
            try:
                return datetime.fromisoformat(text) if form == ISO else datetime.strptime(text, form)  # noqa: DTZ007
            except ValueError:
                continue
        forms = {"time": text, "forms": ", ".join(self.formats)}
        raise ValueError(_("“%(time)s” is not a time of the form %(forms)s.") % forms)

    def _zoned(self, said: datetime, text: str) -> datetime:
        if self.zone is None:
            raise ValueError(_("“%(time)s” has no zone, and the mapping names none.") % {"time": text})
        first, second = said.replace(tzinfo=self.zone), said.replace(tzinfo=self.zone, fold=1)
        before, after = _offset(first), _offset(second)
        if before == after:
            return first
        return self._twice(first, second, text) if before > after else self._never(first, second, text)

    def _twice(self, first: datetime, second: datetime, text: str) -> datetime:
        if self.twice is Twice.REFUSE:
            raise ValueError(_("The clock showed “%(time)s” twice.") % {"time": text})
        return first if self.twice is Twice.FIRST else second

    def _never(self, first: datetime, second: datetime, text: str) -> datetime:
        """`first` is read by the offset before the jump and so lies after it, `second` before it."""
        if self.never is Never.REFUSE:
            raise ValueError(_("The clock never showed “%(time)s”.") % {"time": text})
        zone = self.zone
        low, high = second.astimezone(UTC).replace(microsecond=0), first.astimezone(UTC).replace(microsecond=0)
        old = _offset(low.astimezone(zone))
        while high - low > timedelta(seconds=1):
            middle = (low + (high - low) / 2).replace(microsecond=0)  # whole seconds, so that it ends
            low, high = (middle, high) if _offset(middle.astimezone(zone)) == old else (low, middle)
        return high


@lru_cache(maxsize=100_000)
def _shown_at_epoch(zone: ZoneInfo, empty: frozenset[date], day: int, hour: int) -> datetime | None:
    """What a clock would have shown at the epoch by the offset that it has in an hour of a day (1 is that of year 1).

    So a moment is the epoch and what lies between: to set its zone would take five times as long.
    None where each time must be asked for itself: the clock is put forward or back in that hour, the day is one of the
    empty ones or beside one in UTC, or it lies near the bounds of moments.
    """
    start = datetime.combine(date.fromordinal(day), time(hour))
    if not FIRST_YEAR < start.year < LAST_YEAR or not empty.isdisjoint(start.date() + DAY * n for n in (-1, 0, 1)):
        return None
    found = {end.replace(tzinfo=zone, fold=fold).utcoffset() for end in (start, start + HOUR) for fold in (0, 1)}
    offset = found.pop() or timedelta()
    return None if found else EPOCH.replace(tzinfo=None) + offset


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()
