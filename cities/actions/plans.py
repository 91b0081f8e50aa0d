"""Tells whoever planned a change of the set-up that it could not be made on its day.

It is on the pages and on the administrators' homes besides; its author may look at neither for weeks.
"""

from collections.abc import Sequence

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cases.actions.deliver import link, person, post_letter, send_mail
from cases.actions.hours import held_until, quiet_hours
from cases.actions.notify import ways_to
from cases.models import NoticeChannel
from cases.notices.shapes import Letter
from common import outbox
from common.models import Message
from registry.actions import PLAN_FAILED
from registry.models import PlannedChange, PlanState


@outbox.handles(PLAN_FAILED, batch=1)
def tell_author_of_plan(messages: Sequence[Message]) -> None:
    """A plan's number alone becomes one message for each way, so that one way that fails does not repeat the others."""
    for message in messages:
        number, __, way = message.reference.partition(":")
        failed = PlannedChange.objects.filter(pk=int(number), state=PlanState.FAILED, by__is_active=True)
        planned = failed.select_related("by").first()
        if planned is None:  # put away meanwhile, or nobody is there to hear
            continue
        if way:
            _send(planned, int(way))
        else:
            _promise(planned)


def _promise(planned: PlannedChange) -> None:
    author, now = planned.by, timezone.now()
    until = held_until(author, quiet_hours(), at=now)
    ways = ways_to(author, list(NoticeChannel.objects.filter(enabled=True)))
    delay = {"delay": until - now} if until else {}
    promised = [f"{planned.pk}:{way}" for way in ways]
    waiting = set(Message.objects.filter(topic=PLAN_FAILED, reference__in=promised).values_list("reference", flat=True))
    outbox.emit(PLAN_FAILED, [each for each in promised if each not in waiting], **delay)


def _send(planned: PlannedChange, way: int) -> None:
    channel = NoticeChannel.objects.filter(pk=way, enabled=True).first() if way else None
    if way and channel is None:
        return
    author = planned.by
    with translation.override(author.language):
        facts = {"label": planned.label, "day": planned.on}
        title = _("“%(label)s” could not be changed on %(day)s as you planned") % facts
        letter = Letter(
            f"plan-{planned.pk}", person(author), title, planned.failure, link("cities:coming"), urgent=False
        )
        if channel is None:
            send_mail(letter, author)
        else:
            post_letter(channel, letter)
