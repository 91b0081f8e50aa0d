"""What people change about themselves: their preferences and how notices reach them."""

from dataclasses import asdict, dataclass
from datetime import time

from accounts.models import User


def change_preferences(*, user: User, language: str | None = None, theme: str | None = None) -> None:
    changed = {name: value for name, value in (("language", language), ("theme", theme)) if value is not None}
    if changed:
        User.objects.filter(pk=user.pk).update(**changed)


@dataclass(frozen=True)
class Reach:
    """How notices reach a person beside the inbox; the names are the columns of `User`."""

    phone: str
    handle: str
    told_by: list[str]
    told_by_urgent: list[str]
    quiet_from: time | None = None
    quiet_to: time | None = None


def change_reach(*, reach: Reach, by: User) -> None:
    """Everybody changes their own only; what is waiting goes by the new wishes."""
    User.objects.filter(pk=by.pk).update(**asdict(reach))
