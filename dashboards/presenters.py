"""Numbers made ready to be drawn: columns, charts, the colours of the map. No database here."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.columns import Column
from dashboards.periods import DashboardPeriod, PeriodChoice
from dashboards.queries import BreakdownRow, Day, Figure

CLASSES_SHOWN = 8
UNIT_COLUMNS = [
    Column("unit", gettext_lazy("Unit"), sort="unit", fixed=True),
    Column("rate", gettext_lazy("On-time rate"), sort="rate", fixed=True),
    Column("on_time", gettext_lazy("On time"), sort="on_time", number=True),
    Column("due", gettext_lazy("Fell due"), sort="due", number=True),
    Column("dispatched", gettext_lazy("Dispatched"), sort="dispatched", number=True),
    Column("overdue", gettext_lazy("Overdue now"), sort="overdue", number=True, fixed=True),
]
AREA_COLUMNS = [
    Column("area", gettext_lazy("Area"), fixed=True),
    Column("reported", gettext_lazy("Reported"), number=True),
    Column("due", gettext_lazy("Fell due"), number=True),
    Column("on_time", gettext_lazy("On time"), number=True),
    Column("overdue", gettext_lazy("Overdue now"), number=True, fixed=True),
]


def _rate(row: BreakdownRow) -> float:
    return -1.0 if row.on_time.value is None else row.on_time.value


def _number(name: str) -> Callable[[BreakdownRow], int]:
    return lambda row: row.numbers[name].value


SORTS: dict[str, Callable[[BreakdownRow], Any]] = {
    "unit": lambda row: row.name,
    "rate": _rate,
    **{name: _number(name) for name in ("on_time", "due", "dispatched", "overdue")},
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
