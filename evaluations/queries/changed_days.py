"""The counters for a city's warehouse: whole days, in the order in which they changed last.

Who keeps a copy replaces each day that it is told of by what it is told. So a correction of April that comes in May, a
row that is no more, and a count made anew are all one thing, and a page that is read twice changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.core import signing
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from cases.querysets import SEES_PRIVATE
from cases.querysets.scopes import scope_of
from catalogue.models import Category
from common.refusals import Malformed
from departments.models import Department
from evaluations.dictionary.cuts import AREA, WHOLE
from evaluations.dictionary.measures import MEASURES
from evaluations.models import DayChange, DayCount, Folding
from evaluations.queries.asking import CountedAnewError, counts_by
from grids.models import Area

SALT = "counters"
MOST_ROWS = 5_000  # of a page that has more than one day
KEYS = ("department", *AREA, "category", "source", "private")
Row = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """After this day of this turn, for who sees what `eyes` says."""

    turn: int
    day: str
    eyes: str

    @property
    def cursor(self) -> str:
        return signing.dumps([self.turn, self.day, self.eyes], salt=SALT)


@dataclass(frozen=True)
class Page:
    next: str
    more: bool
    days: Sequence[Mapping[str, Any]]


def changed_days(user: User, cursor: str, *, most: int) -> Page:
    """Up to so many days after the cursor, each whole; five statements. CountedAnewError while all is counted anew."""
    folding = Folding.objects.filter(counts=counts_by(), counted_to=None).first()
    if folding is None:
        raise CountedAnewError
    eyes = _eyes(user)
    place = _place(cursor, eyes, folding.turn)
    after = Q(turn__gt=place.turn) | Q(turn=place.turn, day__gt=place.day)
    seen = _seen(user)
    number = seen.filter(day=OuterRef("day")).order_by().values("day").annotate(n=Count("pk")).values("n")
    sized = DayChange.objects.filter(after).order_by("turn", "day").annotate(
        rows=Coalesce(Subquery(number, IntegerField()), 0)
    )  # fmt: skip
    found = list(sized.values_list("day", "turn", "rows")[: most + 1])
    taken = list(_until_full(found[:most]))
    rows = _rows(seen.filter(day__in=[day for day, __ in taken]))
    last = Place(taken[-1][1], str(taken[-1][0]), eyes) if taken else place
    days = [{"day": day, "rows": rows.get(day, [])} for day, __ in taken]
    return Page(last.cursor, len(found) > len(taken), days)


def _eyes(user: User) -> str:
    scope = scope_of(user)
    said = repr((scope.areas, scope.categories, user.role in SEES_PRIVATE))
    return sha256(said.encode()).hexdigest()[:12]


def _place(cursor: str, eyes: str, turn: int) -> Place:
    if not cursor:
        return Place(0, str(date.min), eyes)
    try:
        place = Place(*signing.loads(cursor, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Malformed(_("This is no cursor of the counters.")) from error
    if place.eyes != eyes:
        raise Malformed(_("What you may see has changed since this cursor was given: begin again without it."))
    if place.turn > turn:
        raise Malformed(_("The database was set back since this cursor was given: begin again without it."))
    return place


def _seen(user: User) -> "QuerySet[DayCount]":
    seen = DayCount.objects.filter(scope_of(user).where(), cut=WHOLE.number)
    return seen if user.role in SEES_PRIVATE else seen.filter(private=False)


def _until_full(found: Sequence[tuple[date, int, int]]) -> Iterator[tuple[date, int]]:
    full = 0
    for number, (day, turn, rows) in enumerate(found):
        full += rows
        if number and full > MOST_ROWS:
            return
        yield day, turn


def _rows(seen: "QuerySet[DayCount]") -> Mapping[date, list[Row]]:
    """By codes. Subclasses of several versions of the catalogue that have one code are one row."""
    kept = list(seen.values_list("day", *KEYS, *MEASURES))
    codes = _codes(kept)
    added: dict[date, dict[tuple[Any, ...], list[int]]] = defaultdict(dict)
    for day, *row in kept:
        named = tuple(codes[name].get(key, "") if name in codes else key for name, key in zip(KEYS, row, strict=False))
        numbers, known = row[len(KEYS) :], added[day].get(named)
        added[day][named] = numbers if known is None else [a + b for a, b in zip(numbers, known, strict=True)]
    return {
        day: [dict(zip((*KEYS, *MEASURES), (*named, *numbers), strict=True)) for named, numbers in rows.items()]
        for day, rows in added.items()
    }


def _codes(kept: Sequence[Sequence[Any]]) -> Mapping[str, Mapping[int, str]]:
    """Of each column with primary keys the codes behind these."""
    keys = {name: {row[place] for row in kept} for place, name in enumerate(KEYS, 1)}
    areas = dict(Area.objects.filter(pk__in=set().union(*(keys[name] for name in AREA))).values_list("pk", "code"))
    return {
        "department": dict(Department.objects.filter(pk__in=keys["department"]).values_list("pk", "code")),
        "category": dict(Category.objects.filter(pk__in=keys["category"]).values_list("pk", "code")),
        **dict.fromkeys(AREA, areas),
    }
