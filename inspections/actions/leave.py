"""Who walks the streets no more: off duty at once, and what they were to look at goes to others."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models.functions import Least
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from accounts.topics import PERSON_OUT
from common import outbox
from common.models import Message
from inspections.models import Presence, Visit
from inspections.workflow import VisitState


@outbox.handles(PERSON_OUT)
def hear_who_is_out(messages: Sequence[Message]) -> None:
    let_go(people=[int(message.reference) for message in messages])


def let_go(*, people: Collection[int], at: datetime | None = None) -> int:
    """Take duty and visits from those of these people who are no active inspectors any more; how many visits.

    The clock passes on what is due: within half a minute somebody else has it, or the desk hears that nobody has.
    Asked again it does nothing, and who came back meanwhile keeps what they have.
    """
    at = at or timezone.now()
    walking = User.objects.filter(pk__in=people, is_active=True, role=Role.INSPECTOR)
    gone = set(people) - set(walking.values_list("pk", flat=True))
    Presence.objects.on_duty(at=at).filter(user__in=gone).update(until=at)
    # Without the cases' locks, as when somebody goes off duty: it only brings the moment nearer.
    return Visit.objects.filter(inspector__in=gone, state=VisitState.GIVEN).update(due_at=Least("due_at", at))
