from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from imports.history.times import Never, TimeForm, Twice

pytestmark = pytest.mark.usefixtures("english")

NEW_YORK = TimeForm(ZoneInfo("America/New_York"))


def test_local_time_is_read_in_its_zone() -> None:
    assert NEW_YORK.moment("2011-07-01 01:32:33") == datetime(2011, 7, 1, 5, 32, 33, tzinfo=UTC)
    assert NEW_YORK.moment("2011-12-01 01:32:33") == datetime(2011, 12, 1, 6, 32, 33, tzinfo=UTC)


def test_an_offset_of_its_own_beats_the_zone() -> None:
    assert NEW_YORK.moment("2011-07-01 01:32:33+08:00") == datetime(2011, 6, 30, 17, 32, 33, tzinfo=UTC)


def test_other_forms_are_tried_in_order() -> None:
    form = TimeForm(ZoneInfo("Asia/Shanghai"), ("%d/%m/%Y %H:%M", "iso"))
    assert form.moment("01/07/2011 08:00") == form.moment("2011-07-01 08:00:00") == datetime(2011, 7, 1, tzinfo=UTC)


def test_an_hour_shown_twice_is_the_first_unless_the_mapping_says_otherwise() -> None:
    text, zone = "2011-11-06 01:30:00", NEW_YORK.zone
    assert NEW_YORK.moment(text) == datetime(2011, 11, 6, 5, 30, tzinfo=UTC)
    assert TimeForm(zone, twice=Twice.SECOND).moment(text) == datetime(2011, 11, 6, 6, 30, tzinfo=UTC)
    with pytest.raises(ValueError, match="twice"):
        TimeForm(zone, twice=Twice.REFUSE).moment(text)


@pytest.mark.parametrize("clock", ["02:00:00", "02:30:00", "02:59:59.999"])
def test_an_hour_that_never_was_is_the_moment_of_the_jump(clock: str) -> None:
    text = f"2012-03-11 {clock}"
    assert NEW_YORK.moment(text) == datetime(2012, 3, 11, 7, tzinfo=UTC)
    with pytest.raises(ValueError, match="never"):
        TimeForm(NEW_YORK.zone, never=Never.REFUSE).moment(text)


@pytest.mark.parametrize("day", ["2011-11-06", "2012-03-11"])
def test_times_keep_the_order_they_have_on_the_clock(day: str) -> None:
    moments = [NEW_YORK.moment(f"{day} {hour:02}:{minute:02}:00") for hour in range(5) for minute in range(0, 60, 5)]
    assert None not in moments
    assert moments == sorted(moment for moment in moments if moment)


def test_lord_howe_jumps_by_half_an_hour() -> None:
    form = TimeForm(ZoneInfo("Australia/Lord_Howe"))
    assert form.moment("2019-10-06 02:10:00") == datetime(2019, 10, 5, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["yesterday", "2011-07-01 01:32:33 XST", "2011-02-30 00:00:00", "2011-07-01 24:01:00"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time"):
        NEW_YORK.moment(text)


def test_a_time_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="hold"):
        TimeForm(NEW_YORK.zone, empty=frozenset()).moment("9999-12-31 23:00:00")


def test_a_time_without_zone_is_refused_where_nobody_names_one() -> None:
    with pytest.raises(ValueError, match="no zone"):
        TimeForm(None).moment("2011-07-01 01:32:33")
