"""Working time: when a limit ends, and how much of it has been used (docs/decisions/0003-working-time.md says why so).

Two kinds of clock. Urgent hours and natural days never stop. Working hours and working days run only inside the shifts
of a `Calendar`. Everything is counted on UTC instants, so a clock change in the city neither gives nor takes time.

Moments are aware datetimes (a naive one is refused); every answer is in UTC. Errors are `ValueError`s with a sentence.
"""

from common.worktime.arithmetic import add, add_around, add_working, remaining, share_point, working_seconds
from common.worktime.calendars import Calendar, Shift
from common.worktime.limits import Limit, LimitUnit
from common.worktime.moments import DAY, instant

__all__ = [
    "DAY",
    "Calendar",
    "Limit",
    "LimitUnit",
    "Shift",
    "add",
    "add_around",
    "add_working",
    "instant",
    "remaining",
    "share_point",
    "working_seconds",
]
