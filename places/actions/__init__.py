"""The verbs about places beside their registers."""

from places.actions.look import show_contact

__all__ = ["show_contact"]
