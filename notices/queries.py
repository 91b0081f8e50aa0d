"""What a person has not read yet."""

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Count

from accounts.models import User
from notices.models import Notice

# Asked with each page: the ORM would take a millisecond to write it.
_UNREAD = f"SELECT count(*) FROM {Notice._meta.db_table} WHERE user_id = %s AND read_at IS NULL"  # noqa: S608


def unread(user: User | AnonymousUser) -> int:
    """How many notices this person has not read yet (an index holds just these)."""
    if not isinstance(user, User):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, [user.pk])
        return int(cursor.fetchone()[0])


def has_unread(user: User, kind: str, key: str) -> bool:
    """Whether this person has not read something about the subject."""
    return Notice.objects.filter(user=user, read_at=None, kind=kind, key=key).exists()


def unread_by_event(user: User) -> dict[str, int]:
    """How many are not read yet, by the name of the event."""
    rows = Notice.objects.filter(user=user, read_at=None).order_by().values_list("what")
    return dict(rows.annotate(number=Count("pk")))
