"""Which sums of days and of whole months are read for a span of days, and which of them are taken away again."""

from collections import Counter
from datetime import date, timedelta

from evaluations.periods import month_of
from evaluations.queries.ranges import DAY, Piece, Reach

TODAY = date(2026, 11, 15)


def pieces(first: date, last: date) -> list[Piece]:
    return list(Reach(first, last, last, begun=False).pieces(by_day=False, today=TODAY))


def days_of(read: list[Piece]) -> Counter[date]:
    """How often each day is counted."""
    found: Counter[date] = Counter()
    for piece in read:
        for number in range(piece.length):
            found[piece.first + number * DAY] += -1 if piece.less else 1
    return found


SPANS = [
    (TODAY - timedelta(days=ago), TODAY - timedelta(days=ago - length))
    for ago in range(80)
    for length in range(0, 75, 3)
]


def test_each_day_is_counted_once_and_no_other() -> None:
    for first, last in SPANS:
        read = pieces(first, last)
        counted = {day: number for day, number in days_of(read).items() if number}
        assert counted == {first + number * DAY: 1 for number in range((last - first).days + 1)}, (first, last)
        months = [piece for piece in read if piece.months]
        assert all(month_of(each.first)[0] == each.first and month_of(each.last)[1] == each.last for each in months)


def test_no_more_than_half_a_month_of_days_that_were_is_read_at_either_end() -> None:
    for first, last in SPANS:
        past = [piece for piece in pieces(first, last) if not piece.months and piece.first < TODAY]
        assert all((min(piece.last, TODAY) - piece.first).days < 16 for piece in past), (first, last)


def test_of_the_month_that_is_under_way_the_days_to_come_are_taken_away() -> None:
    assert pieces(date(2026, 11, 1), date(2026, 11, 14)) == [
        Piece(True, date(2026, 11, 1), date(2026, 11, 30)),
        Piece(False, date(2026, 11, 15), date(2026, 11, 30), less=True),
    ]


def test_of_a_month_that_is_over_the_fewer_days_are_read() -> None:
    assert pieces(date(2026, 9, 1), date(2026, 9, 16)) == [
        Piece(True, date(2026, 9, 1), date(2026, 9, 30)), Piece(False, date(2026, 9, 17), date(2026, 9, 30), less=True),
    ]  # fmt: skip
    assert pieces(date(2026, 9, 1), date(2026, 9, 15)) == [Piece(False, date(2026, 9, 1), date(2026, 9, 15))]


def test_what_counts_up_to_a_day_before_its_end_is_read_by_day() -> None:
    reach = Reach(TODAY, TODAY, TODAY - DAY, begun=True)
    assert list(reach.pieces(by_day=False, today=TODAY)) == [Piece(False, TODAY, TODAY)]
