"""The figures are those of the papers: Wilson 1927 as tabled by Newcombe 1998, tables I and II."""

import pytest

from evaluations.dictionary.chance import differ, wilson
from evaluations.dictionary.rates import Against, Rate, Verdict


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_that_of_the_table(part: int, whole: int, low: float, high: float) -> None:
    found = wilson(part, whole)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_nothing_has_no_interval_and_differs_from_nothing() -> None:
    assert wilson(0, 0) is None
    assert not differ(0, 0, 5, 10)


@pytest.mark.parametrize(
    ("one", "other", "more_than_chance"),
    [((56, 70), (48, 80), True), ((9, 10), (3, 10), True), ((6, 7), (2, 7), True), ((5, 56), (0, 29), False)],
)
def test_two_rates_differ_where_newcombe_finds_zero_outside_the_interval_of_their_difference(
    one: tuple[int, int], other: tuple[int, int], more_than_chance: bool
) -> None:
    assert differ(*one, *other) is more_than_chance
    assert differ(*other, *one) is more_than_chance


def test_ten_cases_have_a_rate_and_nine_have_none_and_judge_nobody() -> None:
    assert (Rate(5, 9).shown, Rate(5, 10).shown) == (None, 50.0)
    many = Rate(100, 100)
    found = [
        Against(Rate(0, 9), many),
        Against(many, Rate(0, 9)),
        Against(Rate(0, 10), many),
        Against(many, Rate(0, 10)),
    ]
    assert [each.verdict for each in found] == [Verdict.TOO_FEW, Verdict.ALONE, Verdict.LESS, Verdict.MORE]
