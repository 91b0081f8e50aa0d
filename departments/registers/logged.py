"""What the change log has of people beside what their register keeps: links for a password, and what was ended."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from registry import cells
from registry.cells import Cell
from registry.registers import Field
from registry.registers.logged import LoggedKind, declare_logged

INVITED = "invitation"
ENDED = "ended_access"
_NUMBER = Cell(cells.count)


def declare() -> None:
    declare_logged(
        LoggedKind(INVITED, _("Password link"), (Field("role", _("Role"), cells.one(Role)),)),
        LoggedKind(
            ENDED, _("Signed out by an administrator"),
            (Field("tokens", _("Tokens of programs"), _NUMBER), Field("sessions", _("Browsers"), _NUMBER)),
        ),
    )  # fmt: skip
