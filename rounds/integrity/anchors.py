"""How the histories of rounds, stops and objections stand in the signed records (cases/queries/anchors.py).

Each stands in the record of a day on which something happened to it, with the seal of its last event then. An event is
younger than its moment by what its transaction takes.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.queries.anchors import Anchored, rows_of
from common.integrity import Check

_LATE = timedelta(hours=1)
_SEALED = """
SELECT r.number, t.id, head.seq, head.to_state, head.hash
  FROM (SELECT DISTINCT {thing} AS id FROM {events} WHERE at > coalesce(%s, '-infinity'::timestamptz)) AS changed
  JOIN {things} t ON t.id = changed.id {round}
  JOIN LATERAL (SELECT seq, to_state, hash FROM {events} e WHERE e.{thing} = t.id ORDER BY seq DESC LIMIT 1) AS head
    ON true"""
_REWRITTEN = """
SELECT DISTINCT ON (a.key) a.number || ' {kind} ' || a.key || ' #' || a.seq
  FROM anchored_other a LEFT JOIN {events} e ON e.{thing} = a.key::{key} AND e.seq = a.seq
 WHERE a.kind = '{kind}' AND e.hash IS DISTINCT FROM a.hash ORDER BY a.key, a.seq"""


def _anchored(kind: str, *, key: str, round: str, lost: Promise | str) -> Anchored:  # noqa: A002 - the word of the trade
    """`key` is the type of the thing's key, `round` joins the round whose number the line has."""
    names = {"kind": kind, "key": key, "round": round, "things": f"rounds_{kind}"}
    names |= {"events": f"rounds_{kind}event", "thing": f"{kind}_id"}
    check = Check(f"anchored_{kind}s", lost, _REWRITTEN.format(**names))
    return Anchored(kind, _lines(_SEALED.format(**names)), (check,))


def _lines(sql: str) -> Callable[[datetime | None, int], Iterator[tuple[int, Sequence[object]]]]:
    def lines(since: datetime | None, number: int) -> Iterator[tuple[int, Sequence[object]]]:
        """By their moments alone: what a round makes has no numbers that grow."""
        for cells in rows_of(sql, [since - _LATE if since is not None else None]):
            yield number, cells

    return lines


ANCHORED = (
    _anchored(
        "round", key="uuid", round="JOIN rounds_round r ON r.id = t.id",
        lost=_("Rounds that the anchors know are gone, or were rewritten, seals and all"),
    ),
    _anchored(
        "stop", key="bigint", round="JOIN rounds_round r ON r.id = t.round_id",
        lost=_("Stops of rounds that the anchors know are gone, or were rewritten, seals and all"),
    ),
    _anchored(
        "objection", key="uuid",
        round="JOIN rounds_finding f ON f.id = t.finding_id JOIN rounds_round r ON r.id = f.round_id",
        lost=_("Objections that the anchors know are gone, or were rewritten, seals and all"),
    ),
)  # fmt: skip
