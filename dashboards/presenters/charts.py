"""Numbers made ready to be drawn: charts and the colours of the map. No database here."""

from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dashboards.presenters.rows import Line
from dashboards.queries.days import Step
from evaluations.dictionary.indicators import ON_TIME_RATE
from evaluations.dictionary.measures import CLOSED, FELL_DUE, REPORTED, Measure
from evaluations.queries.questions import Question


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


def label_of(step: Step) -> str:
    """A day, or the first and the last one."""
    first, last = (date_format(day, "m-d") for day in (step.days.first, step.days.last))
    return first if first == last else f"{first} – {last}"


def flow_chart(steps: Sequence[Step]) -> dict[str, Any]:
    """Reported and closed; each point leads to its cases."""
    return {
        "kind": "line",
        "labels": [label_of(step) for step in steps],
        "series": [_series(name, steps, each) for name, each in ((_("Reported"), REPORTED), (_("Closed"), CLOSED))],
    }


def _series(name: str, steps: Sequence[Step], counted: Measure) -> dict[str, Any]:
    return {
        "name": name,
        "values": [step.numbers.get(counted.name, 0) for step in steps],
        "urls": [Question(step.days).url(counted) for step in steps],
    }


def rate_chart(steps: Sequence[Step], target: float | None) -> dict[str, Any]:
    """The on-time rate, with the line to reach; nothing where too few cases fell due. A point leads to these."""
    return {
        "kind": "line",
        "labels": [label_of(step) for step in steps],
        "series": [
            {
                "name": _("On-time rate"),
                "values": [ON_TIME_RATE.rate(step.numbers).shown for step in steps],
                "opens": [Question(step.days).url(FELL_DUE) for step in steps],
            }
        ],
        "unit": " %",
        "most": 100,
        "target": target,
        "targetName": _("Target"),
    }
