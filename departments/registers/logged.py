"""What the change log has of people beside what their register keeps, and what of all that is told at once."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from common import outbox
from departments.news import INVITED, POST_CHANGED, event_of
from registry import cells
from registry.cells import Cell
from registry.models import Change
from registry.registers import Field, on_change
from registry.registers.logged import LoggedKind, declare_logged

ENDED = "ended_access"
_NUMBER = Cell(cells.count)


def declare() -> None:
    declare_logged(
        LoggedKind(INVITED, _("Password link"), (Field("role", _("Role"), cells.one(Role)),)),
        LoggedKind(
            ENDED, _("Signed out by an administrator"),
            (Field("tokens", _("Tokens of programs"), _NUMBER), Field("sessions", _("Browsers"), _NUMBER),
             Field("factor", _("Second factor"), _NUMBER)),
        ),
    )  # fmt: skip
    on_change(tell_of_posts)


def tell_of_posts(changes: Sequence[Change]) -> None:
    """Whoever gets a post that much hangs on, or a way into the account of who has one, is told, and the auditor; of
    who leaves a unit its heads hear."""
    outbox.emit(POST_CHANGED, [change.pk for change in changes if event_of(change) is not None])
