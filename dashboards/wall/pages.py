"""The four pages of the wall, ready to be drawn: words and numbers only. No database but the names of units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dashboards.queries.board import SHOWN, Board, Named
from dashboards.queries.outlines import HEIGHT, WIDTH
from evaluations.dictionary import supervision as counts
from evaluations.dictionary.indicators import ON_TIME_RATE
from evaluations.dictionary.measures import CLOSED, DISPATCHED, OPEN, OVERDUE, REPORTED
from evaluations.periods import today
from evaluations.presenters import rows_of
from evaluations.queries.answers import Numbers
from evaluations.queries.questions import By

UNITS = 8
LABELLED = 12  # areas with a number on them
HOTTEST = 8  # areas that are named beside the map
HEATS = 5  # steps of the colour
SUPERVISED = (
    counts.ROUNDS_OVERDUE, counts.ITEMS_OPEN, counts.ITEMS_OVERDUE, counts.ORDERS_OPEN, counts.ORDERS_UNSIGNED,
    counts.ORDERS_OVERDUE,
)  # fmt: skip
BURN = {counts.ROUNDS_OVERDUE.name, counts.ITEMS_OVERDUE.name, counts.ORDERS_OVERDUE.name}  # red where there are any


@dataclass(frozen=True)
class Figure:
    """A number of today beside the same of the whole day before and of the day a week ago; "–" where nothing is."""

    term: str
    value: str
    unit: str
    beside: Sequence[str]
    bad: bool = False


@dataclass(frozen=True)
class Area:
    """`heat` is a step of the colour, 0 for nothing overdue; `label` only on the hottest."""

    pk: int
    heat: int
    label: str
    x: float
    y: float


@dataclass(frozen=True)
class Unit:
    """`share` of the most overdue of all, in percent."""

    name: str
    overdue: int
    open: int
    rate: str
    share: int


def figures(board: Board) -> list[Figure]:
    last = today(board.at)
    days = [board.days.rows.get(str(last - timedelta(days=ago)), {}) for ago in (0, 1, 7)]
    counted = [_count(str(each.term), each.name, days) for each in (REPORTED, DISPATCHED, CLOSED)]
    rates = [_rate(day) for day in days]
    rate = Figure(str(ON_TIME_RATE.term), rates[0].rstrip("%"), _percent(rates[0]), rates[1:])
    overdue = _count(str(_OVERDUE), OVERDUE.name, days)
    return [*counted, rate, Figure(overdue.term, overdue.value, "", overdue.beside, bad=overdue.value != "0")]


_OVERDUE = pgettext_lazy("wall", "Overdue now")


def _percent(rate: str) -> str:
    return "%" if rate.endswith("%") else ""


def _count(term: str, name: str, days: Sequence[Numbers]) -> Figure:
    """Of a day on which nothing at all was, nothing is said: the city may not have used the platform yet."""
    beside = [str(day.get(name, 0)) if any(day.values()) else "–" for day in days[1:]]
    return Figure(term, str(days[0].get(name, 0)), "", beside)


def _rate(numbers: Mapping[str, int]) -> str:
    """Of too few what it would be made of."""
    rate = ON_TIME_RATE.rate(numbers)
    if not rate.whole:
        return "–"
    return f"{rate.part}/{rate.whole}" if rate.few else f"{rate.value}%"


def areas(board: Board) -> list[Area]:
    late = {key: numbers.get(OVERDUE.name, 0) for key, numbers in board.areas.rows.items()}
    most = max(late.values(), default=0)
    labelled = {key for key, __ in sorted(late.items(), key=lambda each: -each[1])[:LABELLED]}
    return [
        Area(
            each.area, -(-HEATS * n // most) if n else 0, str(n) if n and each.area in labelled else "", each.x, each.y
        )
        for each in board.drawing.areas
        for n in [late.get(each.area, 0)]
    ]


def hottest(board: Board) -> list[tuple[str, int]]:
    """The areas with the most overdue cases, by name."""
    late = [(each.name, board.areas.rows.get(each.area, {}).get(OVERDUE.name, 0)) for each in board.drawing.areas]
    return sorted((each for each in late if each[1]), key=lambda each: -each[1])[:HOTTEST]


def fires(board: Board) -> list[tuple[float, float]]:
    """Where the cases lie that are longest overdue; what lies beside the drawing is left out."""
    if not board.drawing.areas:
        return []
    places = (case["location"] for case in board.late if case["location"] is not None)
    found = (board.drawing.point(place.x, place.y) for place in places)
    return [(x, y) for x, y in found if 0 <= x <= WIDTH and 0 <= y <= HEIGHT]


def units(board: Board) -> list[Unit]:
    """The latest first; what has no unit at present is a row too."""
    rows = rows_of({key: n for key, n in board.units.rows.items() if n.get(OPEN.name)}, By.DEPARTMENT)
    rows.sort(key=lambda row: (-row.numbers.get(OVERDUE.name, 0), -row.numbers.get(OPEN.name, 0)))
    most = max((row.numbers.get(OVERDUE.name, 0) for row in rows), default=0)
    return [
        Unit(
            row.label, late, row.numbers.get(OPEN.name, 0), _rate(row.numbers), round(100 * late / most) if most else 0
        )
        for row in rows[:UNITS]
        for late in [row.numbers.get(OVERDUE.name, 0)]
    ]


def supervised(board: Board) -> list[dict[str, Any]]:
    return [
        {"term": each.term, "number": (n := int(board.supervision.get(each.name, 0))), "bad": n and each.name in BURN}
        for each in SUPERVISED
    ]


def cases(found: Sequence[Named]) -> list[dict[str, Any]]:
    none = _("Without a unit at present")
    return [
        {**case, "what": case["what"] or case["word"], "unit": case["short"] or case["unit"] or none}
        for case in found[:SHOWN]
    ]


PAGES = (
    ("numbers", gettext_lazy("Today in numbers")), ("map", gettext_lazy("Where it burns")),
    ("units", gettext_lazy("Who is late, who owes what")), ("cases", gettext_lazy("Newest and longest overdue")),
)  # fmt: skip


def pages(board: Board) -> dict[str, Any]:
    """What the template draws."""
    return {
        "at": board.at, "behind": board.behind, "size": f"0 0 {WIDTH} {HEIGHT}", "drawing": board.drawing,
        "figures": figures(board), "areas": areas(board), "hottest": hottest(board), "fires": fires(board),
        "units": units(board), "newest": cases(board.newest), "late": cases(board.late),
        "supervised": supervised(board), "titles": PAGES,
    }  # fmt: skip
