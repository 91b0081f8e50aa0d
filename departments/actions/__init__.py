"""Who works here and where; the registers of units and calendars stand in `departments.registers`."""

from departments.actions.members import MemberWish, member
from departments.actions.people import PersonWish, invite, person

__all__ = ["MemberWish", "PersonWish", "invite", "member", "person"]
