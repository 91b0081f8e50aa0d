from datetime import timedelta

import pytest

from evaluations.dictionary.measures import CLOSED, OVERDUE, REPORTED
from evaluations.periods import PeriodChoice, period_of
from evaluations.queries.answers import answer
from evaluations.queries.comparisons import compare
from evaluations.queries.questions import By, Question
from tests.cast import City
from tests.dashboards.month import NOW

pytestmark = pytest.mark.django_db


def test_a_change_is_that_of_the_days_that_are_over(month: City) -> None:
    week = period_of(PeriodChoice.WEEK, NOW)
    question = Question(week.days, (REPORTED, CLOSED), (OVERDUE,))
    (found,) = compare(month.lea, week, question)
    assert week.compared is not None
    assert week.before is not None
    numbers = [
        answer(month.lea, Question(days, (REPORTED,))).rows[""]["reported"]
        for days in (week.days, week.compared, week.before)
    ]
    assert found.now.rows[""]["reported"] == numbers[0] > numbers[1]
    assert found.change("reported") == numbers[1] - numbers[2]
    assert found.change_of_a_year("reported") is None, "the city did not use the platform a year ago"


def test_each_row_of_a_split_has_its_own_change(month: City) -> None:
    week = period_of(PeriodChoice.WEEK, NOW + timedelta(days=1))
    whole, split = compare(
        month.lea, week, Question(week.days, (REPORTED,)), Question(week.days, (REPORTED,), by=By.SOURCE)
    )
    assert split.over is not None
    assert split.before is not None
    changes = [split.change("reported", key) or 0 for key in {*split.over.rows, *split.before.rows}]
    assert sum(changes) == whole.change("reported")
