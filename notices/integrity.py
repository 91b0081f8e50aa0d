"""What must hold of notices in a live database; `manage.py fsck` asks it with what must hold of the other houses."""

from django.utils.translation import gettext_lazy as _

from common.integrity import Check
from notices.subjects import KINDS

_UNSENT = Check("unsent", _("Deliveries that wait and that nobody will send"), """
    SELECT n.id || ' ' || d.medium FROM notices_delivery d JOIN notices_notice n ON n.id = d.notice_id
     WHERE d.state = 'waiting' AND NOT EXISTS (
           SELECT FROM common_message m
            WHERE m.topic IN ('notice.mail', 'notice.post', 'notice.bundle')
              AND m.reference = CASE WHEN d.held_until IS NULL THEN d.id::text ELSE n.user_id || ':'
                  || coalesce(d.channel_id, 0) || ':' || extract(epoch FROM d.held_until)::bigint END)""")  # fmt: skip


def checks() -> tuple[Check, ...]:
    """Call it when all houses have declared their kinds of subject."""
    return (_subjects(), _UNSENT)


def _subjects() -> Check:
    """The key of a subject is no foreign key, so nothing but this looks whether it leads to a row."""
    tables = [(name, kind.model._meta.db_table, kind.model._meta.pk.column) for name, kind in KINDS.items()]
    rowless = [
        f"SELECT kind || ' ' || key FROM notices_notice WHERE kind = '{name}'"  # noqa: S608 - our own words
        f" AND NOT EXISTS (SELECT FROM {table} WHERE {table}.{column}::text = notices_notice.key)"
        for name, table, column in tables
    ]
    nobodys = "SELECT kind || ' ' || key FROM notices_notice WHERE kind <> ALL (%(kinds)s)"
    return Check("subjects", _("Notices about what is not there"), " UNION ALL ".join([*rowless, nobodys]),
                 {"kinds": list(KINDS)})  # fmt: skip
