"""What waits for a person in the rectification ledger: each section is a question of the list behind its number."""

from collections.abc import Mapping, Sequence
from datetime import datetime

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
from ledgers.querysets.items import ItemQuerySet
from ledgers.workflow.item_states import OWED
from registry.homes import HomeList, Line, home_line, lists, register

LONGEST = 60  # characters of a problem
_COLUMNS = (
    "number", "version", "problem", "place__name", "department__short_name", "department__name", "state", "warn_at",
    "due_at",
)  # fmt: skip


def _section(label: Promise | str, question: str, *, bad: bool = False) -> HomeList:
    """A question of the ledger; `bad` ones are late."""

    def rows(user: User, at: datetime) -> ItemQuerySet:
        asked = QueryDict(question)
        found = filter_of(frozenset(asked), ItemFilter)(asked, Item.objects.visible_to(user), user=user, at=at)
        items: ItemQuerySet = found.qs.order_by("due_at", "pk")
        return items

    return HomeList(
        label=label, page="ledgers:items", question=question, rows=rows, columns=_COLUMNS, line=_line, bad=bad
    )  # fmt: skip


def _line(row: Line, at: datetime) -> SafeString:
    colour = lamp(warn_at=row["warn_at"], due_at=row["due_at"], at=at) if row["state"] in OWED else Lamp.GREY
    return home_line(
        url=reverse("ledgers:item", args=[row["number"]]), seen=f"{row['number']}.{row['version']}",
        lamp=marks.lamp(colour, compact=True), what=Truncator(row["problem"]).chars(LONGEST),
        place=row["place__name"] or "", unit=row["department__short_name"] or row["department__name"] or "",
        due=marks.due(row["due_at"], now=at) if row["due_at"] else "", number=row["number"],
    )  # fmt: skip


_LATE = _section(_("Items past the limit"), "overdue=true", bad=True)
_HAND_OVER = _section(_("Items to hand over"), "state=found")
_REVIEW = _section(_("Items to review"), "state=reviewing")
_MINE = _section(_("Items that I answer for"), "mine=true&open=true")
_VACANT = _section(_("Items without a person in charge"), "own=true&vacant=true")
_OF_UNIT = (
    _section(_("Items past the limit"), "own=true&overdue=true", bad=True),
    _section(_("Items with a silent diary"), "own=true&silent=true", bad=True),
    _section(_("Items to begin"), "own=true&state=assigned"),
    _section(_("Items to put right"), "own=true&state=rectifying&state=answering"),
)
SECTIONS: Mapping[str, Sequence[HomeList]] = {
    Role.HANDLER: (*_OF_UNIT, _MINE),
    Role.DEPARTMENT_HEAD: (*_OF_UNIT, _VACANT, _MINE),
    Role.SUPERVISOR: (
        _HAND_OVER, _REVIEW, _section(_("Extensions of items to decide"), "extension=true&open=true"), _LATE,
    ),
    Role.SHIFT_LEADER: (_HAND_OVER, _REVIEW),
    Role.LEADER: (_LATE, _section(_("Hot and hard items"), "hot=true&open=true", bad=True), _MINE),
}  # fmt: skip

register(lists("items of the ledger", 60, SECTIONS))
