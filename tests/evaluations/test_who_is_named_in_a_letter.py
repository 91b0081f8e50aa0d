"""The weekly letter names who was on time more rarely than all others together by more than chance, and nobody else."""

import pytest

from evaluations.letters.words import worst
from evaluations.presenters import Row


def of(code: str, on_time: int, due: int) -> Row:
    return Row(code, code, {"due": due, "on_time": on_time})


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ([of("bad", 50, 100), of("good", 95, 100)], ["bad"]),
        ([of("small", 8, 12), of("other", 9, 12)], []),  # a difference that chance may make
        ([of("nine", 0, 9), of("good", 95, 100)], []),  # too few to judge anybody by
        ([of("ten", 0, 10), of("good", 95, 100)], ["ten"]),
        ([of("bad", 40, 80), of("worse", 20, 80), of("good", 380, 400)], ["worse", "bad"]),
        ([of(f"bad{n}", 40 + n, 100) for n in range(4)] + [of("good", 990, 1000)], ["bad0", "bad1", "bad2"]),
        ([of("alone", 0, 50)], []),
        ([], []),
    ],
)
def test_it_names_the_surest_three(rows: list[Row], named: list[str]) -> None:
    assert [row.key for row in worst(rows)] == named
