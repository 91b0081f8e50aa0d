"""What the change log has of people beside what their register keeps, and what of all that is told at once."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from common import outbox
from departments.news import POST_CHANGED, POSTS
from registry import cells
from registry.cells import Cell
from registry.models import Change
from registry.registers import Field, on_change
from registry.registers.logged import LoggedKind, declare_logged

PERSON, INVITED, ENDED = "person", "invitation", "ended_access"
_NUMBER = Cell(cells.count)


def declare() -> None:
    declare_logged(
        LoggedKind(INVITED, _("Password link"), (Field("role", _("Role"), cells.one(Role)),)),
        LoggedKind(
            ENDED, _("Signed out by an administrator"),
            (Field("tokens", _("Tokens of programs"), _NUMBER), Field("sessions", _("Browsers"), _NUMBER)),
        ),
    )  # fmt: skip
    on_change(tell_of_posts)


def tell_of_posts(changes: Sequence[Change]) -> None:
    """Whoever gets a post that much hangs on, or a way into the account of who has one, is told, and the auditor."""
    outbox.emit(POST_CHANGED, [change.pk for change in changes if _gives_a_post(change)])


def _gives_a_post(change: Change) -> bool:
    before, after = change.before or {}, change.after or {}
    if change.kind not in (PERSON, INVITED) or after.get("role") not in POSTS:
        return False
    return change.kind == INVITED or (bool(after.get("active")) and (
        before.get("role") != after["role"] or not before.get("active")
    ))  # fmt: skip
