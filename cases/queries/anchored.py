"""Whether the database still says what signed records of its history say.

The records are laid out beside the tables and compared in one statement for each kind of tampering. It reads what the
records hold, so it costs as much as the city is old.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Anchor
from cases.queries.anchors import ANCHORED, CASE, LOOK, SEAL_OF_LOOK
from common.anchors import Record, RecordError, prove
from common.integrity import EXAMPLES, Check, Finding, examine

_STAGE = """
DROP TABLE IF EXISTS pg_temp.anchored, pg_temp.anchored_case, pg_temp.anchored_look, pg_temp.anchored_span,
    pg_temp.anchored_other;
CREATE TEMPORARY TABLE anchored (
    record int, kind text, number text, key text, seq int, state text, hash text
);
CREATE TEMPORARY TABLE anchored_span (record int, after bigint, upto bigint);
"""
_READY = f"""
CREATE TEMPORARY TABLE anchored_case AS
    SELECT record, number, key::uuid AS case_id, seq, state, hash FROM anchored WHERE kind = '{CASE}';
CREATE TEMPORARY TABLE anchored_look AS
    SELECT record, number, key::bigint AS id, hash FROM anchored WHERE kind = '{LOOK}';
CREATE TEMPORARY TABLE anchored_other AS
    SELECT record, kind, number, key, seq, state, hash FROM anchored WHERE kind NOT IN ('{CASE}', '{LOOK}');
DROP TABLE anchored;
CREATE INDEX ON anchored_case (case_id, seq);
ANALYZE anchored_span;
ANALYZE anchored_case;
ANALYZE anchored_look;
ANALYZE anchored_other;
"""  # noqa: S608

# The first of a case's seals that is not as it was: what was rewritten lies between the last sound one and this.
_CHANGED = """
SELECT number || ' #' || first || CASE WHEN seq > first THEN '-' || seq ELSE '' END
  FROM (SELECT DISTINCT ON (a.case_id) a.number, a.seq, 1 + coalesce((
               SELECT max(b.seq) FROM anchored_case b
                 JOIN cases_caseevent f ON f.case_id = b.case_id AND f.seq = b.seq AND f.hash = b.hash
                WHERE b.case_id = a.case_id AND b.seq < a.seq), 0) AS first
          FROM anchored_case a JOIN cases_case c ON c.id = a.case_id
          LEFT JOIN cases_caseevent e ON e.case_id = a.case_id AND e.seq = a.seq
         WHERE e.hash IS DISTINCT FROM a.hash ORDER BY a.case_id, a.seq) AS changed"""
# A record holds the last event of each case between two places in the feed, and places never change: what stands there
# now and is younger than it says came later, and would never have been sealed.
_BEHIND = """
SELECT c.number || ' #' || e.seq
  FROM (SELECT f.event_id, s.record
          FROM anchored_span s JOIN cases_feedentry f ON f.position > s.after AND f.position <= s.upto
         UNION ALL SELECT event_id, NULL FROM cases_feedentry WHERE position < 1) AS placed
  JOIN cases_caseevent e ON e.id = placed.event_id
  JOIN cases_case c ON c.id = e.case_id
  LEFT JOIN anchored_case a ON a.record = placed.record AND a.case_id = e.case_id AND a.seq >= e.seq
 WHERE a.record IS NULL ORDER BY 1"""
_COMPARED = (
    Check("anchored_cases", gettext_lazy("Cases that the anchors know are not there any more"), """
        SELECT DISTINCT ON (a.case_id) a.number || ' ' || a.state FROM anchored_case a
         WHERE NOT EXISTS (SELECT FROM cases_case c WHERE c.id = a.case_id) ORDER BY a.case_id, a.record DESC"""),
    Check("anchored_events", gettext_lazy("Events were rewritten, seals and all, after they were anchored"), _CHANGED),
    Check("anchored_places", gettext_lazy("Events were put behind the anchors, which hold none of them"), _BEHIND),
    Check("anchored_looks", gettext_lazy("Looks at contacts that the anchors know are gone or rewritten"), f"""
        SELECT DISTINCT a.number || ' ' || a.id FROM anchored_look a LEFT JOIN cases_unmasking l ON l.id = a.id
         WHERE l.id IS NULL OR a.hash <> {SEAL_OF_LOOK}"""),  # noqa: S608
)  # fmt: skip


def compared_with(files: Sequence[Path], *, all_of_them: bool) -> list[Finding]:
    """What the records in these files know otherwise than the database; `all_of_them` where none may be missing."""
    records, damaged = _proved(files)
    _stage(records)
    return [
        _finding("anchor_files", gettext_lazy("Anchors that are not what was signed"), damaged),
        _finding("anchor_chain", gettext_lazy("Anchors that are missing, or not those that were made"),
                 [*_broken(records, all_of_them), *_unknown(records, all_of_them)]),
        *(examine(check) for check in (*_COMPARED, *(check for each in ANCHORED.values() for check in each.checks))),
    ]  # fmt: skip


def _finding(name: str, wrong: Promise, found: list[str]) -> Finding:
    return Finding(Check(name, wrong, ""), len(found), found[:EXAMPLES])


def _proved(files: Iterable[Path]) -> tuple[list[Record], list[str]]:
    records, damaged = [], []
    for path in files:
        try:
            records.append(prove(path))
        except RecordError as problem:
            damaged.append(f"{path.name}: {problem}")
    return sorted(records, key=lambda record: record.number), damaged


def _stage(records: Iterable[Record]) -> None:
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.execute(_STAGE)
        for record in records:
            span = [record.number, record.head["after"], record.head["upto"]]
            cursor.execute("INSERT INTO anchored_span VALUES (%s, %s, %s)", span)
            lines = _Lines(f"{record.number}\t".encode() + line for line in record.lines())
            cursor.copy_expert("COPY anchored FROM STDIN (NULL '')", lines)
        cursor.execute(_READY)


class _Lines:
    """Lines as a file that COPY reads, some at a time."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines

    def read(self, size: int = -1) -> bytes:
        return b"".join(islice(self._lines, 50))


def _broken(records: Sequence[Record], all_of_them: bool) -> Iterator[str]:
    """Each record names the one before it: nobody takes one out of the middle, or puts another in its place."""
    known: dict[int, set[str]] = {}
    for record in records:
        known.setdefault(record.number, set()).add(record.digest)
    for record in records:
        before = known.get(record.number - 1)
        if before is None and record.number > 1 and all_of_them:
            yield _("%(number)s is missing") % {"number": record.number - 1}
        elif before is not None and record.head["previous"] not in before:
            yield _("%(number)s does not follow the one before it") % {"number": record.number}


def _unknown(records: Sequence[Record], all_of_them: bool) -> Iterator[str]:
    """The database's own list of them says the same."""
    made = dict(Anchor.objects.values_list("number", "digest"))
    digests = {record.digest for record in records}
    numbers = {record.number for record in records}
    yield from (_("%(number)s is not in the database") % {"number": n} for n in sorted(numbers - made.keys()))
    for number, digest in sorted(made.items()):
        if digest not in digests and number in numbers:
            yield _("%(number)s is not the one that the database knows") % {"number": number}
    if all_of_them and made and max(made) not in numbers:
        yield _("%(number)s is missing") % {"number": max(made)}
