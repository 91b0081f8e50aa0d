"""The slow count: each counter counted again from the cases, by statements that share nothing with those that fold.

They are written by hand and say the same a second time, so that a fault of one of them shows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import connection

_OWES = "state NOT IN ('rejected', 'void', 'merged')"
_DONE_IN_TIME = "finished_at IS NOT NULL AND finished_at <= due_at"
_END = "coalesce(finished_at, closed_at)"
# Measure: the time of which the day counts, and what must hold.
SAID: Mapping[str, tuple[str, str]] = {
    "reported": ("reported_at", "true"),
    "valid": ("reported_at", "filed_at IS NOT NULL AND state NOT IN ('rejected', 'void')"),
    "then_filed": ("reported_at", "filed_at IS NOT NULL"),
    "then_dispatched": ("reported_at", "dispatched_at IS NOT NULL"),
    "then_finished": ("reported_at", "finished_at IS NOT NULL"),
    "then_closed": ("reported_at", "state = 'closed'"),
    "accepted": ("accepted_at", "true"),
    "filed": ("filed_at", "true"),
    "filed_void": ("filed_at", "state = 'void'"),
    "filed_rightly": ("filed_at", "state <> 'void'"),
    "filed_verified": ("filed_at", "verified IS TRUE"),
    "dispatched": ("dispatched_at", "true"),
    "returned": ("dispatched_at", "send_back_count > 0"),
    "rightly_dispatched": ("dispatched_at", "send_back_count = 0"),
    "disputed": ("dispatched_at", "cardinality(disputing) > 0"),
    "disposed": ("finished_at", _OWES),
    "reworked": ("finished_at", f"{_OWES} AND rework_count > 0"),
    "closed": ("closed_at", "state = 'closed'"),
    "closed_on_time": ("closed_at", f"state = 'closed' AND {_DONE_IN_TIME}"),
    "reopened": ("closed_at", "state = 'closed' AND reopen_count > 0"),
    "owed": ("due_at", _OWES),
    "due": ("due_at", f"{_OWES} AND NOT exempt"),
    "due_closed": ("due_at", "state = 'closed' AND NOT exempt"),
    "on_time": ("due_at", f"{_OWES} AND NOT exempt AND {_DONE_IN_TIME}"),
    "was_late": ("due_at", f"{_OWES} AND NOT exempt AND finished_at > due_at"),
    "excused": ("due_at", f"{_OWES} AND exempt"),
    "appealed": ("due_at", f"{_OWES} AND appeal <> ''"),
    "extended": ("due_at", f"{_OWES} AND extension_count > 0"),
    "put_off": ("due_at", f"{_OWES} AND suspension_count > 0"),
    "ended": ("greatest(closed_at, reported_at)", "closed_at IS NOT NULL"),
    "fell_overdue": (
        "due_at", f"{_OWES} AND ({_END} > due_at OR ({_END} IS NULL AND state <> 'suspended'))",
    ),
    "overdue_ended": (_END, f"{_OWES} AND {_END} > due_at"),
}  # fmt: skip
_DAY = "({moment} AT TIME ZONE %(zone)s)::date"
_MONTH = "date_trunc('month', {moment} AT TIME ZONE %(zone)s)::date"
_UNIT, _CLASS = "coalesce(department_id, 0)", "category_id"
_AREA = "coalesce(district_id, 0), coalesce(street_id, 0), coalesce(community_id, 0)"
_PERSON = "CASE source WHEN 'inspector' THEN coalesce(reporter_id, 0) ELSE 0 END"
_NO_AREA, _NOBODY, _NO_SOURCE = "0, 0, 0", "0", "''"
# The keys in the order of the counters' columns, by the number of the cut.
CUTS: Mapping[int, str] = {
    0: f"0, {_NO_AREA}, 0, {_NO_SOURCE}, {_NOBODY}",
    64: f"{_UNIT}, {_NO_AREA}, 0, {_NO_SOURCE}, {_NOBODY}",
    56: f"0, {_AREA}, 0, {_NO_SOURCE}, {_NOBODY}",
    4: f"0, {_NO_AREA}, {_CLASS}, {_NO_SOURCE}, {_NOBODY}",
    2: f"0, {_NO_AREA}, 0, source, {_NOBODY}",
    1: f"0, {_NO_AREA}, 0, {_NO_SOURCE}, {_PERSON}",
    68: f"{_UNIT}, {_NO_AREA}, {_CLASS}, {_NO_SOURCE}, {_NOBODY}",
    6: f"0, {_NO_AREA}, {_CLASS}, source, {_NOBODY}",
    52: f"0, coalesce(district_id, 0), coalesce(street_id, 0), 0, {_CLASS}, {_NO_SOURCE}, {_NOBODY}",
    126: f"{_UNIT}, {_AREA}, {_CLASS}, source, {_NOBODY}",
}
CUTS_OF_TIMES = (0, 64, 56, 4, 2)
_BUCKETS = ", ".join(f"b{number}" for number in range(97))
MONTHS = 128  # what the number of a cut has more where its rows are sums of whole months
TIMES: Mapping[str, tuple[str, str, str]] = {
    "filing": ("occurred_at", "filed_at", "true"),
    "dispatching": ("filed_at", "dispatched_at", "true"),
    "disposal": ("dispatched_at", "finished_at", _OWES),
    "checking": ("finished_at", "closed_at", "state = 'closed'"),
    "whole": ("filed_at", "closed_at", "state = 'closed'"),
}
_COUNTER = "department, district, street, community, category, source, person"


@dataclass(frozen=True)
class Difference:
    """`keys` are day, the counter's keys, private; `kept` is what the counter has, None without one."""

    cut: int
    measure: str
    keys: tuple[object, ...]
    counted: int | None
    kept: int | None


def differences(first: date, last: date) -> Iterator[Difference]:
    """Each counter of these days, the last one included, and of their months, that is not what a direct count says."""
    yield from _of_spans(_DAY, 0, first, last)
    months = first.replace(day=1), (last.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    yield from _of_spans(_MONTH, MONTHS, *months)


def _of_spans(span: str, more: int, first: date, last: date) -> Iterator[Difference]:
    for cut, keys in CUTS.items():
        for measure, (moment, condition) in SAID.items():
            day = span.format(moment=moment)
            cases = f"SELECT {day}, {keys}, private FROM cases_case WHERE {condition}"
            kept = f"SELECT day, {_COUNTER}, private, {measure} FROM evaluations_daycount WHERE cut = {cut + more}"
            yield from _compared(cut + more, measure, cases, f"{kept} AND {measure} <> 0", first, last)
        if cut in CUTS_OF_TIMES:
            yield from _of_durations(span, cut + more, keys, first, last)


def _of_durations(span: str, cut: int, keys: str, first: date, last: date) -> Iterator[Difference]:
    for name, (start, end, condition) in TIMES.items():
        day = span.format(moment=end)
        seconds = f"greatest(extract(epoch FROM {end} - {start}), 1)"
        cases = (
            f"SELECT {day}, {keys}, private, least(floor(12 * log({seconds})), 96)::int"
            f" FROM cases_case WHERE {end} >= {start} AND {condition}"
        )
        kept = (
            f"SELECT day, {_COUNTER}, private, place - 1, number FROM evaluations_dayduration"
            f" CROSS JOIN LATERAL unnest(ARRAY[{_BUCKETS}]) WITH ORDINALITY AS bucket (number, place)"
            f" WHERE cut = {cut} AND duration = '{name}' AND number <> 0"
        )
        yield from _compared(cut, f"{name}_time", cases, kept, first, last)


def _compared(cut: int, measure: str, cases: str, kept: str, first: date, last: date) -> Iterator[Difference]:
    span: dict[str, str | date] = {"zone": settings.TIME_ZONE, "first": first, "last": last}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({cases}) AS said (day) WHERE day BETWEEN %(first)s AND %(last)s", span)
        counted: dict[tuple[object, ...], int] = {}
        for row in cursor.fetchall():
            counted[row] = counted.get(row, 0) + 1
        cursor.execute(f"{kept} AND day BETWEEN %(first)s AND %(last)s", span)
        has = {row[:-1]: row[-1] for row in cursor.fetchall()}
    for key in sorted(counted.keys() | has.keys(), key=str):
        if counted.get(key) != has.get(key):
            yield Difference(cut, measure, key, counted.get(key), has.get(key))
