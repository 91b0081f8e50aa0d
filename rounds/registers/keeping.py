"""Who keeps what rounds are made of, and cells that several registers have."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import OVERSIGHT, Role
from common.refusals import Forbidden
from registry import cells
from registry.cells import Cell
from registry.registers import Data, Row, TableRegister

EDITORS = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})
CODES = Cell(cells.codes, " ".join, cells.in_words)


class Kept(TableRegister[Row, Data]):
    """Supervisors draw up what they look at by, as administrators do; leaders and auditors read it.

    No unit reads a plan: it would know when somebody comes.
    """

    editors = EDITORS
    readers = frozenset(OVERSIGHT | {Role.ADMINISTRATOR})

    def allow(self, by: User | None) -> None:
        if by is not None and by.role not in self.editors:
            raise Forbidden(_("Plans and checklists of rounds are kept by supervisors and administrators."))


def number(default: int, *, most: int) -> Cell:
    """A whole number from 1 on; where nothing is said the default."""
    read: Callable[[str], int | None] = cells.whole_number(1, most)
    return Cell(lambda cell: read(cell) or default, str)
