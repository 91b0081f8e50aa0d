"""The order in which the places of a round are walked."""

import random
from itertools import permutations

import pytest

from rounds.tour import metres, tour

LNG, LAT, STEP = 121.48, 31.23, 0.001


def spots(*at: tuple[float, float]) -> list[tuple[float, float]]:
    return [(LNG + x * STEP, LAT + y * STEP) for x, y in at]


def walked(of: list[tuple[float, float]]) -> float:
    return metres([of[at] for at in tour(of)])


def scattered(number: int, seed: int) -> list[tuple[float, float]]:
    chance = random.Random(seed)
    return spots(*((chance.uniform(0, 30), chance.uniform(0, 30)) for __ in range(number)))


@pytest.mark.parametrize("number", [0, 1, 2, 3, 17])
def test_each_place_is_walked_to_once(number: int) -> None:
    assert sorted(tour(scattered(number, 1))) == list(range(number))


def test_places_in_a_line_are_walked_along_it() -> None:
    of = spots((4, 0), (0, 0), (2, 0), (1, 0), (3, 0))
    assert [of[at][0] for at in tour(of)] in (sorted(x for x, __ in of), sorted((x for x, __ in of), reverse=True))


def test_the_way_does_not_cross_itself_in_a_square() -> None:
    of = spots((0, 0), (10, 10), (10, 0), (0, 10))
    assert walked(of) == pytest.approx(metres(spots((0, 10), (0, 0), (10, 0), (10, 10))), rel=0.2)


@pytest.mark.parametrize("seed", range(6))
def test_it_is_hardly_longer_than_the_shortest_way(seed: int) -> None:
    of = scattered(7, seed)
    shortest = min(metres([of[at] for at in way]) for way in permutations(range(7)))
    assert walked(of) <= 1.15 * shortest


def test_places_that_lie_at_one_point_do_no_harm() -> None:
    assert sorted(tour(spots((1, 1), (1, 1), (1, 1), (2, 2)))) == [0, 1, 2, 3]


def test_a_thousand_places_are_put_in_order_within_a_bound() -> None:
    of = scattered(1_000, 3)
    assert walked(of) < 0.15 * metres(of)


def test_the_same_places_are_walked_in_the_same_order() -> None:
    assert tour(scattered(40, 5)) == tour(scattered(40, 5))


def test_the_length_of_a_way_is_in_metres() -> None:
    assert metres(spots((0, 0), (0, 1))) == pytest.approx(111.32, rel=0.001)
    assert metres([]) == 0


def test_a_round_of_the_whole_city_is_put_in_order_by_strips_within_seconds() -> None:
    many = scattered(20_000, 5)
    way = tour(many)
    assert sorted(way) == list(range(len(many)))
    assert metres([many[at] for at in way]) < 0.05 * metres(many)


def test_many_places_of_one_meridian_are_put_in_order() -> None:
    many = spots(*((0, float(at * 7 % 1_501)) for at in range(1_501)))
    assert [many[at][1] for at in tour(many)] == sorted(lat for __, lat in many)
