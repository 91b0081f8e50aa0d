"""The lists that run the day: for each role what needs a person now, in order.

A section is a question of the list, so that its number leads to exactly its cases. Many are asked in one statement.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, IntegerField, QuerySet, Value, Window
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
from cases.querysets import grids_of, remember_grids
from cases.querysets.scopes import ScopeKeys, remember_scope, scope_of
from cases.rulebook import Rulebook, rulebook
from common.definitions import Definition
from departments.models import Department, Membership
from departments.queries import units_of
from registry.homes import HomePart, HomeSection, register

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
    units = units_of(user) if user.works_in_unit else []
    works = user.is_active and bool(units or not user.works_in_unit)
    own = scope_of(user)
    narrowed = (own.areas is not None, own.categories is not None)
    statement, stand_ins = _statement(user.role, tuple(sections), narrowed) if works and sections else ("", ())
    if not statement:
        return [Filled(section, 0, []) for section in sections]
    numbers: dict[int, int] = {}
    keys: dict[int, list[Any]] = {n: [] for n in range(len(sections))}
    with connection.cursor() as cursor:
        cursor.execute(statement, _real(stand_ins, user, units, at))
        for pk, part, total in cursor.fetchall():
            numbers[part] = total
            keys[part].append(pk)
    by_key = {case.pk: case for case in in_lists(list({pk for found in keys.values() for pk in found}))}
    return [
        Filled(section, numbers.get(n, 0), _sorted([by_key[pk] for pk in keys[n] if pk in by_key], section))
        for n, section in enumerate(sections)
    ]


# A role's statement is made once, for a moment and a person that stand for the real ones: making it anew for each page
# would cost more than asking it.
_THEN = datetime(1901, 1, 1, tzinfo=UTC)
_SOMEBODY, _SOME_UNITS, _SOME_GRIDS, _SOME_AREAS, _SOME_CATEGORIES = -1, [-2], [-3], [-4], [-5]


def _real(stand_ins: Sequence[Any], user: User, units: list[int], at: datetime) -> list[Any]:
    """The parameters with what the stand-ins stand for."""
    grids, own = grids_of(user) if _SOME_GRIDS in stand_ins else [], scope_of(user)
    pairs = [
        (_THEN, at), (_SOMEBODY, user.pk), (_SOME_UNITS, units), (_SOME_GRIDS, grids), (_SOME_AREAS, own.areas),
        (_SOME_CATEGORIES, own.categories),
    ]  # fmt: skip
    return [next((real for stand_in, real in pairs if each == stand_in), each) for each in stand_ins]


@lru_cache(maxsize=64)
def _statement(role: str, sections: tuple[Section, ...], narrowed: tuple[bool, bool]) -> tuple[str, tuple[Any, ...]]:
    """The one statement of all sections, and its parameters with the stand-ins; empty where they can hold nothing.

    `narrowed`: whether the person is given areas, and classes.
    """
    somebody = User(pk=_SOMEBODY, role=role, is_active=True)
    somebody.membership = Membership(user=somebody, department=Department(below=_SOME_UNITS))
    remember_grids(somebody, _SOME_GRIDS)
    areas, classes = narrowed
    remember_scope(somebody, ScopeKeys(_SOME_AREAS if areas else None, _SOME_CATEGORIES if classes else None))
    shown = max(LEAST, min(SHOWN, ROWS // len(sections)))
    parts = [_part(listed(somebody, section.question, _THEN), section, n, shown) for n, section in enumerate(sections)]
    try:
        statement, parameters = parts[0].union(*parts[1:], all=True).query.sql_with_params()
    except EmptyResultSet:
        return "", ()
    return statement, tuple(parameters)


def _part(cases: QuerySet[Case], section: Section, number: int, shown: int) -> "QuerySet[Case, Any]":
    marked = cases.annotate(part=Value(number, output_field=IntegerField()), total=Window(Count("pk")))
    # Ordered as an index is: a time that may be missing only ascends, so that the rows without one come last.
    tie = "-id" if section.ordering.startswith("-") else "id"
    return marked.order_by(section.ordering, tie).values_list("pk", "part", "total")[:shown]


def _sorted(cases: list[Case], section: Section) -> list[Case]:
    """A union keeps no order of its parts."""
    column, descending = section.ordering.removeprefix("-"), section.ordering.startswith("-")
    timed = sorted(
        (c for c in cases if getattr(c, column)), key=lambda c: (getattr(c, column), c.pk), reverse=descending
    )
    return timed + [case for case in cases if not getattr(case, column)]


def _rows(user: User, at: datetime) -> list[HomeSection]:
    book = rulebook()
    filled = fill(user, sections_of(user.role, book.settings), at=at)
    return [_shown(each, at, book, units=not user.works_in_unit) for each in filled]


def _shown(filled: Filled, at: datetime, book: Rulebook, *, units: bool) -> HomeSection:
    section = filled.section
    lines = lines_of(rows_of(filled.cases, at, book), at, units=units, address=section.address)
    return HomeSection(section.label, section.url, filled.number, lines, section.bad, section.definition)


register(HomePart("cases", 50, SECTIONS, _rows))
