"""Quiet hours, pure: what is not urgent waits for their end."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class Quiet:
    """From one time of day to another, over midnight where it says so; the same twice: never quiet."""

    start: time
    end: time

    def until(self, at: datetime, zone: tzinfo) -> datetime | None:
        """The end of the quiet in which `at` lies; None while it is not quiet."""
        local = at.astimezone(zone)
        for day in (local.date() - timedelta(days=1), local.date()):
            begins = datetime.combine(day, self.start, zone)
            over = self.end <= self.start
            ends = datetime.combine(day + timedelta(days=int(over)), self.end, zone)
            if self.start != self.end and begins <= local < ends:
                return ends
        return None
