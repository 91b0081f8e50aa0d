import threading
from collections.abc import Iterator
from itertools import count, islice

import pytest
from django.utils import translation

from common.ahead import ahead


def test_the_items_come_in_their_order() -> None:
    with ahead(iter(range(100))) as items:
        assert list(items) == list(range(100))


def test_only_so_many_are_made_before_they_are_asked_for() -> None:
    made = []

    def making() -> Iterator[int]:
        for number in count():
            made.append(number)
            yield number

    with ahead(making(), most=2) as items:
        assert list(islice(items, 3)) == [0, 1, 2]
    assert len(made) <= 3 + 2 + 2  # taken, waiting, and one at each end


def test_what_goes_wrong_is_raised_where_the_items_are_taken() -> None:
    def breaking() -> Iterator[int]:
        yield 1
        raise ValueError("line 2")

    with pytest.raises(ValueError, match="line 2"), ahead(breaking()) as items:
        list(items)


def test_whoever_stops_early_leaves_no_thread_behind() -> None:
    before = threading.active_count()
    with ahead(iter(range(1000))) as items:
        next(items)
    assert threading.active_count() == before


def test_the_thread_speaks_the_language_of_its_caller() -> None:
    with translation.override("en"), ahead(iter(lambda: translation.get_language(), None)) as items:
        assert next(items) == "en"
