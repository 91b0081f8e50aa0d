"""What a city keeps of who does the work: units, the week by which they work, their people and groups."""

from departments.registers.calendars import CALENDARS, DAYS, CalendarData, DayData, day_key
from departments.registers.groups import GROUP_MEMBERS, GROUPS, GroupData, GroupMemberData
from departments.registers.people import PEOPLE, UNITLESS, PersonData
from departments.registers.units import UNITS, UnitData

__all__ = [
    "CALENDARS",
    "DAYS",
    "GROUPS",
    "GROUP_MEMBERS",
    "PEOPLE",
    "UNITLESS",
    "UNITS",
    "CalendarData",
    "DayData",
    "GroupData",
    "GroupMemberData",
    "PersonData",
    "UnitData",
    "day_key",
]
