"""One line of a list: a case with its lamps, what is left of its limit, and the marks of what befell it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.deadlines import TOP_LEVEL, Lamp
from cases.models import Case
from cases.queries import Rulebook, rulebook
from cases.views.parts import working_left

REWORKS_FLAGGED = 3


@dataclass(frozen=True)
class Mark:
    """A small sign with its words; `tone` is bad or nothing."""

    icon: str
    words: str
    tone: str = ""


@dataclass(frozen=True)
class Row:
    """`working` is the working time left, where the limit counts in it."""

    case: Case
    lamp: Lamp
    stage_lamp: Lamp
    working: timedelta | None
    marks: list[Mark]


def rows_of(cases: Iterable[Case], at: datetime, book: Rulebook | None = None) -> list[Row]:
    book = book or rulebook()
    return [
        Row(case, case.lamp(at=at), case.stage_lamp(at=at), working_left(case, at=at, book=book), marks_of(case))
        for case in cases
    ]


def marks_of(case: Case) -> list[Mark]:
    found = []
    if n := case.rework_count:
        words = ngettext("sent for rework once", "sent for rework %(n)s times", n) % {"n": n}
        found.append(Mark("repeat", words, "bad" if n >= REWORKS_FLAGGED else ""))
    if n := case.send_back_count:
        found.append(Mark("arrow-back-up", ngettext("sent back once", "sent back %(n)s times", n) % {"n": n}))
    if case.is_open and case.chase_level >= TOP_LEVEL:
        found.append(Mark("speakerphone", _("Escalated to the leaders"), "bad"))
    return found
