"""The bounds of moments: what lies outside is refused or shown as it stands, and no sum leaves them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from common.moments import EARLIEST, LAST_DAY, LATEST, bounded, bounded_day, local, nearest

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
WEST, EAST = timezone(timedelta(hours=-12)), timezone(timedelta(hours=14))


@pytest.mark.parametrize(
    "moment", [datetime(1900, 1, 1, tzinfo=EAST), NOW, datetime(2199, 12, 31, 23, 59, tzinfo=WEST)]
)
def test_a_moment_within_is_itself(moment: datetime) -> None:
    assert bounded(moment) == nearest(moment) == moment


@pytest.mark.parametrize(
    "moment",
    [datetime.min.replace(tzinfo=EAST), datetime.max.replace(tzinfo=WEST), datetime(1899, 12, 30, tzinfo=UTC)],
)
def test_one_beyond_is_refused_with_the_bounds_and_the_nearest_one_is_within(moment: datetime) -> None:
    with pytest.raises(ValueError, match=r"1900.*2199"):
        bounded(moment)
    assert EARLIEST <= nearest(moment) <= LATEST


@pytest.mark.parametrize("day", [date.min, date.max, date(2200, 1, 1)])
def test_so_is_a_day(day: date) -> None:
    with pytest.raises(ValueError, match=r"1900.*2199"):
        bounded_day(day)
    assert bounded_day(nearest(day))


def test_what_old_data_hold_beyond_them_is_shown() -> None:
    assert local(NOW).utcoffset() == timedelta(hours=8)
    for moment in (datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)):
        assert f"{local(moment):%m-%d}" in ("12-31", "01-01")


def test_the_day_after_the_last_day_can_be_written() -> None:
    assert LAST_DAY + timedelta(days=1)
