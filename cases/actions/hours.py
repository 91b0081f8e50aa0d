"""When the city is quiet, and when its day begins: its own settings."""

from datetime import datetime, time

from django.utils import timezone

from accounts.models import User
from cases.notices import Quiet
from cases.queries import rulebook


def quiet_hours() -> Quiet:
    settings = rulebook().settings
    return Quiet(time.fromisoformat(str(settings["quiet_from"])), time.fromisoformat(str(settings["quiet_to"])))


def digest_at() -> time:
    return time.fromisoformat(str(rulebook().settings["digest_at"]))


def held_until(user: User, quiet: Quiet, *, at: datetime) -> datetime | None:
    """Until when a message to this person waits, by their own quiet hours or else the city's; None: it goes now."""
    if user.quiet_from is not None and user.quiet_to is not None:
        quiet = Quiet(user.quiet_from, user.quiet_to)
    return quiet.until(at, timezone.get_default_timezone())
