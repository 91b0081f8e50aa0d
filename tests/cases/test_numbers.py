"""The numbers of cases: the day on the clock of the city, and a counter of six digits that may become longer."""

from collections.abc import Iterator

import pytest
from django.db import connection

from cases.actions.history import numbers_of
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter(db: None) -> Iterator[None]:
    """Put back afterwards: no transaction takes back what a sequence has counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value, is_called FROM case_number_seq")
        stood = cursor.fetchone()
        yield
        cursor.execute("SELECT setval('case_number_seq', %s, %s)", stood)


@pytest.mark.usefixtures("counter")
@pytest.mark.parametrize(("last", "text"), [(6, "000007"), (999_998, "999999"), (999_999, "1000000")])
def test_the_counter_has_six_digits_until_it_needs_more(last: int, text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('case_number_seq', %s)", [last])
    assert numbers_of([MONDAY]) == [f"20260302-{text}"]


def test_thousands_get_one_each_in_their_order() -> None:
    numbers = numbers_of([MONDAY] * 3_000)
    counted = [int(number.removeprefix("20260302-")) for number in numbers]
    assert counted == [*range(counted[0], counted[0] + 3_000)]
