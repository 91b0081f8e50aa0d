"""A move in the context: what a person wished, and what follows from it beside the state and the clock."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case
from cases.rulebook import Rulebook
from cases.workflow import Move, Need, State
from common.datum import Datum
from common.refusals import Malformed, Refused
from common.worktime import Limit
from departments.models import Department


@dataclass(frozen=True, slots=True)
class Piece:
    """One of the cases into which a case is split."""

    category: str
    condition: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class MoveRequest:
    """What a person wants done to a case, in codes and plain values; `version` is the one they saw."""

    move: str
    version: int | None
    id: UUID | None = None
    note: str = ""
    reason: str = ""
    reason_class: str = ""
    department: str = ""
    assignee: str = ""  # the user name of a person
    passed: bool | None = None
    photos: tuple[UUID, ...] = ()
    closing_conditions: tuple[int, ...] = ()  # which lines of the closing condition were found to hold, from 1
    until: datetime | None = None
    into: str = ""
    category: str = ""
    condition: int | None = None
    location: tuple[float, float] | None = None
    datum: str = Datum.WGS84
    parts: tuple[Piece, ...] = ()
    ruling: str = ""
    place: str = ""  # the code of a place

    def given(self) -> set[str]:
        return {need.value for need in Need if getattr(self, need.value) not in ("", None, ())}


@dataclass(slots=True)
class MoveContext:
    """Filled by the effect of a move: the unit it goes to, the limit that follows, what its event records."""

    case: Case
    move: Move
    request: MoveRequest
    at: datetime
    by: User
    book: Rulebook
    data: dict[str, Any] = field(default_factory=dict)
    department: Department | None = None
    target: State | None = None
    limit: Limit | None = None
    route: bool = False  # whether the router shall look at it afterwards


def unit_of(code: str) -> Department:
    """The active unit of a code; Malformed if there is none."""
    department = Department.objects.active().filter(code=code).first()
    if department is None:
        raise Malformed(
            _("There is no such unit."), errors={"department": [_("Unknown unit “%(code)s”.") % {"code": code}]}
        )
    return department


def refused(field_name: str, sentence: str) -> Refused:
    return Refused(sentence, errors={field_name: [sentence]})
