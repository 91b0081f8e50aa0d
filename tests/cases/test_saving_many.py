"""Saving many moved cases at once writes the same as saving each."""

from datetime import timedelta

import pytest

from cases.actions.advance import MOVED_FIELDS
from cases.actions.save import save_moved
from cases.models import Case
from tests import factories as make
from tests.cast import City
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db


def test_every_column_arrives_to_the_microsecond(city: City) -> None:
    cases = [make.dispatched("06010", by=city.ines) for _ in range(3)]
    for n, case in enumerate(cases):
        case.due_at = MONDAY + timedelta(hours=n, microseconds=123_456 + n)
        case.seq, case.version, case.department, case.rule = 7 + n, 5 + n, city.roads, None
        case.routing_why, case.limit_text = 'quotes " and 汉字 and \\ slashes', "4 work_hour"
        case.finished_at = None if n else MONDAY
    save_moved(cases)
    for case in cases:
        stored = Case.objects.get(pk=case.pk)
        assert [getattr(stored, name) for name in MOVED_FIELDS] == [getattr(case, name) for name in MOVED_FIELDS]


def test_other_cases_are_left_alone(city: City) -> None:
    moved, other = (make.dispatched("06010", by=city.ines) for _ in range(2))
    moved.state = "disposed"
    save_moved([moved])
    assert Case.objects.get(pk=other.pk).state == "dispatched"


def test_none_at_all_is_no_work(city: City) -> None:
    save_moved([])
