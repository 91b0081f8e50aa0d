"""The change log of what the city keeps, changes to come, and the way back."""

from registry.actions.changes import revert
from registry.actions.outbox import OUTBOX, retry_dead_messages
from registry.actions.planned import (
    OPEN,
    PLAN_FAILED,
    PLANNED,
    Applied,
    apply_or_schedule,
    apply_or_schedule_all,
    carry_out_plans,
    drop_planned,
)

__all__ = [
    "OPEN",
    "OUTBOX",
    "PLANNED",
    "PLAN_FAILED",
    "Applied",
    "apply_or_schedule",
    "apply_or_schedule_all",
    "carry_out_plans",
    "drop_planned",
    "retry_dead_messages",
    "revert",
]
