"""Who keeps what rounds are made of, and cells that several registers have."""

from collections.abc import Callable

from accounts.models import User
from registry import cells
from registry.cells import Cell
from registry.registers import Data, Row, TableRegister
from rounds.permissions.rounds import EDITORS, READERS, keeping_refusal

CODES = Cell(cells.codes, " ".join, cells.in_words)


class Kept(TableRegister[Row, Data]):
    """Supervisors draw up what they look at by, as administrators do; leaders and auditors read it.

    No unit reads a plan: it would know when somebody comes.
    """

    editors = EDITORS
    readers = READERS

    def allow(self, by: User | None) -> None:
        if by is not None and (no := keeping_refusal(by)):
            raise no


def number(default: int, *, most: int) -> Cell:
    """A whole number from 1 on; where nothing is said the default."""
    read: Callable[[str], int | None] = cells.whole_number(1, most)
    return Cell(lambda cell: read(cell) or default, str)
