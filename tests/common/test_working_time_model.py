"""Working time against a slow model that looks at every minute, in zones whose clocks change."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from common.worktime import Calendar, Limit, LimitUnit, add, add_working, share_point, working_seconds

MINUTE = timedelta(minutes=1)
ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia"]
# Weeks in which these zones change their clocks (Apia skipped 30 December 2011), a festival week and plain ones.
WEEKS = [
    date(2026, 3, 27),
    date(2026, 10, 23),
    date(2010, 11, 5),
    date(2011, 12, 28),
    date(2026, 4, 3),
    date(2026, 4, 22),
    date(2026, 10, 28),
    date(2026, 2, 12),
]


def minutes(start: datetime) -> Iterator[datetime]:
    while True:
        yield start
        start += MINUTE


def first_showing(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first minute at which clocks show this time or later, found by looking at each."""
    begin = wall.replace(tzinfo=UTC) - timedelta(hours=15)
    return next(minute for minute in minutes(begin) if minute.astimezone(zone).replace(tzinfo=None) >= wall)


def working_minutes(calendar: Calendar, first: date, count: int) -> list[datetime]:
    """Every minute of work in the shifts that start on `count` days."""
    found = []
    for number in range(count):
        day = first + timedelta(days=number)
        if (day.weekday() in calendar.weekdays and day not in calendar.holidays) or day in calendar.makeup_days:
            for start, end in calendar.shifts:
                last_day = day + timedelta(days=1) if end <= start else day
                stop = first_showing(datetime.combine(last_day, end), calendar.tz)
                for minute in minutes(first_showing(datetime.combine(day, start), calendar.tz)):
                    if minute >= stop:
                        break
                    found.append(minute)
    return found


@st.composite
def calendars(draw: st.DrawFn, week: date) -> Calendar:
    marks = draw(st.lists(st.integers(0, 24 * 4 - 1), min_size=2, max_size=6, unique=True).map(sorted))
    times = [time(mark // 4, mark % 4 * 15) for mark in marks[: len(marks) // 2 * 2]]
    if draw(st.booleans()):
        times = [*times[1:], times[0]]  # the last shift runs over midnight
    near = [week + timedelta(days=n) for n in range(-2, 12)]
    off = draw(st.frozensets(st.sampled_from(near), max_size=5))
    return Calendar(
        tz=ZoneInfo(draw(st.sampled_from(ZONES))),
        shifts=tuple(zip(times[::2], times[1::2], strict=True)),
        weekdays=draw(st.frozensets(st.integers(0, 6), min_size=1)),
        holidays=off,
        makeup_days=draw(st.frozensets(st.sampled_from(near), max_size=3)) - off,
    )


@st.composite
def situations(draw: st.DrawFn) -> tuple[Calendar, date, datetime, datetime]:
    """A calendar, the first day of its week and two moments in that week, the earlier first."""
    week = draw(st.sampled_from(WEEKS))
    begin = datetime.combine(week, time(), UTC)
    moments = sorted(begin + MINUTE * draw(st.integers(0, 7 * 24 * 60)) for _ in range(2))
    return draw(calendars(week)), week, moments[0], moments[1]


@settings(max_examples=100, deadline=None)
@given(situations())
def test_it_counts_the_minutes_that_the_model_counts(case: tuple[Calendar, date, datetime, datetime]) -> None:
    calendar, week, start, end = case
    model = working_minutes(calendar, week - timedelta(days=3), 13)
    assert working_seconds(start, end, calendar) == 60 * sum(start <= minute < end for minute in model)


@settings(max_examples=100, deadline=None)
@given(situations(), st.integers(1, 2000))
def test_it_is_due_when_the_model_has_seen_so_many_minutes(
    case: tuple[Calendar, date, datetime, datetime], length: int
) -> None:
    calendar, week, start, _end = case
    model = [minute for minute in working_minutes(calendar, week - timedelta(days=3), 24) if minute >= start]
    if length <= len(model):
        assert add_working(start, length * 60, calendar) == model[length - 1] + MINUTE


LIMITS = st.builds(
    Limit,
    st.decimals("0.01", "3000", places=2),
    st.sampled_from([LimitUnit.WORK_HOUR, LimitUnit.WORK_DAY]),
)


@settings(max_examples=200, deadline=None)
@given(situations(), LIMITS)
def test_between_start_and_due_lies_exactly_the_limit(
    case: tuple[Calendar, date, datetime, datetime], limit: Limit
) -> None:
    calendar, _week, start, _end = case
    due = add(start, limit, calendar)
    assert working_seconds(start, due, calendar) == limit.span(calendar) // timedelta(seconds=1)
    assert working_seconds(due - timedelta(seconds=1), due, calendar) == 1  # due inside or at the end of a shift


@settings(max_examples=100, deadline=None)
@given(situations(), LIMITS, st.lists(st.decimals("0.05", "1", places=2), min_size=2))
def test_more_of_a_limit_is_never_due_earlier(
    case: tuple[Calendar, date, datetime, datetime], limit: Limit, shares: list[Decimal]
) -> None:
    calendar, _week, start, later = case
    points = [share_point(start, limit, share, calendar) for share in sorted(shares)]
    assert all(first <= second for first, second in pairwise(points))
    assert add(start, limit, calendar) <= add(later, limit, calendar)


@settings(max_examples=100, deadline=None)
@given(situations(), st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_limit_may_be_counted_in_two_parts(
    case: tuple[Calendar, date, datetime, datetime], first: int, second: int
) -> None:
    calendar, _week, start, _end = case
    whole = add_working(start, first + second, calendar)
    parts = add_working(add_working(start, first, calendar), second, calendar)
    assert whole == parts


def test_thirty_years_cost_little_more_than_a_day() -> None:
    calendar = Calendar(tz=ZoneInfo("Europe/Berlin"), shifts=((time(22), time(6)),))
    start = datetime(2026, 3, 2, tzinfo=UTC)
    limit = Limit(Decimal(7500), LimitUnit.WORK_DAY)
    due = add(start, limit, calendar)
    visited: list[date] = []

    class Counting(Calendar):
        def works_on(self, day: date) -> bool:
            visited.append(day)
            return super().works_on(day)

    assert add(start, limit, Counting(tz=calendar.tz, shifts=calendar.shifts)) == due
    assert len(visited) < 3000  # 10,500 days lie between; clock changes are asked about at each bisection
