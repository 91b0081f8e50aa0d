"""What an answer costs and what a stop scores, by arithmetic alone."""

from decimal import Decimal

import pytest

from rounds.choices import Rule
from rounds.scoring import Line, Said, Score, score

D = Decimal
PIECES = Line(D(10), Rule.PIECE, D(2), D(6))
ONCE = Line(D(5), Rule.ONCE, D(3), D(3))


@pytest.mark.parametrize(("pieces", "lost"), [(1, 2), (2, 4), (3, 6), (4, 6), (999, 6)])
def test_each_piece_costs_up_to_the_cap(pieces: int, lost: int) -> None:
    assert PIECES.lost("no", pieces) == lost


@pytest.mark.parametrize("pieces", [0, 1, 7])
def test_once_costs_the_same_however_many(pieces: int) -> None:
    assert ONCE.lost("no", pieces) == 3


@pytest.mark.parametrize("verdict", ["yes", "na"])
def test_only_no_costs_anything(verdict: str) -> None:
    assert PIECES.lost(verdict, 3) == 0


def test_never_more_than_the_line_has_and_never_less_than_nothing() -> None:
    assert Line(D(4), Rule.PIECE, D(3), D(99)).lost("no", 2) == 4
    assert Line(D(4), Rule.PIECE, D(-3), D(9)).lost("no", 2) == 0


def test_what_does_not_apply_leaves_the_denominator() -> None:
    said = [Said(D(10), "yes", D(0)), Said(D(10), "no", D(4)), Said(D(5), "na", D(0))]
    found = score(said, lines=4)
    assert (found.possible, found.lost, found.earned, found.share) == (D(20), D(4), D(16), D("80.0"))
    assert (found.answered, found.lines, found.complete) == (3, 4, False)


def test_where_nothing_applies_there_is_no_share() -> None:
    assert score([Said(D(10), "na", D(0))], lines=1).share is None
    assert score([], lines=3).share is None


def test_several_stops_weigh_by_what_they_could_earn() -> None:
    both = Score(D(30), D(6), 3, 3) + Score(D(10), D(0), 1, 3)
    assert (both.possible, both.share, both.answered, both.lines) == (D(40), D("85.0"), 4, 6)


def test_a_share_is_rounded_as_people_round() -> None:
    assert Score(D(300), D(1)).share == D("99.7")
    assert Score(D(400), D(1)).share == D("99.8")  # 99.75
