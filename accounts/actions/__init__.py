"""Users, what lets them in, and what people change about themselves."""

from accounts.actions.own import (
    Reach,
    change_preferences,
    change_reach,
    issue_token,
    note_token_use,
    revoke_token,
)
from accounts.actions.people import invitation_links, make_invitation, save_people, set_passwords, sign_out

__all__ = [
    "Reach",
    "change_preferences",
    "change_reach",
    "invitation_links",
    "issue_token",
    "make_invitation",
    "note_token_use",
    "revoke_token",
    "save_people",
    "set_passwords",
    "sign_out",
]
