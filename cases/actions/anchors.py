"""Seals what happened since the last time into a signed record outside of the database, and tells those who keep it."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from cases.actions.feed import place_events
from cases.models import Anchor, FeedArrival
from cases.permissions import audits
from cases.queries.anchors import Span, last_place
from cases.topics import ANCHORED
from common import anchors, outbox
from common.models import Message
from common.refusals import Forbidden, Missing

_LOCK = 0x616E6368  # "anch": the number of the lock, unique among those of this database
MAILED_WHOLE = 5_000_000  # bytes; of a greater record the fingerprint is mailed alone


def anchor_of_today(*, at: datetime | None = None) -> Anchor | None:
    """The clock's job: the first time it is asked on a day (of the city's zone) it makes the day's record."""
    now = at or timezone.now()
    last = Anchor.objects.order_by("-number").first()
    if last is not None and timezone.localdate(last.at) >= timezone.localdate(now):
        return None
    return make_anchor(at=now)


def make_anchor(*, at: datetime | None = None, by: User | None = None) -> Anchor | None:
    """Make a record of what happened since the last one; None where somebody else makes one just now.

    The file has its name before the row is committed: a crash between leaves a record too many, which is true all the
    same, and never a row without its file. Raises OSError where the folder of records can't be written.
    """
    while FeedArrival.objects.exists() and place_events():
        pass
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return None
        cursor.execute("SET LOCAL statement_timeout = 0")  # the first one reads the whole city
        last = Anchor.objects.order_by("-number").first()
        return _make(last, at or timezone.now(), by)


def _make(last: Anchor | None, at: datetime, by: User | None) -> Anchor:
    span = _span(last)
    number = last.number + 1 if last else 1
    head = {
        "number": number, "at": at.isoformat(), "city": settings.CITY_NAME, "previous": last.digest if last else "",
        "after": span.after, "upto": span.upto,
    }  # fmt: skip
    written = anchors.write(head, span.lines(), folder=Path(settings.ANCHOR_DIR))
    name = f"anchor-{number:06}-{timezone.localtime(at):%Y%m%d}-{written.digest[:8]}.txt.gz"
    made = Anchor.objects.create(
        number=number, at=at, position=span.upto, last_look=span.last_look, cases=span.cases, closed=span.closed,
        events=span.events, looks=span.looks, digest=written.digest, name=name, made_by=by,
        marks=span.marks,
    )  # fmt: skip
    written.publish(name)
    if settings.ANCHOR_MAIL:
        outbox.emit(ANCHORED, [number])
    return made


def _span(last: Anchor | None) -> Span:
    """What happened since the last record; the first one has all there is."""
    if last is None:
        return Span(after=0, upto=last_place(), last_look=0)
    return Span(
        after=last.position, upto=last_place(), last_look=last.last_look, since=last.at, marks=dict(last.marks)
    )  # fmt: skip


def take_anchor(*, number: int, at: datetime | None = None, by: User) -> Anchor:
    """An auditor takes a record out of the house: who was the first, and when, is kept.

    Raises Forbidden (no auditor), Missing (no such record).
    """
    if not audits(by):
        raise Forbidden(_("Anchors are taken by auditors only."))
    Anchor.objects.filter(pk=number, taken_at=None).update(taken_by=by, taken_at=at or timezone.now())
    anchor = Anchor.objects.filter(pk=number).first()
    if anchor is None:
        raise Missing(_("There is no such anchor."))
    return anchor


@outbox.handles(ANCHORED, batch=1)
def mail_anchors(messages: Sequence[Message]) -> None:
    """Send a record to the addresses of the setting ANCHOR_MAIL, once."""
    numbers = [int(message.reference) for message in messages]
    for anchor in Anchor.objects.filter(pk__in=numbers, mailed_at=None):
        _mail(anchor).send()
        to = ", ".join(settings.ANCHOR_MAIL)[:500]
        Anchor.objects.filter(pk=anchor.pk).update(mailed_to=to, mailed_at=timezone.now())


def _mail(anchor: Anchor) -> EmailMessage:
    facts: dict[str, Any] = {
        "number": anchor.number, "when": date_format(timezone.localtime(anchor.at), "Y-m-d H:i"),
        "cases": anchor.cases, "events": anchor.events, "closed": anchor.closed, "looks": anchor.looks,
        "digest": anchor.digest, "name": anchor.name,
    }  # fmt: skip
    words = _(
        "Anchor %(number)s of %(when)s: %(cases)s cases with %(events)s events, %(closed)s of the cases closed, "
        "%(looks)s looks at contacts.\n\nSHA-256 of its lines: %(digest)s\nFile: %(name)s\n\n"
        "Keep this message where those who run the platform can't change it."
    )
    mail = EmailMessage(_("Anchor %(number)s of the case histories") % facts, words % facts, to=settings.ANCHOR_MAIL)
    path = Path(settings.ANCHOR_DIR) / anchor.name
    if path.is_file() and path.stat().st_size <= MAILED_WHOLE:
        mail.attach(anchor.name, path.read_bytes(), "application/gzip")
    return mail
