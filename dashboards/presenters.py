"""Numbers made ready to be drawn: columns, charts, the colours of the map. No database here."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.presenters.definitions import EXEMPT, OVERDUE, WAS_LATE
from common.columns import Column
from common.definitions import Definition
from dashboards.periods import DashboardPeriod, PeriodChoice, month_of
from dashboards.queries import BreakdownRow, Day, Figure

CLASSES_SHOWN = 8
REPORTED = Definition("reported", gettext_lazy("Reported"), gettext_lazy("Cases that came in during the period."))
DISPATCHED = Definition(
    "dispatched", gettext_lazy("Dispatched"), gettext_lazy("Cases that went to their unit in the period.")
)
CLOSED = Definition(
    "closed", gettext_lazy("Closed"),
    gettext_lazy("Cases that were closed in the period; rejected and void ones are not among them."),
)  # fmt: skip
DUE = Definition(
    "due", gettext_lazy("Fell due"),
    gettext_lazy(
        "Cases whose due time lies in the period and has passed. Left out are those that were rejected, voided or"
        " merged into another, and those that a granted overtime appeal excused."
    ),
)  # fmt: skip
ON_TIME = Definition(
    "on-time", gettext_lazy("On time"),
    gettext_lazy("Those of the cases that fell due that were disposed of by their due time."),
)  # fmt: skip
RATE = Definition(
    "rate", gettext_lazy("On-time rate"), gettext_lazy("On time ÷ fell due. Where nothing fell due there is no rate.")
)
DEFINED = {
    "reported": REPORTED, "dispatched": DISPATCHED, "closed": CLOSED, "due": DUE, "on_time": ON_TIME, "rate": RATE,
    "was_late": WAS_LATE, "exempt": EXEMPT, "overdue": OVERDUE,
}  # fmt: skip
UNIT_COLUMNS = [
    Column("unit", gettext_lazy("Unit"), sort="unit", fixed=True),
    Column("rate", RATE.term, sort="rate", fixed=True, definition=RATE),
    Column("on_time", ON_TIME.term, sort="on_time", number=True, definition=ON_TIME),
    Column("due", DUE.term, sort="due", number=True, definition=DUE),
    Column("was_late", WAS_LATE.term, sort="was_late", number=True, definition=WAS_LATE),
    Column("dispatched", DISPATCHED.term, sort="dispatched", number=True, definition=DISPATCHED),
    Column("overdue", OVERDUE.term, sort="overdue", number=True, fixed=True, definition=OVERDUE),
]
AREA_COLUMNS = [
    Column("area", gettext_lazy("Area"), fixed=True),
    Column("reported", REPORTED.term, number=True, definition=REPORTED),
    Column("due", DUE.term, number=True, definition=DUE),
    Column("on_time", ON_TIME.term, number=True, definition=ON_TIME),
    Column("was_late", WAS_LATE.term, number=True, definition=WAS_LATE),
    Column("overdue", OVERDUE.term, number=True, fixed=True, definition=OVERDUE),
]


def _rate(row: BreakdownRow) -> float:
    return -1.0 if row.on_time.value is None else row.on_time.value


def _number(name: str) -> Callable[[BreakdownRow], int]:
    return lambda row: row.numbers[name].value


SORTS: dict[str, Callable[[BreakdownRow], Any]] = {
    "unit": lambda row: row.name,
    "rate": _rate,
    **{name: _number(name) for name in ("on_time", "due", "was_late", "dispatched", "overdue")},
}


def in_order(rows: list[BreakdownRow], ordering: str) -> list[BreakdownRow]:
    """Rows by `ordering` ("rate", "-overdue"); an unknown one leaves them as they come, the worst first."""
    key = SORTS.get(ordering.removeprefix("-"))
    return sorted(rows, key=key, reverse=ordering.startswith("-")) if key else rows


def against(period: DashboardPeriod) -> str:
    """What the trend compares with, in words."""
    words = {
        PeriodChoice.TODAY: _("against yesterday by this time"),
        PeriodChoice.MONTH: _("against last month by this day"),
        PeriodChoice.FREE: _("against as many days before"),
    }
    return words[period.choice]


def earlier(last: datetime | None) -> dict[str, Any]:
    """Where a period holds nothing: the month of the last report before it, and its address."""
    if last is None:
        return {}
    first_day, last_day = month_of(last)
    query = {"period": PeriodChoice.FREE.value, "since": first_day.isoformat(), "until": last_day.isoformat()}
    return {"last_report": last, "last_month": first_day, "last_month_url": f"?{urlencode(query)}"}


def steps(funnel: Sequence[tuple[str, Figure]]) -> list[dict[str, Any]]:
    """The funnel: each step with its share of the reported, in percent."""
    labels = {
        "reported": _("Reported"),
        "then_filed": _("Filed"),
        "then_dispatched": _("Dispatched"),
        "then_finished": _("Disposed"),
        "then_closed": _("Closed"),
    }
    whole = funnel[0][1].value
    return [
        {"label": labels[name], "number": number, "share": round(100 * number.value / whole) if whole else 0}
        for name, number in funnel
    ]


def _series(name: str, numbers: Sequence[Figure]) -> dict[str, Any]:
    return {"name": name, "values": [number.value for number in numbers], "urls": [number.url for number in numbers]}


def class_chart(rows: Sequence[BreakdownRow]) -> dict[str, Any]:
    now = [row.numbers["reported"] for row in rows]
    before = {"name": _("The period before"), "values": [number.before or 0 for number in now]}
    return {"kind": "rank", "labels": [row.name for row in rows], "series": [_series(_("This period"), now), before]}


def day_chart(days: Sequence[Day]) -> dict[str, Any]:
    return {
        "kind": "line",
        "labels": [date_format(day.day, "m-d") for day in days],
        "series": [
            _series(_("Reported"), [day.reported for day in days]),
            _series(_("Closed"), [day.closed for day in days]),
        ],
    }


def area_values(rows: Sequence[BreakdownRow]) -> dict[str, dict[str, Any]]:
    """What the map colours and says of each area, by its code."""
    return {
        row.code: {
            "value": row.numbers["overdue"].value,
            "url": row.numbers["overdue"].url,
            "words": _("%(name)s: %(overdue)s overdue now, %(reported)s reported")
            % {
                "name": row.name,
                "overdue": row.numbers["overdue"].value,
                "reported": row.numbers["reported"].value,
            },
        }
        for row in rows
    }
