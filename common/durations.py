"""Spans of time in words: short enough for a table cell, the same in lists, notices and messages."""

import math
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext, ngettext

MINUTE, HOUR, DAY = 60, 3600, 86400
ROUGH_FROM = 4  # working hours, from where on the minutes no longer matter


def span(length: timedelta) -> str:
    """The two largest parts of a length, its sign left out: "2 d 3 h", "1 h 20 min", "8 min"."""
    seconds = abs(int(length.total_seconds()))
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // MINUTE
    if days:
        parts = [gettext("%d d") % days, gettext("%d h") % hours if hours and days < 10 else ""]
    elif hours:
        parts = [gettext("%d h") % hours, gettext("%d min") % minutes if minutes else ""]
    else:
        parts = [gettext("%d min") % minutes]
    return " ".join(part for part in parts if part)


def took(length: timedelta) -> str:
    """How long something took: as a span, and in seconds where that would say nothing ("0 min")."""
    seconds = abs(int(length.total_seconds()))
    return gettext("%d s") % seconds if seconds < MINUTE else span(length)


def remaining(due_at: datetime, *, at: datetime) -> str:
    """What is left until `due_at`, or by how much it is late."""
    if at > due_at:
        return gettext("%s late") % span(at - due_at)
    return gettext("due in %s") % span(due_at - at)


def remaining_work(left: timedelta) -> str:
    """What is left of the working time; negative lengths are late. Never in days: a working day has no 24 hours."""
    length = work_span(left)
    return (gettext("%s late") if left < timedelta(0) else gettext("%s left")) % length


def work_span(length: timedelta) -> str:
    """A length of working time, its sign left out: "12 working hours", "3 h 20 min of working time"."""
    hours, seconds = divmod(abs(int(length.total_seconds())), HOUR)
    if hours >= ROUGH_FROM or (hours and seconds < MINUTE):
        return ngettext("%d working hour", "%d working hours", hours) % hours
    return gettext("%s of working time") % span(length)


def outcome(due_at: datetime, finished_at: datetime) -> str:
    """How a finished thing stood to its limit."""
    if finished_at <= due_at:
        return gettext("on time")
    return gettext("%s late") % span(finished_at - due_at)


def ago(then: datetime, *, at: datetime) -> str:
    """How long since; below a minute "just now". A time that has not come yet reads as "in …"."""
    if then > at + timedelta(seconds=MINUTE):
        return gettext("in %s") % span(then - at)
    if at - then < timedelta(seconds=MINUTE):
        return gettext("just now")
    return gettext("%s ago") % span(at - then)


def limit(text: str) -> str:
    """A limit as cases record it ("4 work_hour") in words ("4 working hours"); an empty one is empty."""
    value, __, unit = text.partition(" ")
    number = Decimal(value or 0)
    words = {
        "work_hour": ngettext("%s working hour", "%s working hours", math.ceil(number)),
        "urgent_hour": ngettext("%s hour, nights included", "%s hours, nights included", math.ceil(number)),
        "work_day": ngettext("%s working day", "%s working days", math.ceil(number)),
        "natural_day": ngettext("%s day", "%s days", math.ceil(number)),
    }
    return words[unit] % f"{number.normalize():f}" if text else ""
