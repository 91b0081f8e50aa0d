"""Signs of life of processes that nobody calls: each says by when it will be heard again."""

from datetime import datetime, timedelta

from django.utils import timezone

from common.models import Heartbeat


def beat(name: str, *, within: timedelta) -> None:
    """`name` is alive and will beat again within this time."""
    now = timezone.now()
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now, "expected_by": now + within})


def silent(*, at: datetime) -> list[str]:
    """Those that have not been heard of for longer than they said."""
    return list(Heartbeat.objects.filter(expected_by__lt=at).order_by("name").values_list("name", flat=True))
