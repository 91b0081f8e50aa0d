"""When the city is quiet, and when its day begins: its own settings."""

from datetime import datetime, time

from django.utils import timezone

from accounts.models import User
from notices.quiet import Quiet
from notices.settings import DIGEST_AT, QUIET_FROM, QUIET_TO
from registry.queries import settings_in_force


def quiet_hours() -> Quiet:
    settings = settings_in_force(QUIET_FROM, QUIET_TO)
    return Quiet(time.fromisoformat(str(settings[QUIET_FROM])), time.fromisoformat(str(settings[QUIET_TO])))


def digest_at() -> time:
    return time.fromisoformat(str(settings_in_force(DIGEST_AT)[DIGEST_AT]))


def held_until(user: User, quiet: Quiet, *, at: datetime) -> datetime | None:
    """Until when a message to this person waits, by their own quiet hours or else the city's; None: it goes now."""
    if user.quiet_from is not None and user.quiet_to is not None:
        quiet = Quiet(user.quiet_from, user.quiet_to)
    return quiet.until(at, timezone.get_default_timezone())
