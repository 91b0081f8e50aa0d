"""Orders visits when a case comes to where somebody must go and look, and ends them when it leaves."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from cases.rulebook import rulebook
from cases.topics import ENTERED
from common import outbox
from common.models import Message
from inspections.actions.give import give
from inspections.actions.reconcile import lock_cases, reconcile
from inspections.workflow import VisitState


@outbox.handles(ENTERED, batch=100)
def order_entered(messages: Sequence[Message]) -> None:
    order_visits(ids=[UUID(message.reference) for message in messages])


def order_visits(*, ids: Sequence[UUID], at: datetime | None = None) -> int:
    """Order, give and end visits as the cases now stand; how many were given. Call it inside a transaction.

    The history of the case decides, not the message: one that comes twice or late does no harm.
    """
    at, book = at or timezone.now(), rulebook()
    live = reconcile(lock_cases(ids), at=at, book=book)
    return give([visit for visit in live if visit.state == VisitState.WAITING], at=at, book=book)
