"""The change log of what the city keeps, changes to come, and the way back."""

from registry.actions.changes import REGISTERS, Register, administrator, on_change, record, revert
from registry.actions.outbox import OUTBOX, retry_dead_messages
from registry.actions.planned import (
    OPEN,
    PLAN_FAILED,
    PLANNED,
    Applied,
    ChangeRequest,
    apply_or_schedule,
    apply_or_schedule_all,
    carry_out_plans,
    drop_planned,
)
from registry.actions.settings import SettingWish, city_setting

__all__ = [
    "OPEN",
    "OUTBOX",
    "PLANNED",
    "PLAN_FAILED",
    "REGISTERS",
    "Applied",
    "ChangeRequest",
    "Register",
    "SettingWish",
    "administrator",
    "apply_or_schedule",
    "apply_or_schedule_all",
    "carry_out_plans",
    "city_setting",
    "drop_planned",
    "on_change",
    "record",
    "retry_dead_messages",
    "revert",
]
