"""Lamps and lateness, pure. On time means `finished_at <= due_at`, here and nowhere else."""

from datetime import datetime
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

WARNING_SHARE = Decimal("0.8")  # of a limit: here the lamp turns yellow


class Lamp(TextChoices):
    GREEN = "green", _("Within the limit")
    YELLOW = "yellow", _("Due soon")
    RED = "red", _("Overdue")
    GREY = "grey", _("No clock runs")


def on_time(finished_at: datetime | None, due_at: datetime | None) -> bool | None:
    """Whether it was finished in time; None while it is not finished or owes no date."""
    if finished_at is None or due_at is None:
        return None
    return finished_at <= due_at


def lamp(*, warn_at: datetime | None, due_at: datetime | None, at: datetime) -> Lamp:
    """The lamp at a moment; for a finished clock pass the moment at which it stopped."""
    if due_at is None:
        return Lamp.GREY
    if on_time(at, due_at) is False:
        return Lamp.RED
    return Lamp.YELLOW if warn_at is not None and at >= warn_at else Lamp.GREEN
