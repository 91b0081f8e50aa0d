"""What changes about people, and the log of what administrators change."""

from accounts.actions.changes import KEEPERS, Keeper, administrator, hears, record, revert
from accounts.actions.outbox import OUTBOX, retry_dead_messages
from accounts.actions.own import Reach, change_preferences, change_reach, issue_token, note_token_use, revoke_token
from accounts.actions.people import PersonWish, invite, person
from accounts.actions.planned import (
    OPEN,
    PLAN_FAILED,
    PLANNED,
    Done,
    Intent,
    carry_out_plans,
    drop_planned,
    settle,
    settle_all,
)

__all__ = [
    "KEEPERS",
    "OPEN",
    "OUTBOX",
    "PLANNED",
    "PLAN_FAILED",
    "Done",
    "Intent",
    "Keeper",
    "PersonWish",
    "Reach",
    "administrator",
    "carry_out_plans",
    "change_preferences",
    "change_reach",
    "drop_planned",
    "hears",
    "invite",
    "issue_token",
    "note_token_use",
    "person",
    "record",
    "retry_dead_messages",
    "revert",
    "revoke_token",
    "settle",
    "settle_all",
]
