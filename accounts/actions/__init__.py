"""What changes about people, and the log of what administrators change."""

from accounts.actions.changes import KEEPERS, Keeper, administrator, hears, record, revert
from accounts.actions.own import Reach, change_preferences, change_reach, issue_token, note_token_use, revoke_token
from accounts.actions.people import PersonWish, invite, person

__all__ = [
    "KEEPERS",
    "Keeper",
    "PersonWish",
    "Reach",
    "administrator",
    "change_preferences",
    "change_reach",
    "hears",
    "invite",
    "issue_token",
    "note_token_use",
    "person",
    "record",
    "revert",
    "revoke_token",
]
