"""Photos come in as they are, are kept safe, and are made anew by the worker; only what it made is ever shown."""

import json
import logging
import shutil
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common import outbox
from common.child import TooMuchError, UnreadableError, ask
from common.files import Draft, draft, media
from common.models import Message
from common.moments import bounded
from common.outages import no_room
from common.pictures import measure
from common.refusals import Conflict, TooLarge
from evidence import subjects
from evidence.actions.likeness import LIKENESS, mark_likeness
from evidence.actions.quota import within_quota
from evidence.models import Photo, PhotoStatus
from evidence.topics import refused_topic

log = logging.getLogger(__name__)

PHOTO = "photo.received"
QUEUE = "photos"  # of workers of its own: strangers decide how long a photo takes, and no report waits for it
LOST = "lost"
PATIENCE = 25  # seconds of wall time; the child's own limit is 20 of CPU


def receive_photo(
    *, id: UUID, kind: str, stream: BinaryIO, chunks: Iterable[bytes], size: int, by: User  # noqa: A002
) -> tuple[Photo, bool]:  # fmt: skip
    """Keep a photo under the id its device gave it; the photo, and whether it was here already.

    Raises Forbidden (who may send photos for nothing), TooLarge, Unsupported (not JPEG, PNG or WebP), Refused (broken
    header, size out of bounds), Conflict (the id stands for another photo) and TooMany. The file is on disk before its
    row is committed.
    """
    if no := subjects.photo_refusal(by):
        raise no
    if size > settings.PHOTO_MAX_BYTES:
        raise TooLarge(_("A photo has at most %(most)s MB.") % {"most": settings.PHOTO_MAX_BYTES >> 20})
    measure(stream, max_pixels=settings.PHOTO_MAX_PIXELS)
    file = draft(chunks)
    photo = Photo(
        id=id, kind=kind, uploaded_by=by, uploaded_at=timezone.now(), sha256=file.sha256, size=file.size
    )  # fmt: skip
    try:
        with transaction.atomic():
            photo.save(force_insert=True)  # of two equal uploads at once the second waits here
            within_quota(by=by, at=photo.uploaded_at)  # after the row, so that the same photo again is answered again
            file.publish(photo.original_name)
            outbox.emit(PHOTO, [photo.pk])
    except IntegrityError:
        return _existing(photo, file), True
    finally:
        file.discard()
    return photo, False


def _existing(photo: Photo, file: Draft) -> Photo:
    found = Photo.objects.filter(pk=photo.pk, uploaded_by=photo.uploaded_by).first()
    if found is None or (found.sha256, found.kind) != (file.sha256, photo.kind):
        raise Conflict(_("This id was already used for another photo."))
    return found


def give_up(message: Message) -> None:
    """It could not be made anew however often it was tried: whoever sent it is told, as of any photo that is none."""
    try:
        key = UUID(message.reference)
    except ValueError:
        return  # it named no photo, which is why it died
    if Photo.objects.filter(pk=key, status=PhotoStatus.RECEIVED).exists():
        _refuse(Photo(pk=key), LOST)


@outbox.handles(PHOTO, batch=1, queue=QUEUE, on_death=give_up)
def reencode_received(messages: Sequence[Message]) -> None:
    """Of one that was given up too, where an administrator has it tried again."""
    waiting = Photo.objects.filter(Q(status=PhotoStatus.RECEIVED) | Q(status=PhotoStatus.REFUSED, refusal=LOST))
    for message in messages:
        photo = waiting.filter(pk=UUID(message.reference)).first()
        if photo is not None:
            _reencode(photo)


def _reencode(photo: Photo) -> None:
    paths = [media(name) for name in (photo.original_name, photo.served_name, photo.thumbnail_name)]
    if not paths[0].is_file():
        raise FileNotFoundError(paths[0])  # the outbox tries again later: the disk may be mounted late
    if shutil.disk_usage(paths[0]).free < photo.size:
        raise no_room()  # before the work of it; it waits for as long as the disk is full
    try:
        facts = json.loads(ask("common.reencode", *map(str, paths), patience=PATIENCE))
    except UnreadableError as error:
        log.warning("Photo %s was not made anew: %s", photo.pk, error)
        _refuse(photo, "too_slow" if isinstance(error, TooMuchError) else "unreadable")
    else:
        _accept(photo, facts)


def _refuse(photo: Photo, why: str) -> None:
    """What it belongs to is read under the lock that linking takes too: a photo linked meanwhile is told of as well."""
    held = Photo.objects.select_for_update().get(pk=photo.pk)
    held.status, held.refusal = PhotoStatus.REFUSED, why
    held.save(update_fields=["status", "refusal"])
    if held.subject is not None:
        outbox.emit(refused_topic(held.subject.kind), [held.pk])


def _accept(photo: Photo, facts: dict[str, Any]) -> None:
    photo.status, photo.refusal = PhotoStatus.READY, ""
    photo.width, photo.height = facts["width"], facts["height"]
    photo.claimed_at = _claimed_at(facts)
    photo.claimed_lng, photo.claimed_lat = facts.get("lng"), facts.get("lat")
    mark_likeness(photo, facts["dhash"])
    photo.save(
        update_fields=[*LIKENESS, "status", "refusal", "width", "height", "claimed_at", "claimed_lng", "claimed_lat"]
    )


def _claimed_at(facts: dict[str, Any]) -> datetime | None:
    """EXIF time is local time of nobody knows where, unless it has an offset: taken as the city's.

    A clock beyond the bounds of moments says nothing, as one that is no time at all.
    """
    text = facts.get("taken", "").replace(":", "-", 2)
    for candidate in (f"{text}{facts.get('offset', '')}", text):
        try:
            moment = datetime.fromisoformat(candidate)
            return bounded(timezone.make_aware(moment) if timezone.is_naive(moment) else moment)
        except (ValueError, OverflowError):
            continue
    return None
