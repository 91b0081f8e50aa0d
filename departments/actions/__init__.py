"""The way in for new people and its end; registers of units, calendars and people: `departments.registers`."""

from departments.actions.access import end_access
from departments.actions.invite import create_administrator, invite

__all__ = ["create_administrator", "end_access", "invite"]
