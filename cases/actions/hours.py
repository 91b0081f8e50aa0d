"""When the city is quiet, and when its day begins."""

from datetime import datetime, time

from django.utils import timezone

from accounts.models import User
from cases.notices import Quiet

QUIET_FROM, QUIET_TO, DIGEST_AT = "22:00", "07:00", "08:00"


def quiet_hours() -> Quiet:
    return Quiet(time.fromisoformat(QUIET_FROM), time.fromisoformat(QUIET_TO))


def digest_at() -> time:
    return time.fromisoformat(DIGEST_AT)


def held_until(user: User, quiet: Quiet, *, at: datetime) -> datetime | None:
    """Until when a message to this person waits, by their own quiet hours or else the city's; None: it goes now."""
    if user.quiet_from is not None and user.quiet_to is not None:
        quiet = Quiet(user.quiet_from, user.quiet_to)
    return quiet.until(at, timezone.get_default_timezone())
