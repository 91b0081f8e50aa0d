from collections.abc import Iterator

import pytest

from common.behind import behind


def begun(made: list[int], count: int) -> Iterator[int]:
    for number in range(count):
        made.append(number)
        yield number


@pytest.mark.parametrize("count", [0, 1, 2, 3, 100])
def test_each_item_comes_once_and_in_its_order(count: int) -> None:
    assert list(behind(iter(range(count)), most=2)) == list(range(count))


def test_an_item_is_taken_when_so_many_more_were_begun() -> None:
    made: list[int] = []
    items = behind(begun(made, 6), most=3)
    assert (next(items), made) == (0, [0, 1, 2, 3])
    assert (next(items), made) == (1, [0, 1, 2, 3, 4])
    assert list(items) == [2, 3, 4, 5]
