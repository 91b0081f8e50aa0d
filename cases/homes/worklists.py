"""The lists that run the day: for each role what needs a person now, in order.

A section is a question of the list, so that its number leads to exactly its cases. Many are asked in one statement.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.roles import Role
from cases.filters import listed
from cases.models import Case
from cases.presenters.definitions import OVERDUE
from cases.presenters.lines import lines_of
from cases.presenters.rows import rows_of
from cases.queries import in_lists
from cases.rulebook import Rulebook, rulebook
from common.definitions import Definition
from registry.homes import Asked, Found, HomeLists, HomeSection, Questions, ask, register

SHOWN, LEAST, ROWS = 6, 3, 48  # first cases of a section, fewer where there are many sections: a home is read at once


@cache
def _page_of_lists() -> str:
    return reverse("cases:list")


@dataclass(frozen=True)
class Section:
    """One heading of a home: a question of the list and what comes first in it; `bad` ones are late or burning."""

    label: Promise | str
    question: str
    ordering: str = "stage_due_at"
    bad: bool = False
    address: Callable[[Case], str] = Case.get_absolute_url  # where what is to be done about one of its cases is done
    definition: Definition | None = None  # what its word means, where that is not plain

    @property
    def url(self) -> str:
        return f"{_page_of_lists()}?{self.question}&ordering={self.ordering}"


@dataclass(frozen=True)
class Filled:
    section: Section
    number: int
    cases: list[Case]


_OVERDUE = Section(pgettext_lazy("case", "Overdue"), "overdue=true", "due_at", bad=True, definition=OVERDUE)
_SOON = Section(_("Due soon"), "lamp=yellow", "due_at")
_REWORKED = Section(_("Reworked again and again"), "reworks=%(rework_flag_from)s", "due_at", bad=True)
_LEADERS = Section(_("Escalated to the leaders"), "stage=dispose&escalated=5", "due_at", bad=True)
_DISPUTES = Section(_("Disputes to settle"), "state=disputed")
_EXTENSIONS = Section(_("Extensions to decide"), "extension=endorsed", "due_at")
_SUSPENSIONS = Section(_("Suspensions to decide"), "stage=dispose&suspension=asked", "due_at")
_SUPERVISED = Section(_("Under supervision"), "supervised=yes", "due_at")
_SUPERVISED_LATE = Section(_("Supervised, past its limit"), "supervised=late", "due_at", bad=True)
_APPEALS = Section(_("Appeals to decide"), "appeal=reviewed", "-reported_at")
_ACCEPT_LATE = Section(_("To accept, past the limit"), "stage=accept&stage_late=true", bad=True)
_VERIFY_LATE = Section(_("Verification, past the limit"), "stage=verify&stage_late=true", bad=True)
_TAKE_LATE = Section(_("Not taken over, past the limit"), "stage=take&stage_late=true", bad=True)
_CLOSE_LATE = Section(_("To close, past the limit"), "stage=close&stage_late=true", bad=True)
_CLOSE = Section(_("To close"), "stage=close")
_UNSEEN = Section(_("The photo can't be used: take it again"), "proof_refused=true&own_unit=true", "due_at", bad=True)
_BACK = Section(_("Came back for rework"), "stage=dispose&reworks=1&own_unit=true", "due_at", bad=True)
_URGENT = Section(_("Urgent"), "urgency=urgent&stage=dispose", "due_at", bad=True)
_MINE = Section(_("Assigned to me"), "own_assignment=true&stage=dispose", "due_at")
_TAKE = Section(_("To take"), "state=dispatched&own_unit=true", "due_at")
_PARTS = Section(_("Parts my unit owes others"), "own_part=true", "due_at")
_PARTY = Section(_("Disputes we are party to"), "state=disputed")

SECTIONS: dict[str, tuple[Section, ...]] = {
    Role.ACCEPTOR: (
        _ACCEPT_LATE,
        Section(_("To accept"), "stage=accept&stage_late=false"),
        _VERIFY_LATE,
        Section(_("Disposed: order the check"), "state=disposed"),
        _CLOSE,
    ),
    Role.SHIFT_LEADER: (
        Section(_("To file, past the limit"), "stage=file&stage_late=true", bad=True),
        _DISPUTES,
        _EXTENSIONS,
        _SUSPENSIONS,
        Section(_("Appeals to review"), "appeal=asked", "-reported_at"),
        Section(_("Re-check not passed"), "recheck_failed=true", "-reported_at", bad=True),
        Section(_("To file"), "stage=file&stage_late=false"),
        _CLOSE,
        _REWORKED,
        _SUPERVISED_LATE,
        _SUPERVISED,
        _ACCEPT_LATE,
        _VERIFY_LATE,
        Section(_("Without a unit, past the limit"), "stage=dispatch&stage_late=true", bad=True),
        _TAKE_LATE,
        Section(_("Check, past the limit"), "stage=check&stage_late=true", bad=True),
        _CLOSE_LATE,
        _OVERDUE,
    ),
    Role.DISPATCHER: (
        Section(_("Sent back by a unit"), "state=filed&sent_back=true", bad=True),
        Section(_("Without a unit"), "state=filed&sent_back=false"),
        _EXTENSIONS,
        _SUSPENSIONS,
        _OVERDUE,
        _SOON,
    ),
    Role.HANDLER: (
        _URGENT,
        _MINE,
        _UNSEEN,
        _OVERDUE,
        _SOON,
        _BACK,
        _TAKE,
        Section(_("In disposal"), "state=in_disposal&own_unit=true", "due_at"),
        _PARTS,
        _PARTY,
    ),
    Role.DEPARTMENT_HEAD: (
        _URGENT,
        _MINE,
        _UNSEEN,
        _OVERDUE,
        _SOON,
        Section(_("Extensions to endorse"), "extension=asked&own_unit=true", "due_at"),
        _PARTY,
        _PARTS,
        _SUPERVISED_LATE,
        _SUPERVISED,
        _REWORKED,
        _TAKE,
        _BACK,
    ),
    Role.INSPECTOR: (
        Section(
            _("The photo can't be used: take it again"), "proof_refused=true&own_report=true", "-reported_at", bad=True
        ),
        Section(_("My reports under way"), "own_report=true", "-reported_at"),
    ),
    Role.SUPERVISOR: (_SUPERVISED_LATE, _SUPERVISED, _APPEALS, _DISPUTES, _LEADERS, _REWORKED, _OVERDUE),
    Role.LEADER: (_SUPERVISED_LATE, _LEADERS, _SUPERVISED, _APPEALS, _OVERDUE, _REWORKED),
    Role.AUDITOR: (_SUPERVISED_LATE, _LEADERS, _OVERDUE, _REWORKED),
}


def add_sections(role: str, *sections: Section) -> None:
    """Put questions of a house above before those of the role: they are answered by the same statement."""
    SECTIONS[role] = tuple(dict.fromkeys((*sections, *SECTIONS.get(role, ()))))


def sections_of(role: str, settings: Mapping[str, Any]) -> list[Section]:
    """What this role looks after, in order, with the city's numbers in the questions."""
    return [replace(section, question=section.question % settings) for section in SECTIONS.get(role, ())]


def fill(user: User, sections: Sequence[Section], *, at: datetime) -> list[Filled]:
    """Each section with its number and its first cases: two statements, however many sections."""
    return _filled(sections, ask(user, at, _questions(sections)))


def _questions(sections: Sequence[Section]) -> tuple[Asked, ...]:
    shown = max(LEAST, min(SHOWN, ROWS // len(sections))) if sections else 0
    return tuple(_asked(section.question, section.ordering, shown) for section in sections)


@lru_cache(maxsize=256)
def _asked(question: str, ordering: str, shown: int) -> Asked:
    # Ordered as an index is: a time that may be missing only ascends, so that the cases without one come last.
    tie = "-id" if ordering.startswith("-") else "id"
    return Asked(lambda user, at: listed(user, question, at).order_by(ordering, tie), ("pk",), shown)


def _filled(sections: Sequence[Section], found: Sequence[Found]) -> list[Filled]:
    """With the cases themselves: one statement for those of all sections."""
    keys = [[line["pk"] for line in each.lines] for each in found]
    by_key = {case.pk: case for case in in_lists(list({key for of_section in keys for key in of_section}))}
    return [
        Filled(section, each.number, [by_key[key] for key in of_section if key in by_key])
        for section, each, of_section in zip(sections, found, keys, strict=True)
    ]


def _of(user: User) -> Questions:
    book, units = rulebook(), not user.works_in_unit
    sections = sections_of(user.role, book.settings)

    def rows(at: datetime, found: Sequence[Found]) -> list[HomeSection]:
        return [_shown(each, at, book, units=units) for each in _filled(sections, found)]

    return Questions(_questions(sections), rows)


def _shown(filled: Filled, at: datetime, book: Rulebook, *, units: bool) -> HomeSection:
    section = filled.section
    lines = lines_of(rows_of(filled.cases, at, book), at, units=units, address=section.address)
    return HomeSection(section.label, section.url, filled.number, lines, section.bad, section.definition)


register(HomeLists("cases", 50, SECTIONS, _of, house=__name__))
