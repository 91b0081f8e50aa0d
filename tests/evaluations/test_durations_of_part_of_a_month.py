"""What is read as a month less some of its days says the same as its days, one by one."""

from collections import Counter
from datetime import date

import pytest

from evaluations.periods import Days
from evaluations.queries.questions import By, Question
from evaluations.queries.spread import Spread, spreads
from tests.cast import City
from tests.dashboards.month import NOW

pytestmark = pytest.mark.django_db
SPANS = (
    (date(2026, 2, 1), date(2026, 2, 24)), (date(2026, 2, 4), date(2026, 2, 26)), (date(2026, 1, 5), date(2026, 2, 20)),
)  # fmt: skip


def added(found: Spread) -> Counter[tuple[str, int]]:
    numbers: Counter[tuple[str, int]] = Counter()
    for row in found.rows.values():
        numbers.update({(name, bucket): n for name, buckets in row.items() for bucket, n in buckets.items()})
    return numbers


def test_durations_are_those_of_its_days(month: City) -> None:
    for first, last in SPANS:
        days = Days(first, last, NOW)
        city, by_day, by_unit = spreads(month.lea, [Question(days, by=by) for by in (None, By.DAY, By.DEPARTMENT)])
        assert added(city) == added(by_day) == added(by_unit)
        assert city.rows[""]["whole"]
        assert all(number > 0 for number in added(city).values())
