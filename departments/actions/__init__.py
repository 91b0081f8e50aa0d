"""Who works here and where; the registers of units and calendars stand in `departments.registers`."""

from departments.actions.members import MemberData, member
from departments.actions.people import PersonData, invite, person

__all__ = ["MemberData", "PersonData", "invite", "member", "person"]
