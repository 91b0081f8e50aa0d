"""Numbers made ready to be drawn: charts and the colours of the map. No database here."""

from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dashboards.presenters.rows import Line
from dashboards.queries.days import Day, DayNumber


def area_values(rows: Sequence[Line]) -> dict[str, dict[str, Any]]:
    """What the map colours and says of each area, by its code."""
    return {
        row.code: {
            "value": row.cells["overdue"].value,
            "url": row.cells["overdue"].url,
            "words": _("%(name)s: %(overdue)s overdue now, %(reported)s reported")
            % {
                "name": row.name,
                "overdue": row.cells["overdue"].value,
                "reported": row.cells["reported"].value,
            },
        }
        for row in rows
    }


def day_chart(days: Sequence[Day]) -> dict[str, Any]:
    return {
        "kind": "line",
        "labels": [date_format(day.day, "m-d") for day in days],
        "series": [
            _series(_("Reported"), [day.reported for day in days]),
            _series(_("Closed"), [day.closed for day in days]),
        ],
    }


def _series(name: str, numbers: Sequence[DayNumber]) -> dict[str, Any]:
    return {"name": name, "values": [number.value for number in numbers], "urls": [number.url for number in numbers]}
