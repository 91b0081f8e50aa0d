"""The draw: the same seed gives the same places, and each place its fair share of many draws."""

from fractions import Fraction
from math import sqrt

import pytest

from rounds.sampling import Candidate, chances, draw, longest_unseen, weight_of

DRAWS = 2_000


def frame(*weights: int) -> list[Candidate]:
    return [Candidate(key, weight) for key, weight in enumerate(weights, start=1)]


MIXED = frame(1, 2, 4, 1, 2, 4, 8, 3, 5, 1, 1, 6, 2, 2, 7, 1)
STEEP = frame(100, 1, 1, 50, 2, 3, 1, 1, 2, 40, 1, 1)  # of five the great ones are certain


def shares(of: list[Candidate], size: int) -> dict[int, int]:
    found = dict.fromkeys((each.key for each in of), 0)
    for number in range(DRAWS):
        for key in draw(of, size, f"seed {number}"):
            found[key] += 1
    return found


def test_the_same_seed_draws_the_same_places() -> None:
    first = draw(MIXED, 5, "a3f1")
    assert draw(MIXED, 5, "a3f1") == first
    assert draw(list(reversed(MIXED)), 5, "a3f1") == first[::-1]  # however the frame is put
    assert any(draw(MIXED, 5, f"other {n}") != first for n in range(3))


def test_a_draw_is_found_again_with_any_tool() -> None:
    """Written down once: whoever changes the arithmetic changes what old rounds can be checked by."""
    assert [draw(MIXED, 4, seed) for seed in ("0", "1", "2")] == [[6, 8, 9, 15], [5, 7, 9, 15], [6, 7, 8, 15]]


@pytest.mark.parametrize(("of", "size"), [(MIXED, 5), (MIXED, 1), (STEEP, 5), (frame(*[1] * 30), 7)])
def test_each_place_has_its_share_of_many_draws(of: list[Candidate], size: int) -> None:
    """Within four standard errors of n·w/Σw; a place whose share would be one or more is in every draw."""
    found, due = shares(of, size), chances(of, size)
    for key, times in found.items():
        share = float(due[key])
        error = sqrt(share * (1 - share) / DRAWS)
        assert abs(times / DRAWS - share) <= 4 * error, (key, times / DRAWS, share)
    assert sum(due.values()) == size


def test_shares_are_in_proportion_to_the_weights() -> None:
    total = sum(each.weight for each in MIXED)
    assert chances(MIXED, 3) == {each.key: Fraction(3 * each.weight, total) for each in MIXED}


def test_who_is_certain_is_in_every_draw_and_leaves_the_others_their_share() -> None:
    due = chances(STEEP, 5)
    assert {key for key, share in due.items() if share == 1} == {1, 4, 10}
    others = [each for each in STEEP if due[each.key] < 1]
    assert due[2] == Fraction(2 * 1, sum(each.weight for each in others))
    assert all({1, 4, 10} <= set(draw(STEEP, 5, str(n))) for n in range(50))


@pytest.mark.parametrize("size", range(20))
def test_a_draw_has_as_many_places_as_were_wanted(size: int) -> None:
    for seed in range(40):
        drawn = draw(MIXED, size, str(seed))
        assert len(drawn) == len(set(drawn)) == min(size, len(MIXED))


def test_of_nothing_nothing_is_drawn() -> None:
    assert draw([], 5, "x") == []
    assert draw(MIXED, 0, "x") == []


@pytest.mark.parametrize("of", [[Candidate(1, 0)], [Candidate(1, -2)], [Candidate(1, 1), Candidate(1, 2)]])
def test_what_is_no_frame_is_refused(of: list[Candidate]) -> None:
    with pytest.raises(ValueError, match=r"."):
        draw(of, 1, "x")


def test_the_weight_grows_with_the_days_and_with_the_risk() -> None:
    def weights(days: int) -> list[int]:
        return [weight_of(risk, days=days, doubles_after=90) for risk in (1, 2, 4)]

    assert weights(0) == [90, 180, 360]
    assert weights(90) == [2 * weight for weight in weights(0)]
    assert weights(10_000) == [5 * weight for weight in weights(0)]
    assert weights(-3) == weights(0)


def test_a_regular_round_takes_those_not_seen_for_longest() -> None:
    assert longest_unseen(frame(3, 9, 1, 9, 5), 3) == [2, 4, 5]
    assert longest_unseen(frame(3, 9), 5) == [1, 2]
