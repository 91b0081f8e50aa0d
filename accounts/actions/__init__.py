"""Users, what lets them in, and what people change about themselves."""

from accounts.actions.factors import (
    begin_factor,
    confirm_factor,
    end_factor,
    has_factor,
    must_have_factor,
    renew_codes,
    take_code,
    wants_factor,
)
from accounts.actions.own import Reach, change_preferences, change_reach
from accounts.actions.people import invitation_links, make_invitation, save_people, set_passwords, sign_out
from accounts.actions.sessions import end_sessions, forget_sessions, keep_session
from accounts.actions.tokens import MOST_TOKENS, issue_token, note_token_use, revoke_token
from accounts.actions.tries import forget_tries, free_slot, give_back, spend_try, take_slot

__all__ = [
    "MOST_TOKENS",
    "Reach",
    "begin_factor",
    "change_preferences",
    "change_reach",
    "confirm_factor",
    "end_factor",
    "end_sessions",
    "forget_sessions",
    "forget_tries",
    "free_slot",
    "give_back",
    "has_factor",
    "invitation_links",
    "issue_token",
    "keep_session",
    "make_invitation",
    "must_have_factor",
    "note_token_use",
    "renew_codes",
    "revoke_token",
    "save_people",
    "set_passwords",
    "sign_out",
    "spend_try",
    "take_code",
    "take_slot",
    "wants_factor",
]
