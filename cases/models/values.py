"""Words and names of columns that a case and those who write it speak in."""

from django.db.models import PROTECT, ForeignKey, TextChoices
from django.utils.translation import gettext_lazy as _

from grids.models import Area

# What people, devices and other systems say of time; the others are made by our own clock.
MOMENTS_OF_OTHERS = (
    "occurred_at", "reported_at", "finished_at", "closed_at", "warn_at", "due_at", "suspended_until",
    "supervision_due_at",
)  # fmt: skip
ARBITRATED = "arbitrated"  # why a unit has a case: by a ruling (`routing_why`)


class LocationSource(TextChoices):
    POINT = "point", _("Located")
    OUTSIDE = "outside", _("Outside the city's areas")
    UNKNOWN = "unknown", _("Not located")


def copied_area() -> "ForeignKey[Area | None, Area | None]":
    """An area that a case keeps beside its unit grid, so that lists need no join.

    Without a constraint in the database, which would lock the area for each case that is written (decision 0047).
    """
    return ForeignKey(Area, PROTECT, null=True, blank=True, related_name="+", db_index=False, db_constraint=False)
