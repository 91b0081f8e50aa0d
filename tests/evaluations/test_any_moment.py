"""Whatever the moment, midnight and that at which a case falls due too: counters, a live count and the list agree."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from accounts.models import User
from cases.filters import listed
from cases.models import Case
from evaluations.dictionary.measures import SHOWN, STOCKS, Measure, Stock
from evaluations.models import Folding
from evaluations.periods import Days, today
from evaluations.queries.answers import Counted, Numbers, answer
from evaluations.queries.questions import Question
from tests.cast import City
from tests.dashboards.month import NOW

pytestmark = pytest.mark.django_db
MIDNIGHT = datetime(2026, 3, 3, tzinfo=ZoneInfo("Asia/Shanghai"))
INSTANT = timedelta(microseconds=1)


def in_lists(user: User, question: Question, at: datetime) -> Numbers:
    counted: list[Measure | Stock] = [*question.measures, *question.stocks]
    asked = {each.name: question.url(each).partition("?")[2] for each in counted}
    return {name: listed(user, QueryDict(query).urlencode(), at).count() for name, query in asked.items()}


def moments() -> dict[str, datetime]:
    """Later than all that the month tells: what a list shows is how cases stand now."""
    owed = Case.objects.filter(due_at__gt=NOW, finished_at=None, closed_at=None).exclude(state="suspended")
    falls = owed.order_by("due_at").values_list("due_at", flat=True)[0]
    assert falls is not None
    return {
        "midnight": MIDNIGHT, "before it": MIDNIGHT - INSTANT, "after it": MIDNIGHT + INSTANT, "due": falls,
        "overdue": falls + INSTANT,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["midnight", "before it", "after it", "due", "overdue"])
def test_counters_a_live_count_and_the_list_say_the_same(month: City, name: str) -> None:
    at = moments()[name]
    day = today(at)
    spans = {(day, day), (day - timedelta(days=6), day), (date(2026, 2, 1), date(2026, 2, 28))}
    for user in (month.lea, month.ada, month.hugo):
        for first, last in sorted(spans):
            question = Question(Days(first, last, at), SHOWN, STOCKS if last >= day else ())
            found = answer(user, question)
            assert found.counted == (Counted.LIVE if user == month.hugo else Counted.COUNTERS)
            wanted = {each: number for each, number in in_lists(user, question, at).items() if number}
            assert {each: number for each, number in found.rows.get("", {}).items() if number} == wanted
    asked = Question(Days(day - timedelta(days=6), day, at), SHOWN, STOCKS)
    counted = answer(month.lea, asked)
    Folding.objects.update(counts="")
    assert answer(month.lea, asked).rows == counted.rows
