"""Limits around the festivals of 2026, with shifts 08:00-12:00 and 14:00-18:00 (8 hours a day)."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from common.worktime import Calendar, Limit, LimitUnit, add, add_working, remaining, share_point, working_seconds

CHINA = ZoneInfo("Asia/Shanghai")
HOUR = 3600


def days(first: date, last: date) -> frozenset[date]:
    return frozenset(first + timedelta(days=n) for n in range((last - first).days + 1))


CITY = Calendar(
    tz=CHINA,
    holidays=days(date(2026, 2, 15), date(2026, 2, 23)) | days(date(2026, 10, 1), date(2026, 10, 7)),
    makeup_days=frozenset({date(2026, 2, 14), date(2026, 2, 28), date(2026, 9, 20), date(2026, 10, 10)}),
    known_until=date(2026, 12, 31),
)
NIGHT = Calendar(tz=CHINA, shifts=((time(22), time(6)),))


def at(text: str) -> datetime:
    """`at("02-13 17:00")`: that moment of 2026 on the city's clocks."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=CHINA)


def hours(value: str) -> Limit:
    return Limit(Decimal(value), LimitUnit.WORK_HOUR)


def working_days(value: str) -> Limit:
    return Limit(Decimal(value), LimitUnit.WORK_DAY)


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("03-02 09:00", hours("2"), "03-02 11:00"),  # a plain Monday
        ("03-02 11:00", hours("2"), "03-02 15:00"),  # over noon
        ("03-02 17:00", hours("2"), "03-03 09:00"),  # over night
        ("03-06 17:00", hours("2"), "03-09 09:00"),  # over a weekend
        ("03-02 10:00", hours("2"), "03-02 12:00"),  # ends with the shift, not after noon
        ("03-02 14:00", hours("4"), "03-02 18:00"),  # ends with the day, not next morning
        ("03-02 08:00", hours("8"), "03-02 18:00"),
        ("03-02 20:00", hours("1"), "03-03 09:00"),  # starts at night
        ("03-02 03:00", hours("1"), "03-02 09:00"),  # starts before work
        ("03-02 12:30", hours("1"), "03-02 15:00"),  # starts at noon
        ("03-02 12:00", hours("1"), "03-02 15:00"),  # starts as the shift ends
        ("03-02 18:00", hours("8"), "03-03 18:00"),
        ("03-07 11:00", hours("1"), "03-09 09:00"),  # starts on a plain Saturday
        ("03-02 08:00", hours("0.5"), "03-02 08:30"),
        ("03-02 15:00", working_days("1"), "03-03 15:00"),
        ("03-06 15:00", working_days("1"), "03-09 15:00"),
        ("03-02 08:00", working_days("1"), "03-02 18:00"),
        ("03-02 08:00", working_days("0.5"), "03-02 12:00"),
        ("03-02 09:00", working_days("0.5"), "03-02 15:00"),
        ("03-07 11:00", working_days("2"), "03-10 18:00"),
        # Spring Festival: off from Sunday 15 to Monday 23 February; the Saturdays 14 and 28 work
        ("02-13 17:00", hours("2"), "02-14 09:00"),
        ("02-14 17:00", hours("2"), "02-24 09:00"),
        ("02-13 15:00", working_days("2"), "02-24 15:00"),
        ("02-18 10:00", hours("4"), "02-24 12:00"),
        ("02-27 15:00", working_days("1"), "02-28 15:00"),
        ("02-28 15:00", working_days("1"), "03-02 15:00"),
        # National Day: off from Thursday 1 to Wednesday 7 October; Sunday 20 September and Saturday 10 October work
        ("09-18 17:00", hours("2"), "09-20 09:00"),
        ("09-30 17:00", hours("2"), "10-08 09:00"),
        ("09-30 09:00", working_days("4"), "10-12 09:00"),
        ("10-09 15:00", working_days("1"), "10-10 15:00"),
    ],
)
def test_a_limit_in_working_time_is_due(start: str, limit: Limit, due: str) -> None:
    assert add(at(start), limit, CITY) == at(due)


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("02-14 17:00", Limit(Decimal(2), LimitUnit.URGENT_HOUR), "02-14 19:00"),
        ("02-14 23:30", Limit(Decimal(2), LimitUnit.URGENT_HOUR), "02-15 01:30"),
        ("02-14 17:00", Limit(Decimal(3), LimitUnit.NATURAL_DAY), "02-17 17:00"),
    ],
)
def test_urgent_hours_and_natural_days_never_stop(start: str, limit: Limit, due: str) -> None:
    assert add(at(start), limit, CITY) == at(due)


def test_a_natural_day_is_24_hours_even_when_the_clocks_change() -> None:
    calendar = Calendar(tz=ZoneInfo("Europe/Berlin"))
    start = datetime(2026, 3, 28, 12, tzinfo=calendar.tz)
    due = add(start, Limit(Decimal(1), LimitUnit.NATURAL_DAY), calendar)
    assert due == datetime(2026, 3, 29, 13, tzinfo=calendar.tz)


def test_answers_are_in_utc() -> None:
    assert add(at("03-02 09:00"), hours("1"), CITY).tzinfo is UTC


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("03-02 09:00", "03-02 11:00", 2 * HOUR),
        ("03-02 11:00", "03-02 15:00", 2 * HOUR),
        ("03-02 18:00", "03-03 08:00", 0),
        ("03-06 17:00", "03-09 09:00", 2 * HOUR),
        ("02-14 00:00", "02-24 18:00", 16 * HOUR),
        ("02-01 00:00", "03-01 00:00", 16 * 8 * HOUR),  # the working days of February 2026
        ("03-02 09:00:30", "03-02 09:01:15", 45),
        ("03-02 11:00", "03-02 09:00", -2 * HOUR),
    ],
)
def test_working_seconds_between_two_moments(start: str, end: str, expected: int) -> None:
    assert working_seconds(at(start), at(end), CITY) == expected


def test_a_night_shift_belongs_to_the_day_it_starts_on() -> None:
    assert add(at("03-06 23:00"), hours("6"), NIGHT) == at("03-07 05:00")  # Friday into Saturday
    assert add(at("03-07 05:00"), hours("2"), NIGHT) == at("03-09 23:00")  # and no shift starts on Saturday
    assert add(at("03-09 01:00"), hours("1"), NIGHT) == at("03-09 23:00")  # Sunday's would have


def test_a_calendar_may_work_around_the_clock() -> None:
    always = Calendar(tz=CHINA, shifts=((time(0), time(0)),), weekdays=frozenset(range(7)))
    assert add(at("03-06 23:00"), working_days("2"), always) == at("03-08 23:00")


def test_a_night_shift_loses_the_hour_that_the_clocks_skip() -> None:
    berlin = Calendar(tz=ZoneInfo("Europe/Berlin"), shifts=((time(22), time(6)),), weekdays=frozenset(range(7)))
    start = datetime(2026, 3, 28, 22, tzinfo=berlin.tz)
    assert working_seconds(start, datetime(2026, 3, 29, 12, tzinfo=berlin.tz), berlin) == 7 * HOUR
    assert add(start, hours("8"), berlin) == datetime(2026, 3, 29, 23, tzinfo=berlin.tz)
    fortnight = datetime(2026, 3, 20, 12, tzinfo=berlin.tz), datetime(2026, 4, 3, 12, tzinfo=berlin.tz)
    assert working_seconds(*fortnight, berlin) == (14 * 8 - 1) * HOUR


def test_a_shift_goes_on_when_the_clocks_return_to_the_day_before() -> None:
    zone = ZoneInfo("America/St_Johns")  # 2010-11-07 00:01, that is 02:31 UTC, became 23:01 of the day before
    calendar = Calendar(tz=zone, shifts=((time(0), time(8)),), weekdays=frozenset(range(7)))
    midnight = datetime(2010, 11, 7, 2, 30, tzinfo=UTC)
    assert working_seconds(midnight, midnight + timedelta(minutes=30), calendar) == HOUR / 2
    assert add_working(midnight + timedelta(minutes=10), 60, calendar) == midnight + timedelta(minutes=11)


def test_a_share_of_the_limit_is_used_at() -> None:
    assert share_point(at("03-02 08:00"), hours("10"), Decimal("0.8"), CITY) == at("03-02 18:00")
    assert share_point(at("03-02 08:00"), hours("10"), Decimal(1), CITY) == at("03-03 10:00")
    urgent = Limit(Decimal(2), LimitUnit.URGENT_HOUR)
    assert share_point(at("03-02 20:00"), urgent, Decimal("0.8"), CITY) == at("03-02 21:36")


def test_what_remains_is_counted_as_the_unit_counts() -> None:
    now, due = at("03-02 17:00"), at("03-03 09:00")
    assert remaining(now, due, LimitUnit.WORK_HOUR, CITY) == 2 * HOUR
    assert remaining(now, due, LimitUnit.URGENT_HOUR, CITY) == 16 * HOUR
    assert remaining(due, now, LimitUnit.WORK_DAY, CITY) == -2 * HOUR
    assert remaining(due, now, LimitUnit.NATURAL_DAY, CITY) == -16 * HOUR


def test_a_fraction_of_a_second_late_is_negative() -> None:
    due = at("03-03 09:00")
    assert remaining(due + timedelta(milliseconds=1), due, LimitUnit.URGENT_HOUR, CITY) == -1
    assert remaining(due + timedelta(milliseconds=1), due, LimitUnit.WORK_HOUR, CITY) == -1


def test_no_working_time_to_add_is_the_start_itself() -> None:
    assert add_working(at("03-02 20:00"), 0, CITY) == at("03-02 20:00")
    assert add_working(at("03-02 20:00"), 1, CITY) == at("03-03 08:00:01")


def test_past_the_known_holidays_the_weekday_rule_holds_and_is_not_certain() -> None:
    due = add(datetime(2026, 12, 31, 15, tzinfo=CHINA), working_days("1"), CITY)
    assert due == datetime(2027, 1, 1, 15, tzinfo=CHINA)
    assert not CITY.is_certain(due)
    assert CITY.is_certain(datetime(2026, 12, 31, 23, 59, tzinfo=CHINA))
    assert not Calendar(tz=CHINA).is_certain(at("03-02 08:00"))


@pytest.mark.parametrize("value", ["0", "-1", "NaN", "Infinity", "-Infinity"])
def test_a_limit_that_is_not_more_than_zero_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        hours(value)


@pytest.mark.parametrize("value", ["1e30", "876601", "1e-12"])
def test_a_limit_out_of_all_proportion_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        add(at("03-02 08:00"), hours(value), CITY)


def test_working_time_is_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match=r"\w"):
        add_working(at("03-02 08:00"), -1, CITY)


@pytest.mark.parametrize("share", ["0", "-0.5", "NaN"])
def test_a_share_that_is_not_more_than_zero_is_refused(share: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        share_point(at("03-02 08:00"), hours("1"), Decimal(share), CITY)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\w"):
        add(datetime(2026, 3, 2, 8), hours("1"), CITY)  # noqa: DTZ001


def test_a_year_that_cannot_be_right_is_refused() -> None:
    with pytest.raises(ValueError, match="202"):
        add(datetime(202, 3, 2, 8, tzinfo=UTC), hours("1"), CITY)


@pytest.mark.parametrize(
    "shifts",
    [
        (),
        ((time(8), time(8)),),
        ((time(8), time(12)), (time(11), time(18))),
        ((time(14), time(18)), (time(8), time(12))),
        ((time(8), time(12)), (time(22), time(9))),  # runs into the next morning's
        ((time(0), time(0)), (time(8), time(12))),
        ((time(8, tzinfo=UTC), time(12)),),
        ((time(8, 0, 0, 5), time(12)),),
    ],
)
def test_shifts_that_make_no_sense_are_refused(shifts: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Calendar(tz=CHINA, shifts=shifts)


@pytest.mark.parametrize("weekdays", [frozenset(), frozenset({7})])
def test_weekdays_that_make_no_sense_are_refused(weekdays: frozenset[int]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Calendar(tz=CHINA, weekdays=weekdays)


def test_a_day_is_not_both_holiday_and_working_day() -> None:
    with pytest.raises(ValueError, match="2026-02-14"):
        Calendar(tz=CHINA, holidays=frozenset({date(2026, 2, 14)}), makeup_days=frozenset({date(2026, 2, 14)}))


def test_a_calendar_that_forgets_its_days_answers_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.worktime.calendars.DAYS_REMEMBERED", 3)
    starts = [at("02-13 17:00") + timedelta(hours=7 * n) for n in range(40)]
    assert [add(start, hours("20"), CITY) for start in starts] == [add(start, hours("20"), fresh()) for start in starts]


def fresh() -> Calendar:
    return Calendar(tz=CHINA, holidays=CITY.holidays, makeup_days=CITY.makeup_days, known_until=CITY.known_until)
