"""A case that is put right after it was counted: reclassified, moved, made private, merged, void, and all of it undone.

After each move counters and map say what a count from nothing says, and what the lists do.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from cases.actions import count_map_anew, fold_whole_map
from cases.filters import listed
from cases.integrity import CHECKS
from cases.models import Case, MapCell
from common.integrity import examine
from evaluations.actions import fold_all, rebuild
from evaluations.dictionary.measures import SHOWN, STOCKS
from evaluations.periods import Days, today
from evaluations.queries import slow
from evaluations.queries.answers import Counted, answer
from evaluations.queries.questions import Question
from tests import factories as make
from tests.cast import City
from tests.dashboards.history import go
from tests.evaluations.kept import kept
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
FIRST = date(2026, 2, 1)


def cells() -> list[Any]:
    return sorted(MapCell.objects.values_list("kept", "level", "x", "y", "department", "street", "private", "n"))


def agree(users: list[User]) -> None:
    """Counters, map, a count of both from nothing, a second count by hand, and the lists."""
    fold_all()
    fold_whole_map()
    folded, on_map = kept(), cells()
    now = timezone.now()
    question = Question(Days(FIRST, today(now), now), SHOWN, STOCKS)
    for user in users:
        found = answer(user, question)
        assert found.counted == Counted.COUNTERS
        for each in (*SHOWN, *STOCKS):
            query = QueryDict(question.url(each).partition("?")[2]).urlencode()
            assert (each.name, found.rows.get("", {}).get(each.name, 0)) == (
                each.name,
                listed(user, query, now).count(),
            )
    assert [*slow.differences(FIRST, today(now))] == []
    assert [check.name for check in CHECKS if check.name.startswith("map_") and examine(check).count] == []
    rebuild()
    count_map_anew(at=now)
    assert (kept(), cells()) == (folded, on_map)


def test_counters_and_map_follow_whatever_is_put_right(city: City) -> None:
    fold_all()
    fold_whole_map()
    case, other = (make.dispatched("06010", by=city.ines, at_cell=(n, 0)) for n in (0, 1))
    at = MONDAY
    seen = [city.sven, city.lea]
    agree(seen)
    moves: list[tuple[str, dict[str, Any]]] = [
        ("reclassify", {"category": "01001", "condition": 1}),
        ("relocate", {"location": make.middle(2, 0)}),
        ("relocate", {"location": (0.0, 0.0)}),
        ("keep_private", {"reason": "个人"}),
        ("make_public", {"reason": "不再"}),
        ("merge", {"into": other.number}),
        ("unmerge", {"reason": "不同"}),
        ("dispatch", {"department": "roads"}),
        ("void", {"reason": "重复"}),
        ("restore", {"reason": "误作废"}),
    ]
    for number, (move, said) in enumerate(moves, 1):
        at = MONDAY + timedelta(minutes=number)
        case = go(Case.objects.get(pk=case.pk), move, at, by=city.sven, **said)
        agree(seen)
    assert case.state == "accepted"
