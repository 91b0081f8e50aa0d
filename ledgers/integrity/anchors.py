"""How the histories of items and orders stand in the signed records.

A thing stands in the record of each day on which something happened to it, with the seal of its last event then. An
event is younger than its moment by what its transaction takes. What is opened with a moment of the past (of a round
that was walked yesterday) is found by the id of its first event, which the platform makes and which begins with the
time.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.queries.anchors import Anchored, rows_of
from common.ids import growing_id
from common.integrity import Check

_SEALED = """
SELECT t.id, t.number, head.seq, head.to_state, head.hash
  FROM (SELECT DISTINCT {kind}_id FROM ledgers_{kind}event
         WHERE at > coalesce(%s, '-infinity'::timestamptz) OR id BETWEEN %s AND %s) AS changed
  JOIN ledgers_{kind} t ON t.id = changed.{kind}_id
  JOIN LATERAL (SELECT seq, to_state, hash FROM ledgers_{kind}event e
                 WHERE e.{kind}_id = t.id ORDER BY seq DESC LIMIT 1) AS head ON true"""
_REWRITTEN = """
SELECT DISTINCT ON (a.key) a.number || ' #' || a.seq
  FROM anchored_other a LEFT JOIN ledgers_{kind}event e ON e.{kind}_id = a.key::uuid AND e.seq = a.seq
 WHERE a.kind = '{kind}' AND e.hash IS DISTINCT FROM a.hash ORDER BY a.key, a.seq"""
_LATE, _AHEAD, _MOST = timedelta(hours=1), timedelta(days=1), 2**80 - 1


def _lines(kind: str, since: datetime | None, number: int) -> Iterator[tuple[int, Sequence[object]]]:
    """The number says only whether a record before had such lines: where none had, all are new."""
    now = timezone.now()
    after = since - _LATE if since is not None and number else None
    first, last = growing_id(_milliseconds(after or now), 0), growing_id(_milliseconds(now + _AHEAD), _MOST)
    for key, name, seq, state, seal in rows_of(_SEALED.format(kind=kind), [after, str(first), str(last)]):
        yield 1, (name, key, seq, state, seal)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _anchored(kind: str, what: Promise | str) -> Anchored:
    return Anchored(kind, partial(_lines, kind), (Check(f"anchored_{kind}s", what, _REWRITTEN.format(kind=kind)),))


ANCHORED = (
    _anchored("item", _("Items that the anchors know are gone, or were rewritten, seals and all")),
    _anchored("order", _("Orders that the anchors know are gone, or were rewritten, seals and all")),
)
