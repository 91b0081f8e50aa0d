"""What waits for a person in the rectification ledger: each section is a question of the list behind its number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import CharField, Count, F, IntegerField, QuerySet, Value, Window
from django.db.models.functions import Coalesce, NullIf
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from common.filters import filter_of
from common.owed import Lamp, lamp
from common.templatetags import marks
from ledgers.filters.items import ItemFilter
from ledgers.models import Item
from ledgers.workflow.item_states import OWED
from registry.homes import HomePart, HomeSection, home_line, register

SHOWN, LONGEST = 3, 60  # items of each section, characters of a problem


@dataclass(frozen=True)
class Section:
    """A question of the ledger; `bad` ones are late."""

    label: Promise | str
    question: str
    bad: bool = False


_LATE = Section(_("Items past the limit"), "overdue=true", bad=True)
_HAND_OVER, _REVIEW = Section(_("Items to hand over"), "state=found"), Section(_("Items to review"), "state=reviewing")
_MINE = Section(_("Items that I answer for"), "mine=true&open=true")
_VACANT = Section(_("Items without a person in charge"), "own=true&vacant=true")
_OF_UNIT = (
    Section(_("Items past the limit"), "own=true&overdue=true", bad=True),
    Section(_("Items with a silent diary"), "own=true&silent=true", bad=True),
    Section(_("Items to begin"), "own=true&state=assigned"),
    Section(_("Items to put right"), "own=true&state=rectifying&state=answering"),
)
SECTIONS: Mapping[str, Sequence[Section]] = {
    Role.HANDLER: (*_OF_UNIT, _MINE),
    Role.DEPARTMENT_HEAD: (*_OF_UNIT, _VACANT, _MINE),
    Role.SUPERVISOR: (
        _HAND_OVER, _REVIEW, Section(_("Extensions of items to decide"), "extension=true&open=true"), _LATE,
    ),
    Role.SHIFT_LEADER: (_HAND_OVER, _REVIEW),
    Role.LEADER: (_LATE, Section(_("Hot and hard items"), "hot=true&open=true", bad=True), _MINE),
}  # fmt: skip


class Row(NamedTuple):
    """What a line says of an item, and how long the list is that it begins."""

    section: int
    total: int
    number: str
    version: int
    problem: str
    place: str
    unit: str
    state: str
    warn_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None


def _waiting(user: User, at: datetime) -> Iterator[HomeSection]:
    """All sections in one statement: values and no rows, for a home has lines and needs no more."""
    sections = SECTIONS[user.role]
    first, *more = (_first_of(user, section, place, at) for place, section in enumerate(sections))
    rows = [Row(*row) for row in first.union(*more, all=True)]
    for place, section in enumerate(sections):
        here = [row for row in rows if row.section == place]
        number = here[0].total if here else 0
        url = f"{reverse('ledgers:items')}?{section.question}"
        yield HomeSection(section.label, url, number, [_line(row, at) for row in here], section.bad)


def _first_of(user: User, section: Section, place: int, at: datetime) -> "QuerySet[Item, Any]":
    asked = QueryDict(section.question)
    found = filter_of(frozenset(asked), ItemFilter)(asked, Item.objects.visible_to(user), user=user, at=at).qs
    unit = Coalesce(NullIf(F("department__short_name"), Value("")), F("department__name"), Value(""))
    named = found.annotate(
        section=Value(place, IntegerField()), total=Window(Count("pk")),
        place_name=Coalesce(F("place__name"), Value(""), output_field=CharField()), unit_name=unit,
    )  # fmt: skip
    rows: QuerySet[Item, Any] = named.order_by("due_at", "pk")[:SHOWN].values_list(
        "section", "total", "number", "version", "problem", "place_name", "unit_name", "state", "warn_at", "due_at",
        "finished_at",
    )  # fmt: skip
    return rows


def _line(row: Row, at: datetime) -> SafeString:
    runs = row.state in OWED
    colour = lamp(warn_at=row.warn_at, due_at=row.due_at, at=at) if runs else Lamp.GREY
    return home_line(
        url=reverse("ledgers:item", args=[row.number]), seen=f"{row.number}.{row.version}",
        lamp=marks.lamp(colour, compact=True), what=Truncator(row.problem).chars(LONGEST), place=row.place,
        unit=row.unit, due=marks.due(row.due_at, now=at) if row.due_at else "", number=row.number,
    )  # fmt: skip


register(HomePart("items of the ledger", 60, frozenset(SECTIONS), _waiting))
