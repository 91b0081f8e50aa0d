"""Tells people that a comment names them."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from cases.actions.notify import Told, dispatch_notices
from cases.models import Comment, Notice
from cases.notices import MENTION, MENTIONED, rules_in_force
from cases.permissions import people_who_see
from catalogue.choices import Urgency
from common import outbox
from common.models import Message

EXCERPT = 200


@outbox.handles(MENTION)
def mention_waiting(messages: Sequence[Message]) -> None:
    comments = Comment.objects.filter(pk__in=[UUID(message.reference) for message in messages])
    for comment in comments.select_related("case__condition", "by").order_by("at"):
        mention(comment=comment)


def mention(*, comment: Comment, deliver: bool = True) -> int:
    """Each person a comment names hears of it once; how many are new. Call it inside a transaction.

    Without `deliver` it is in the inbox only: for histories that are told afterwards. Who may not see the case any more
    hears nothing, and of a comment that was withdrawn meanwhile nobody does.
    """
    named = people_who_see(comment.case).filter(pk__in=comment.mentions.values("pk"))
    people = {} if comment.withdrawn_at else {user.pk: user for user in named.exclude(pk=comment.by_id)}
    rules = rules_in_force([MENTIONED])[MENTIONED]
    if not people or not rules:
        return 0
    told = _tell(comment, people)
    media = frozenset(medium for rule in rules for medium in rule.media) if deliver else frozenset()
    dispatch_notices([Told(row.pk, people[row.user_id], row.urgent, media) for row in told], at=timezone.now())
    return len(told)


def _tell(comment: Comment, people: dict[int, User]) -> list[Notice]:
    """The notices that are new. The comment's row is locked, so that of two at once the second finds the first's."""
    Comment.objects.select_for_update().get(pk=comment.pk)
    origin, case = origin_of(comment.pk), comment.case
    before = set(Notice.objects.filter(origin=origin).values_list("user_id", flat=True))
    urgent = case.condition is not None and case.condition.urgency == Urgency.URGENT
    note = " ".join(comment.text.split())[:EXCERPT]
    about = {"case": case, "what": MENTIONED, "urgent": urgent, "origin": origin, "by": comment.by, "note": note}
    at = timezone.now()
    return Notice.objects.bulk_create(
        Notice(user=user, created_at=at, **about) for pk, user in people.items() if pk not in before
    )


def origin_of(comment: UUID) -> str:
    return f"comment:{comment}"


def forget_words(*, comment: UUID) -> None:
    """A comment was withdrawn: its words leave the notices about it too."""
    Notice.objects.filter(origin=origin_of(comment)).update(note="")
