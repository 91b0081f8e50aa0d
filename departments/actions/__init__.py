"""The way in for new people; the registers of units, calendars and people stand in `departments.registers`."""

from departments.actions.invite import INVITED, invite

__all__ = ["INVITED", "invite"]
