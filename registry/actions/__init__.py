"""The change log of what the city keeps, changes to come, and the way back."""

from registry.actions.approvals import approve, is_waiting, lapse_approvals, refuse, use_approval
from registry.actions.changes import revert
from registry.actions.export_city import export_city, export_steps
from registry.actions.load_city import Loaded, RefusedFolderError, load_city, load_steps
from registry.actions.outbox import OUTBOX, retry_dead_messages
from registry.actions.personal import forget_elsewhere, repeat_elsewhere
from registry.actions.planned import (
    OPEN,
    PLAN_FAILED,
    Applied,
    apply_or_schedule,
    apply_or_schedule_all,
    carry_out_plans,
    drop_planned,
)
from registry.actions.privacy import record_privacy_acts
from registry.personal import PLANNED

__all__ = [
    "OPEN",
    "OUTBOX",
    "PLANNED",
    "PLAN_FAILED",
    "Applied",
    "Loaded",
    "RefusedFolderError",
    "apply_or_schedule",
    "apply_or_schedule_all",
    "approve",
    "carry_out_plans",
    "drop_planned",
    "export_city",
    "export_steps",
    "forget_elsewhere",
    "is_waiting",
    "lapse_approvals",
    "load_city",
    "load_steps",
    "record_privacy_acts",
    "refuse",
    "repeat_elsewhere",
    "retry_dead_messages",
    "revert",
    "use_approval",
]
