"""What people change about themselves."""

from accounts.actions.own import Reach, change_preferences, change_reach, issue_token, note_token_use, revoke_token

__all__ = ["Reach", "change_preferences", "change_reach", "issue_token", "note_token_use", "revoke_token"]
