"""What a city keeps of who does the work: units, the week by which they work, and their people."""

from departments.registers.calendars import CALENDARS, DAYS, CalendarData, DayData, day_key
from departments.registers.people import PEOPLE, UNITLESS, PersonData
from departments.registers.units import UNITS, UnitData

__all__ = [
    "CALENDARS",
    "DAYS",
    "PEOPLE",
    "UNITLESS",
    "UNITS",
    "CalendarData",
    "DayData",
    "PersonData",
    "UnitData",
    "day_key",
]
