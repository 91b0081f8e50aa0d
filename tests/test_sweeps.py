"""The share of a sweep: the same in each run, and nothing is left out with --long."""

from tests.sweeps import Sweep

ALL = list(range(40))


def test_a_share_is_the_same_each_time_and_in_order() -> None:
    share = Sweep(whole=False).share(ALL, one_in=4, seed="a door")
    assert share == Sweep(whole=False).share(ALL, one_in=4, seed="a door") == sorted(share)
    assert len({*share}) == 10


def test_another_seed_draws_others_so_that_all_are_asked_somewhere() -> None:
    drawn = [Sweep(whole=False).share(ALL, one_in=4, seed=f"door {number}") for number in range(40)]
    assert {each for share in drawn for each in share} == {*ALL}


def test_of_few_there_is_at_least_one() -> None:
    assert Sweep(whole=False).share(["own"], one_in=3, seed="a door") == ["own"]
    assert Sweep(whole=False).share([], one_in=3, seed="a door") == []


def test_with_long_it_is_the_whole() -> None:
    assert Sweep(whole=True).share(ALL, one_in=4, seed="a door") == ALL
