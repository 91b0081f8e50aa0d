"""Frequencies by hand; and for any of them: windows never overlap, leave no gap and stay as they are."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.periods import Frequency, Period, Roll, Window
from common.worktime import DAY, Calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
# May Day 2026: Friday 1 to Tuesday 5 are free, Saturday 9 is worked for it.
MAY = Calendar(
    tz=SHANGHAI,
    holidays=frozenset(date(2026, 5, day) for day in range(1, 6)),
    makeup_days=frozenset({date(2026, 5, 9)}),
)


def day(text: str) -> datetime:
    return datetime.combine(date.fromisoformat(text), time(), SHANGHAI)


def days(period: str, start: str, end: str) -> list[str]:
    """First and last days of the windows that begin in a range."""
    windows = Period.parse(period).windows(day(start), day(end), MAY)
    return [f"{w.begin.astimezone(SHANGHAI):%m-%d} … {w.last_day(MAY):%m-%d}" for w in windows]


def hours(period: str, start: str, end: str) -> list[str]:
    windows = Period.parse(period).windows(day(start), day(end), MAY)
    return [f"{w.begin.astimezone(SHANGHAI):%d %H:%M} … {w.due.astimezone(SHANGHAI):%d %H:%M}" for w in windows]


@pytest.mark.parametrize(
    ("period", "windows"),
    [
        ("daily", ["04-29 … 04-29", "04-30 … 04-30", "05-01 … 05-01", "05-02 … 05-02"]),
        ("daily forward", ["04-29 … 04-29", "04-30 … 04-30", "05-01 … 05-06"]),
        ("daily back", ["04-29 … 04-29", "04-30 … 04-30", "05-01 … 05-06"]),
        ("every_n_days 2 2026-04-28", ["04-30 … 05-01", "05-02 … 05-03"]),
        ("every_n_days 2 2026-05-01", ["05-01 … 05-02"]),
        ("every_n_days 2 2026-05-01 back", ["05-01 … 05-06"]),
        ("every_n_days 2 2026-05-01 forward", ["05-01 … 05-06"]),
    ],
)
def test_days(period: str, windows: list[str]) -> None:
    assert days(period, "2026-04-29", "2026-05-03") == windows


@pytest.mark.parametrize(
    ("period", "windows"),
    [
        ("weekly", ["04-06 … 04-12", "04-13 … 04-19", "04-20 … 04-26", "04-27 … 05-03"]),
        ("weekly back", ["04-04 … 04-10", "04-11 … 04-17", "04-18 … 04-24", "04-25 … 04-30"]),
        ("weekly forward", ["04-07 … 04-13", "04-14 … 04-20", "04-21 … 04-27", "04-28 … 05-06"]),
        ("every_10_days", ["04-11 … 04-20", "04-21 … 04-30"]),
        ("semi_monthly", ["04-16 … 04-30"]),
        ("monthly", []),
        ("month_end", ["04-30 … 04-30"]),
        ("month_end 3", ["04-28 … 04-30"]),
        ("within_month 2026-04", []),
    ],
)
def test_parts_of_a_month(period: str, windows: list[str]) -> None:
    assert days(period, "2026-04-02", "2026-05-01") == windows


def test_months_and_years() -> None:
    assert days("monthly", "2026-01-01", "2026-04-01") == ["01-01 … 01-31", "02-01 … 02-28", "03-01 … 03-31"]
    assert days("monthly back", "2026-01-15", "2026-03-15") == ["01-31 … 02-27", "02-28 … 03-31"]
    assert days("yearly", "2026-01-01", "2028-01-01") == ["01-01 … 12-31", "01-01 … 12-31"]
    assert days("within_month 2026-05", "2020-01-01", "2030-01-01") == ["05-01 … 05-31"]
    assert days("within_month 2026-05 back", "2020-01-01", "2030-01-01") == ["05-01 … 05-29"]
    assert days("month_end 2 back", "2026-05-01", "2026-06-01") == ["05-28 … 05-29"]


def test_on_the_way_to_school() -> None:
    """A band on working days: not in the holidays, but on the Saturday that is worked for them."""
    found = hours("time_band 07:20-08:20 16:30-17:30", "2026-05-04", "2026-05-11")
    assert [line[:2] for line in found[::2]] == ["06", "07", "08", "09"]
    assert found[:2] == ["06 07:20 … 06 08:20", "06 16:30 … 06 17:30"]


def test_a_band_on_days_of_the_week_takes_no_notice_of_holidays() -> None:
    assert hours("time_band 22:00-02:00 sat sun", "2026-05-01", "2026-05-05") == [
        "02 22:00 … 03 02:00",
        "03 22:00 … 04 02:00",
    ]


def test_round_the_clock_stands_in_shifts_without_a_break() -> None:
    assert hours("round_the_clock 3", "2026-05-01", "2026-05-02") == [
        "01 00:00 … 01 08:00",
        "01 08:00 … 01 16:00",
        "01 16:00 … 02 00:00",
    ]


def test_what_is_irregular_has_no_window() -> None:
    assert days("irregular", "1900-01-02", "2199-01-01") == []
    assert Period.parse("irregular").next_after(day("2026-05-01"), MAY) is None


def test_the_window_that_holds_a_moment_and_the_next_one() -> None:
    noon = day("2026-05-07") + timedelta(hours=12)
    band = Period.parse("time_band 07:20-08:20")
    assert band.holding(noon, MAY) is None
    following = band.next_after(noon, MAY)
    assert following is not None
    assert following.begin == day("2026-05-08") + timedelta(hours=7, minutes=20)
    assert band.holding(following.begin, MAY) == following
    month = Period.parse("monthly").holding(noon, MAY)
    assert month == Window(day("2026-05-01"), day("2026-06-01"))
    assert Period.parse("monthly").next_after(month.begin, MAY) == Window(day("2026-06-01"), day("2026-07-01"))


def test_a_band_that_the_clocks_skip_is_left_out_that_day() -> None:
    berlin = Calendar(tz=ZoneInfo("Europe/Berlin"))
    midnight = datetime(2026, 3, 28, tzinfo=berlin.tz)
    found = list(Period.parse("time_band 02:10-02:50 sat sun").windows(midnight, midnight + 3 * DAY, berlin))
    assert [window.begin.day for window in found] == [28]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is no frequency"),
        ("hourly", "is no frequency. There are: daily, weekly"),
        ("daily 3", "“daily” does not take a number"),
        ("irregular back", "does not take “back” or “forward”"),
        ("monthly soon", "“soon” is not understood"),
        ("monthly back forward", "“forward” is not understood"),
        ("every_n_days 3", "“every_n_days” needs a day or a month"),
        ("every_n_days 0 2026-01-01", "can't have the number 0"),
        ("every_n_days 367 2026-01-01", "can't have the number 367"),
        ("every_n_days 3 1899-01-01", "year 1899"),
        ("every_n_days 3 2026-02-30", "day is out of range"),
        ("within_month 2026-05-03", "A month is written as 2026-11"),
        ("within_month", "needs a day or a month"),
        ("month_end 29", "can't have the number 29"),
        ("round_the_clock 5", "can't have the number 5"),
        ("time_band", "needs hours such as 07:20-08:20"),
        ("time_band 09:00-10:00 08:00-09:00", "in order"),
        ("time_band 25:00-26:00", "hour must be in"),
    ],
)
def test_what_a_data_file_must_not_say(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence.replace("?", "")):
        Period.parse(text)


def test_moments_outside_the_bounds_are_refused() -> None:
    for moment in (datetime(2200, 1, 1, tzinfo=UTC), datetime(1899, 12, 31, tzinfo=UTC)):
        with pytest.raises(ValueError, match="can't be right"):
            Period.parse("daily").next_after(moment, MAY)
    with pytest.raises(ValueError, match="needs a time zone"):
        Period.parse("daily").next_after(datetime(2026, 1, 1), MAY)  # noqa: DTZ001


def test_the_last_year_ends_with_a_window_and_nothing_after() -> None:
    """Shanghai's last midnight of 2199 is still in 2199 by UTC."""
    last = Period.parse("yearly").holding(day("2199-06-01"), MAY)
    assert last is not None
    assert last.last_day(MAY) == date(2199, 12, 31)
    assert Period.parse("yearly").next_after(day("2199-06-01"), MAY) is None


# --- for any period, calendar and moment -----------------------------------------------------------------------------

ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Africa/Cairo", "Pacific/Apia"]
WEEKS = [date(2026, 3, 27), date(2026, 10, 23), date(2011, 12, 28), date(2026, 4, 23), date(2026, 2, 12)]
ROLLS = st.sampled_from(Roll)
PARTS = [
    Frequency.DAILY, Frequency.WEEKLY, Frequency.EVERY_10_DAYS, Frequency.SEMI_MONTHLY, Frequency.MONTHLY,
    Frequency.YEARLY,
]  # fmt: skip


@st.composite
def bands(draw: st.DrawFn) -> tuple[tuple[time, time], ...]:
    marks = draw(st.lists(st.integers(0, 24 * 4 - 1), min_size=2, max_size=6, unique=True).map(sorted))
    times = [time(mark // 4, mark % 4 * 15) for mark in marks[: len(marks) // 2 * 2]]
    if draw(st.booleans()):
        times = [*times[1:], times[0]]  # the last band runs over midnight
    return tuple(zip(times[::2], times[1::2], strict=True))


covering = st.one_of(
    st.builds(Period, st.sampled_from(PARTS), roll=ROLLS),
    st.builds(
        Period, st.just(Frequency.EVERY_N_DAYS), st.integers(1, 40), st.dates(date(2000, 1, 1), date(2010, 1, 1)),
        roll=ROLLS,
    ),
    st.builds(Period, st.just(Frequency.ROUND_THE_CLOCK), st.sampled_from([1, 2, 3, 4, 6, 8, 12, 24])),
)  # fmt: skip
with_gaps = st.one_of(
    st.builds(Period, st.just(Frequency.MONTH_END), st.integers(1, 28), roll=ROLLS),
    st.builds(
        Period, st.just(Frequency.WITHIN_MONTH), since=st.dates(date(2010, 1, 1), date(2027, 1, 1)).map(
            lambda each: each.replace(day=1)
        ), roll=ROLLS,
    ),
    st.builds(
        Period, st.just(Frequency.TIME_BAND), bands=bands(), weekdays=st.frozensets(st.integers(0, 6)),
    ),
    st.just(Period(Frequency.IRREGULAR)),
)  # fmt: skip
periods = st.one_of(covering, with_gaps)


@st.composite
def situations(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    week = draw(st.sampled_from(WEEKS))
    near = [week + n * DAY for n in range(-20, 20)]
    off = draw(st.frozensets(st.sampled_from(near), max_size=25))
    calendar = Calendar(
        tz=ZoneInfo(draw(st.sampled_from(ZONES))),
        weekdays=draw(st.frozensets(st.integers(0, 6), min_size=1)),
        holidays=off,
        makeup_days=draw(st.frozensets(st.sampled_from(near), max_size=3)) - off,
    )
    return calendar, datetime.combine(week, time(), UTC) + draw(st.integers(-20, 20)) * timedelta(hours=7)


@given(period=periods)
def test_a_period_is_read_as_it_is_written(period: Period) -> None:
    assert Period.parse(period.text) == period


@settings(deadline=None)
@given(period=periods, situation=situations())
def test_windows_do_not_overlap(period: Period, situation: tuple[Calendar, datetime]) -> None:
    calendar, moment = situation
    found = list(period.windows(moment, moment + 60 * DAY, calendar))
    assert all(window.begin < window.due for window in found)
    assert all(one.due <= other.begin for one, other in pairwise(found))


@settings(deadline=None)
@given(period=covering, situation=situations(), hours_on=st.integers(0, 40 * 24))
def test_what_leaves_no_gap_has_one_window_for_each_moment(
    period: Period, situation: tuple[Calendar, datetime], hours_on: int
) -> None:
    calendar, moment = situation
    moment += timedelta(hours=hours_on)
    window = period.holding(moment, calendar)
    assert window is not None
    assert window.begin <= moment < window.due
    following = period.next_after(moment, calendar)
    assert following is not None
    assert following.begin == window.due


@settings(deadline=None)
@given(period=periods, situation=situations(), cut=st.integers(0, 50 * 24))
def test_a_window_does_not_depend_on_the_range_asked_for(
    period: Period, situation: tuple[Calendar, datetime], cut: int
) -> None:
    calendar, moment = situation
    middle, end = moment + timedelta(hours=cut), moment + 50 * DAY
    whole = list(period.windows(moment, end, calendar))
    assert whole == [*period.windows(moment, middle, calendar), *period.windows(middle, end, calendar)]
    for window in whole:
        last_moment = window.due - timedelta(microseconds=1)
        assert period.holding(window.begin, calendar) == period.holding(last_moment, calendar) == window
        assert period.next_after(window.begin - timedelta(microseconds=1), calendar) == window


@settings(deadline=None)
@given(period=periods.filter(lambda each: each.roll != Roll.NONE), situation=situations())
def test_a_rolled_window_ends_on_a_working_day(period: Period, situation: tuple[Calendar, datetime]) -> None:
    calendar, moment = situation
    windows = period.windows(moment, moment + 60 * DAY, calendar)
    assert all(calendar.works_on(window.last_day(calendar)) for window in windows)
