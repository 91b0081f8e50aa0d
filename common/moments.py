"""The bounds of moments: no door stores a time outside of them, and no sum of times leaves them.

What lies outside is a broken clock (EXIF of the year 1), a stand-in for "no end" (9999-12-31) or a slip of the
keyboard. Python can't read a year before 1 back from the database, and can't show the last hours of the year 9999 in a
zone east of Greenwich: such a value would take down every page that shows it.
"""

from datetime import UTC, date, datetime, timedelta
from typing import overload

from django.db.models import DateField, Func
from django.utils import timezone
from django.utils.translation import gettext as _

FIRST_YEAR, LAST_YEAR = 1900, 2199
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
# A moment belongs to its year in whatever zone it is written, so the bounds in UTC are a day wider.
EARLIEST = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC) - timedelta(days=1)
LATEST = datetime(LAST_YEAR, 12, 31, 23, 59, 59, tzinfo=UTC) + timedelta(days=1)


def bounded(moment: datetime) -> datetime:
    """The aware moment itself; ValueError with a sentence where it lies outside the bounds."""
    if not EARLIEST <= moment <= LATEST:
        raise ValueError(_out_of_bounds())
    return moment


def bounded_day(day: date) -> date:
    """The day itself; ValueError with a sentence where it lies outside the bounds."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(_out_of_bounds())
    return day


def _out_of_bounds() -> str:
    return _("A time lies between the years %(first)s and %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}


@overload
def nearest(moment: datetime) -> datetime: ...
@overload
def nearest(moment: date) -> date: ...
def nearest(moment: date) -> date:
    """The moment (or day) within the bounds that lies nearest: for filters, to which "until 9999" means "no end"."""
    if isinstance(moment, datetime):
        return min(max(moment, EARLIEST), LATEST)
    return min(max(moment, FIRST_DAY), LAST_DAY)


def local(moment: datetime) -> datetime:
    """The moment on the city's clock. What old data hold beyond the bounds is shown as it stands, in UTC."""
    try:
        return timezone.localtime(moment)
    except OverflowError:
        return moment


class Today(Func):
    """The day on the city's clock, for a condition that is written once and holds on later days."""

    template = "(statement_timestamp() AT TIME ZONE '%(zone)s')::date"
    output_field = DateField()

    def __init__(self) -> None:
        super().__init__(zone=timezone.get_default_timezone_name())
