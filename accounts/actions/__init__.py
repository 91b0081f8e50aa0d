"""Users, what lets them in, and what people change about themselves."""

from accounts.actions.own import Reach, change_preferences, change_reach
from accounts.actions.people import invitation_links, make_invitation, save_people, set_passwords, sign_out
from accounts.actions.sessions import end_sessions, forget_sessions, keep_session
from accounts.actions.tokens import MOST_TOKENS, issue_token, note_token_use, revoke_token

__all__ = [
    "MOST_TOKENS",
    "Reach",
    "change_preferences",
    "change_reach",
    "end_sessions",
    "forget_sessions",
    "invitation_links",
    "issue_token",
    "keep_session",
    "make_invitation",
    "note_token_use",
    "revoke_token",
    "save_people",
    "set_passwords",
    "sign_out",
]
