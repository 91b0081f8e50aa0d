from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from evaluations.periods import Days, Period, PeriodChoice, free_days, period_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 28, 12, tzinfo=SHANGHAI)


def of(days: Days | None) -> str:
    return f"{days.first:%Y-%m-%d}..{days.last:%Y-%m-%d}" if days is not None else ""


def spans(period: Period) -> list[str]:
    return [of(period.days), of(period.compared), of(period.before), of(period.year_before)]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("today", ["2026-11-28..2026-11-28", "", "", ""]),
        (
            "7-days",
            ["2026-11-22..2026-11-28", "2026-11-22..2026-11-27", "2026-11-15..2026-11-20", "2025-11-22..2025-11-27"],
        ),
        (
            "30-days",
            ["2026-10-30..2026-11-28", "2026-10-30..2026-11-27", "2026-09-30..2026-10-28", "2025-10-30..2025-11-27"],
        ),
        (
            "month",
            ["2026-11-01..2026-11-30", "2026-11-01..2026-11-27", "2026-10-01..2026-10-27", "2025-11-01..2025-11-27"],
        ),
        (
            "quarter",
            ["2026-10-01..2026-12-31", "2026-10-01..2026-11-27", "2026-07-01..2026-08-27", "2025-10-01..2025-11-27"],
        ),
        ("year", ["2026-01-01..2026-12-31", "2026-01-01..2026-11-27", "2025-01-01..2025-11-27", ""]),
    ],
)
def test_a_period_is_compared_by_its_days_that_are_over(choice: str, expected: list[str]) -> None:
    assert spans(period_of(PeriodChoice(choice), NOON)) == expected


@pytest.mark.parametrize(
    ("first", "last", "before", "year_before"),
    [
        (date(2026, 2, 1), date(2026, 2, 28), "2026-01-01..2026-01-31", "2025-02-01..2025-02-28"),
        (date(2024, 2, 1), date(2024, 2, 29), "2024-01-01..2024-01-31", "2023-02-01..2023-02-28"),
        (date(2026, 4, 1), date(2026, 6, 30), "2026-01-01..2026-03-31", "2025-04-01..2025-06-30"),
        (date(2026, 4, 3), date(2026, 4, 9), "2026-03-27..2026-04-02", "2025-04-03..2025-04-09"),
        (date(2024, 2, 29), date(2024, 2, 29), "2024-02-28..2024-02-28", "2023-02-28..2023-02-28"),
    ],
)
def test_whole_months_are_compared_with_whole_months_and_other_days_with_as_many(
    first: date, last: date, before: str, year_before: str
) -> None:
    period = free_days(first, last, NOON)
    assert spans(period)[2:] == [before, year_before]


def test_days_that_have_not_come_yet_are_compared_with_nothing() -> None:
    assert spans(free_days(date(2026, 12, 1), date(2026, 12, 9), NOON))[1:] == ["", "", ""]


def test_a_link_keeps_the_period() -> None:
    assert period_of(PeriodChoice.MONTH, NOON).query == {"period": "month"}
    days = free_days(date(2026, 4, 3), date(2026, 4, 9), NOON)
    assert days.query == {"period": "free", "since": "2026-04-03", "until": "2026-04-09"}
