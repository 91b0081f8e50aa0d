"""What must hold of photos and files. No foreign key keeps a subject in place: `manage.py fsck` looks after it."""

from django.db import connection
from django.utils.translation import gettext_lazy as _

from common.integrity import Check
from evidence import subjects
from evidence.subjects import EvidenceKind

_UNKNOWN = """
    SELECT 'photo ' || id || ' ' || subject_kind FROM evidence_photo
     WHERE subject_kind <> '' AND subject_kind <> ALL (%(known)s)
    UNION ALL
    SELECT 'attachment ' || id || ' ' || subject_kind FROM evidence_attachment WHERE subject_kind <> ALL (%(known)s)"""

# Compared as text: a key that its type would not take is found, and does not stop the check.
_LOST = """
    SELECT what FROM (
           SELECT 'photo ' || id, subject_key FROM evidence_photo WHERE subject_kind = %(kind)s
           UNION ALL
           SELECT 'attachment ' || id, subject_key FROM evidence_attachment WHERE subject_kind = %(kind)s
         ) AS linked(what, subject_key)
     WHERE NOT EXISTS (SELECT FROM {table} AS thing WHERE thing.{key}::text = linked.subject_key)"""


def checks() -> tuple[Check, ...]:
    """One for the things of each registered kind, and one for kinds that no house registers any more.

    A function, since the houses register their kinds while Django starts.
    """
    unknown = _("Photos and files belong to a kind of thing that no house knows")
    return (
        *(_lost(kind) for kind in subjects.KINDS.values()),
        Check("evidence", unknown, _UNKNOWN, {"known": list(subjects.KINDS)}),
    )


def _lost(kind: EvidenceKind) -> Check:
    quote, meta = connection.ops.quote_name, kind.model._meta
    assert meta.pk is not None
    sql = _LOST.format(table=quote(meta.db_table), key=quote(str(meta.pk.column)))
    lost = _("Photos and files belong to something that is not there")
    return Check(f"evidence of {kind.name}", lost, sql, {"kind": kind.name})
