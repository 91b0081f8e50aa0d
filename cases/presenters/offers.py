"""The moves of a person as buttons."""

from dataclasses import dataclass

from cases.models import Case
from cases.permissions import Viewer, moves_offered
from cases.workflow import Move
from common.refusals import Refused
from common.workflow import Tone


@dataclass(frozen=True)
class Offer:
    """A move as a button: pressed at once where it needs nothing, else it opens its form."""

    move: Move
    refusal: str
    kind: str
    icon: str
    key: str

    @property
    def rare(self) -> bool:
        return self.move.rare

    @property
    def at_once(self) -> bool:
        return not self.move.needs


def offers(case: Case, viewer: Viewer) -> list[Offer]:
    """The moves of this role: possible ones first, the first of them as the main action."""
    found = sorted(moves_offered(viewer, case), key=lambda pair: pair[1] is not None)
    main = next((move for move, no in found if no is None and not move.rare and move.tone != Tone.BAD), None)
    found.sort(key=lambda pair: pair[0] is not main)
    return [_offer(move, no, main) for move, no in found]


def _offer(move: Move, no: Refused | None, main: Move | None) -> Offer:
    kind = "primary" if move is main else ("danger" if move.danger else "plain")
    return Offer(move, no.message if no else "", kind, move.icon, move.key)
