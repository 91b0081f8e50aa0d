"""The verbs about places beside their registers, and about permits."""

from places.actions.look import show_contact
from places.actions.permits import Application, PermitRequest, apply_for_permit, move_permit, turn_permits

__all__ = ["Application", "PermitRequest", "apply_for_permit", "move_permit", "show_contact", "turn_permits"]
