"""What the wall shows, in a fixed number of statements, whatever the city holds.

A wall is read by whoever passes: of private cases nothing is named on it, though its person may see them, and of all
others neither words nor people, only class, street, unit and time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import get_language

from accounts.models import User
from cases.models import Case
from dashboards.queries.outlines import Drawing, drawing
from evaluations.dictionary.measures import CLOSED, DISPATCHED, FELL_DUE, ON_TIME, OPEN, OVERDUE, REPORTED
from evaluations.periods import Days, today
from evaluations.queries.answers import Answer, Counted, answers
from evaluations.queries.questions import By, Question
from evaluations.queries.supervision import Numbers, supervision
from grids.queries import city_version

SHOWN = 7  # rows of a list
BURNING = 200  # of the cases that are longest overdue lie on the map
RATED = 30  # days over which units are judged
FLOWS = (REPORTED, DISPATCHED, CLOSED, FELL_DUE, ON_TIME)
Named = dict[str, Any]  # a case as far as a wall names it


@dataclass(frozen=True)
class Board:
    """`days` are the last eight by their dates, `units` have flows of 30 days and stocks of now, `areas` are those of
    the drawing. `late` are the cases that are longest overdue, `newest` those reported last. `behind` is until when
    the numbers are known where counters lag; the cases are those of `at`."""

    at: datetime
    behind: datetime | None
    drawing: Drawing
    days: Answer
    units: Answer
    areas: Answer
    newest: Sequence[Named]
    late: Sequence[Named]
    supervision: Numbers


def board(user: User, *, at: datetime, behind: datetime | None) -> Board:
    day, map_of_city = today(at), drawing(city_version())
    last_week, now = Days(day - timedelta(days=7), day, at), Days(day, day, at)
    rated = Days(day - timedelta(days=RATED - 1), day, at)
    days, units, areas = answers(
        user,
        [
            Question(last_week, FLOWS, (OVERDUE,), By.DAY),
            Question(rated, (FELL_DUE, ON_TIME), (OVERDUE, OPEN), By.DEPARTMENT),
            Question(now, (REPORTED,), (OVERDUE,), By.AREA, map_of_city.level),
        ],
    )
    shown = Case.objects.visible_to(user).filter(private=False)
    return Board(
        at=at, behind=behind if days.counted == Counted.COUNTERS else None, drawing=map_of_city,
        days=days, units=units, areas=areas,
        newest=_named(shown.order_by("-reported_at", "-id")[:SHOWN]),
        late=_named(shown.overdue(at=at).order_by("due_at", "id")[:BURNING]),
        supervision=supervision(user, now).city,
    )  # fmt: skip


def _named(cases: QuerySet[Case]) -> list[Named]:
    """Without the free texts of a case, its address included: anybody may have written anything there."""
    what = "category__name_en" if get_language() == "en" else "category__name"
    named = cases.annotate(
        what=F(what), word=F("category__name"), street_name=F("street__name"), unit=F("department__name"),
        short=F("department__short_name"),
    )  # fmt: skip
    shown: Any = named.values("what", "word", "street_name", "unit", "short", "reported_at", "due_at", "location")
    return list(shown)
