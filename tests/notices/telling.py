"""Cases that people are told about."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from cases.models import Case
from cases.topics import NOTICE
from notices.actions import tell
from notices.models import Notice


def tell_events(events: Iterable[object], *, at: datetime | None = None) -> int:
    return tell(topic=NOTICE, references=events, at=at)


def notices_of(case: Case, *, move: str = "", **filters: object) -> QuerySet[Notice]:
    """What was told of a case; of one kind of its moves if that is named, with these filters on its event."""
    found = Notice.objects.filter(kind="case", key=str(case.pk))
    if not move and not filters:
        return found
    events = case.events.filter(**({"move": move} if move else {}), **filters)
    return found.filter(event__in=[str(pk) for pk in events.values_list("pk", flat=True)])
