"""What a person has not read yet."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count

from accounts.models import User
from notices.models import Notice


def unread(user: User | AnonymousUser) -> int:
    """How many notices this person has not read yet (an index holds just these)."""
    return Notice.objects.filter(user=user, read_at=None).count() if isinstance(user, User) else 0


def has_unread(user: User, kind: str, key: str) -> bool:
    """Whether this person has not read something about the subject."""
    return Notice.objects.filter(user=user, read_at=None, kind=kind, key=key).exists()


def unread_by_event(user: User) -> dict[str, int]:
    """How many are not read yet, by the name of the event."""
    rows = Notice.objects.filter(user=user, read_at=None).order_by().values_list("what")
    return dict(rows.annotate(number=Count("pk")))
