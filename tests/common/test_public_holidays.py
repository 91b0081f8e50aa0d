"""The calendar of holidays that comes with the platform, against the notice for 2026 restated by hand."""

from collections import Counter
from datetime import date
from pathlib import Path

from common.csv_reader import Problems, read_table

FILE = Path(__file__).parents[2] / "departments" / "calendar" / "cn_holidays.csv"


def entries() -> list[tuple[date, str, str]]:
    problems = Problems()
    rows = list(read_table(FILE, required=["date", "kind", "name"], problems=problems))
    assert not problems
    return [(date.fromisoformat(row.values["date"]), row.values["kind"], row.values["name"]) for row in rows]


def test_every_date_is_there_once_in_order() -> None:
    dates = [day for day, _kind, _name in entries()]
    assert dates == sorted(set(dates))


def test_the_days_off_are_those_of_the_notices() -> None:
    counted = Counter((day.year, name) for day, kind, name in entries() if kind == "holiday")
    assert {name: count for (year, name), count in counted.items() if year == 2026} == {
        "元旦": 3,
        "春节": 9,
        "清明": 3,
        "劳动节": 5,
        "端午": 3,
        "中秋": 3,
        "国庆节": 7,
    }
    assert sum(count for (year, _name), count in counted.items() if year == 2025) == 28


def test_the_weekend_days_worked_instead_are_those_of_the_notice() -> None:
    worked = [day for day, kind, _name in entries() if kind == "workday"]
    assert all(day.weekday() >= 5 for day in worked)
    assert [f"{day:%m-%d}" for day in worked if day.year == 2026] == [
        "01-04",
        "02-14",
        "02-28",
        "05-09",
        "09-20",
        "10-10",
    ]
