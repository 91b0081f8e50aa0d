"""What an uploaded table would do beyond its own rows, shown with its preview: a higher house may know more of it."""

from collections.abc import Callable
from datetime import date

from accounts.models import User

Outcome = tuple[str, dict[str, object]]  # the template of the fragment, and its context
Look = Callable[[Callable[[], object], date, User], Outcome]

_looks: dict[str, Look] = {}


def declare_preview(file: str, look: Look) -> None:
    """`look` gets what would be done (to try and roll back), the day on which all of it counts, and who asks.

    It raises Refused where it can't be done.
    """
    _looks[file] = look


def look_of(file: str) -> Look | None:
    return _looks.get(file)
