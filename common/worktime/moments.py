"""Moments as working time counts them: UTC instants within bounds, found from the wall clock of a zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
FIRST_YEAR, LAST_YEAR = 1900, 2999  # a moment outside is a typing error


def instant(day: date, distance: timedelta, tz: ZoneInfo) -> datetime:
    """When clocks in the zone first show this time of this day; if they skip it, the moment they do."""
    wall = datetime.combine(day, time.min) + distance
    found = wall.replace(tzinfo=tz).astimezone(UTC)
    if found.astimezone(tz).replace(tzinfo=None) == wall:
        return found
    # Skipped: the change lies between the readings by the new and the old offset.
    low, high = wall.replace(tzinfo=tz, fold=1).astimezone(UTC), found
    while high - low > SECOND:
        middle = low + (high - low) // SECOND // 2 * SECOND
        low, high = (low, middle) if middle.astimezone(tz).replace(tzinfo=None) >= wall else (middle, high)
    return high


def utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(_("A moment needs a time zone."))
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(_("The year %(year)s can't be right.") % {"year": moment.year})
    return moment.astimezone(UTC)


def local_ordinal(moment: datetime, tz: ZoneInfo) -> int:
    return moment.astimezone(tz).toordinal()


def since_midnight(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)
