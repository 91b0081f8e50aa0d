"""Deadlines, pure: lamps, lateness and the ladder of escalation. Arithmetic of working time is common.worktime's.

On time means `finished_at <= due_at`, here and nowhere else.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role

WARNING_SHARE = Decimal("0.8")  # the lamp turns yellow here (facts.md 2.8)


class Lamp(TextChoices):
    GREEN = "green", _("Within the limit")
    YELLOW = "yellow", _("Due soon")
    RED = "red", _("Overdue")
    GREY = "grey", _("No clock runs")


def on_time(finished_at: datetime | None, due_at: datetime | None) -> bool | None:
    """Whether the fix came in time; None while it is not finished or owes no date."""
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


@dataclass(frozen=True)
class Step:
    """One rung: whom to tell when the case is this long past its due time."""

    level: int
    after_due: timedelta
    role: Role


# Level 1 is the warning before the limit, at `warn_at`; the others count from the due time.
WARNING_LEVEL = 1
LADDER = (
    Step(2, timedelta(0), Role.HANDLER),
    Step(3, timedelta(hours=2), Role.DEPARTMENT_HEAD),
    Step(4, timedelta(hours=8), Role.SHIFT_LEADER),
    Step(5, timedelta(hours=24), Role.LEADER),
)
TOP_LEVEL = LADDER[-1].level


@dataclass(frozen=True)
class Raise:
    """What one pass of the chase does to a case at a level; `rest` counts from the due time, None at the top."""

    from_level: int
    to_level: int
    rest: timedelta | None


def _raises() -> tuple[Raise, ...]:
    levels = [0, WARNING_LEVEL, *(step.level for step in LADDER)]
    rests = [*(step.after_due for step in LADDER), None]
    return tuple(Raise(*parts) for parts in zip(levels, levels[1:], rests, strict=False))


RAISES = _raises()  # the ladder as the chase's SQL reads it; a case without a warning time begins at WARNING_LEVEL


def next_chase(level: int, *, warn_at: datetime | None, due_at: datetime | None) -> datetime | None:
    """When a case at this level wants the next look; None when there is nothing more to raise."""
    if due_at is None or level >= TOP_LEVEL:
        return None
    if level < WARNING_LEVEL and warn_at is not None:
        return warn_at
    return next(due_at + step.after_due for step in LADDER if step.level > level)


def level_reached(*, at: datetime, warn_at: datetime | None, due_at: datetime | None) -> int:
    """The rung a case stands on that was chased in time by somebody else: those that lie in the past are climbed."""
    if due_at is None:
        return 0
    passed = [step.level for step in LADDER if due_at + step.after_due <= at]
    return max(passed, default=WARNING_LEVEL if warn_at is not None and warn_at <= at else 0)
