"""Who may do what about places, permits and surveys, and why not."""

from places.permissions.permits import PERMITS, PermitViewer, applying_refusal, contact_refusal

__all__ = ["PERMITS", "PermitViewer", "applying_refusal", "contact_refusal"]
