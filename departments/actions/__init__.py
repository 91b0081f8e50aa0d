"""What administrators keep of units: the units themselves, who works in them, and the time they work."""

from departments.actions.calendars import CalendarWish, DayWish, calendar, day, day_key
from departments.actions.members import MemberWish, member
from departments.actions.people import PersonWish, invite, person
from departments.actions.units import UnitWish, unit

__all__ = [
    "CalendarWish",
    "DayWish",
    "MemberWish",
    "PersonWish",
    "UnitWish",
    "calendar",
    "day",
    "day_key",
    "invite",
    "member",
    "person",
    "unit",
]
