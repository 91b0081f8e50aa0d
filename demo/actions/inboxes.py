"""What people find when the demo begins: visits given to inspectors, and recent news in the inboxes."""

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from cases.models import Case, CaseEvent
from cases.topics import NOTICE
from common import outbox
from evaluations.actions import write_letters
from evaluations.topics import LETTER
from inspections.actions import order_visits
from inspections.workflow import KIND_OF
from notices.actions import tell


def send_to_look(*, since: datetime, at: datetime) -> None:
    """Inspectors go to what waits for a look now, or was closed lately and is drawn."""
    asking = Case.objects.filter(state__in=list(KIND_OF))
    order_visits(ids=list(asking.exclude(closed_at__lte=since).order_by("pk").values_list("pk", flat=True)), at=at)


def tell_lately(*, since: datetime, at: datetime) -> None:
    """News go to the inboxes hour by hour; mail about the past goes to nobody, and the outbox forgets it."""
    outbox.withdraw(NOTICE)
    hours: dict[datetime, list[UUID]] = defaultdict(list)
    for event, moment in CaseEvent.objects.filter(at__gt=since).order_by("at", "seq").values_list("pk", "at"):
        hour = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        hours[min(hour, at)].append(event)
    for hour in sorted(hours):
        tell(topic=NOTICE, references=hours[hour], at=hour, deliver=False)
    _tell_week(at=at)


def _tell_week(*, at: datetime) -> None:
    """The letter of the last week lies in the inboxes; by mail it goes to nobody."""
    if write_letters(at=at):
        tell(topic=LETTER, references=outbox.withdraw(LETTER), at=at, deliver=False)
