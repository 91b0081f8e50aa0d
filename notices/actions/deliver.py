"""Hands notices over beside the inbox: by mail, and by a signed POST to the city's channels.

At least once, and known as the same: a mail by its Message-ID, a POST by its `X-Citymgmt-Id`. What was taken once is
never sent again; only a crash between the receiver's yes and our commit repeats it, under the same id.
"""

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from common import outbox, outgoing
from common.models import Message
from notices.models import Delivery, DeliveryState, NoticeChannel
from notices.shapes import Letter, Person, parcel, was_taken
from notices.subjects import NoticeEntry, entries, subjects_of
from notices.texts import texts_in_force
from notices.topics import BUNDLE, MAIL, POST

RESTS = timedelta(seconds=20)  # a channel that did not answer holds up nobody's message to another one
_resting: dict[int, float] = {}  # of this process: channel → when it may be tried again


@outbox.handles(MAIL, batch=1, delays=outbox.THREE_DAYS)
def mail_waiting(messages: Sequence[Message]) -> None:
    for message in messages:
        hand_over(Delivery.objects.filter(pk=int(message.reference)))


@outbox.handles(POST, batch=1, delays=outbox.THREE_DAYS)
def post_waiting(messages: Sequence[Message]) -> None:
    for message in messages:
        hand_over(Delivery.objects.filter(pk=int(message.reference)))


@outbox.handles(BUNDLE, batch=1, delays=outbox.THREE_DAYS)
def bundle_waiting(messages: Sequence[Message]) -> None:
    """The quiet is over: everything that waited for it goes to its person at once."""
    for message in messages:
        user, channel, until = (int(part) for part in message.reference.split(":"))
        held = Delivery.objects.filter(notice__user=user, held_until=datetime.fromtimestamp(until, UTC))
        hand_over(held.filter(channel=channel or None), key=f"bundle-{message.reference.replace(':', '-')}")


def hand_over(deliveries: QuerySet[Delivery], *, key: str = "") -> int:
    """Send what waits among these, all of one person and way, as one message; how many notices went out.

    What was read in the inbox meanwhile, or cannot reach its person any more, is dropped. Call it in a transaction.
    Raises what the way raises; then nothing is settled.
    """
    found = deliveries.filter(state=DeliveryState.WAITING).select_related("channel", "notice__user")
    waiting = list(found.order_by("notice_id").select_for_update(of=("self",), skip_locked=True))
    wanted = [delivery for delivery in waiting if _still_wanted(delivery)]
    sent = _send(wanted, key) if wanted else []
    _settle([delivery.pk for delivery in sent], DeliveryState.SENT)
    _settle([delivery.pk for delivery in waiting if delivery not in sent], DeliveryState.DROPPED)
    return len(sent)


def _settle(deliveries: Sequence[int], state: DeliveryState) -> None:
    if deliveries:
        Delivery.objects.filter(pk__in=deliveries).update(state=state, settled_at=timezone.now())


def _still_wanted(delivery: Delivery) -> bool:
    user, channel = delivery.notice.user, delivery.channel
    if delivery.notice.read_at is not None or not user.is_active:
        return False
    if delivery.medium not in (user.told_by_urgent if delivery.notice.urgent else user.told_by):
        return False
    return bool(user.email) if channel is None else channel.enabled


def _send(deliveries: Sequence[Delivery], key: str) -> list[Delivery]:
    """Those whose subject is not over, sent as one message in their person's language."""
    user = deliveries[0].notice.user
    with translation.override(user.language):
        subjects = subjects_of([delivery.notice for delivery in deliveries], user)
        told = [each for each in deliveries if not subjects[each.notice.kind, each.notice.key].over]
        if told:
            found = entries([delivery.notice for delivery in told], subjects)
            send(compose(found, user, key=key or f"notice-{told[0].notice_id}"), user, deliveries[0].channel)
    return told


def send(letter: Letter, user: User, channel: NoticeChannel | None) -> None:
    """By mail, or through a channel. Raises what the way raises."""
    if channel is None:
        send_mail(letter, user)
    else:
        post_letter(channel, letter)


def compose(told: Sequence[NoticeEntry], user: User, *, key: str) -> Letter:
    """One notice as it is, several as a bundle; in the language that is active."""
    texts = texts_in_force(entry.notice.what for entry in told)
    if len(told) == 1:
        entry = told[0]
        title, body = entry.subject.headline(texts.title(entry)), texts.body(entry)
        url = at_site(entry.subject.url)
    else:
        title = ngettext(
            "%(n)d notice came in while it was quiet", "%(n)d notices came in while it was quiet", len(told)
        ) % {"n": len(told)}
        body = "\n\n".join(f"{texts.title(entry)}\n{texts.body(entry)}" for entry in told)
        url = at_site(reverse("notices:inbox"))
    labels = tuple(dict.fromkeys(entry.subject.label for entry in told if entry.subject.label))
    return Letter(key, person(user), title, body, url, told[0].notice.urgent, labels)


def person(user: User) -> Person:
    return Person(user.username, user.name, user.phone, user.handle)


def at_site(address: str) -> str:
    """The full address of a page; empty where the site does not know its own."""
    return f"{settings.SITE_URL}{address}" if settings.SITE_URL and address else ""


def send_mail(letter: Letter, user: User) -> None:
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    headers = {"Message-ID": f"<{letter.key}@{host}>", "Auto-Submitted": "auto-generated"}
    subject = " ".join(letter.title.split())
    body = "\n\n".join(part for part in (letter.title, letter.body, letter.url) if part)
    EmailMessage(subject, body, to=[user.email], headers=headers).send()


def post_letter(channel: NoticeChannel, letter: Letter, *, at: datetime | None = None) -> None:
    """Raises outgoing.NotTaken, outgoing.Unreachable, ValueError (an address that may not be used), outbox.NotYet."""
    if _resting.get(channel.pk, 0.0) > time.monotonic():
        raise outbox.NotYet(timezone.now() + RESTS)
    sent = parcel(channel.kind, letter, url=channel.url, secret=channel.secret, at=at or timezone.now())
    try:
        answer = outgoing.post(sent.url, body=sent.body, headers=sent.headers)
    except outgoing.Unreachable:
        _resting[channel.pk] = time.monotonic() + RESTS.total_seconds()
        raise
    if not was_taken(channel.kind, answer.status, answer.body):
        raise outgoing.NotTaken(
            _("“%(channel)s” answered %(status)s.") % {"channel": channel.name, "status": answer.status}
        )
