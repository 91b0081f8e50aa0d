"""The photos and files of a subject, and those that one person may see."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from common.files import Stored
from common.joined import Joined
from common.refusals import Missing
from common.subjects import Subject
from evidence import subjects
from evidence.models import Attachment, Photo, PhotoStatus

_PHOTOS = Joined(Photo, ["same_as"])
# Asked with each page of a case and each answer to a move: the ORM would take longer to write it than it takes.
_OF_SUBJECT, _OLDEST_FIRST = "m.subject_kind = %s AND m.subject_key = %s", "ORDER BY m.uploaded_at, m.id"


def photos_of(subject: Subject, *, until: datetime | None = None) -> list[Photo]:
    """Its photos, oldest first, each with the one it repeats; with `until` those that had come in by then."""
    values: list[Any] = [subject.kind, subject.key]
    if until is None:
        return _PHOTOS.where(f"{_OF_SUBJECT} {_OLDEST_FIRST}", values)
    return _PHOTOS.where(f"{_OF_SUBJECT} AND m.uploaded_at <= %s {_OLDEST_FIRST}", [*values, until])


def photos_with_original(*, before: datetime, after: Photo | None = None, most: int) -> list[Photo]:
    """Photos of something whose original is kept and older than `before`, oldest first, from behind `after` on.

    What was not made anew yet is not among them: its original is all there is.
    """
    kept = Photo.objects.filter(original_gone_at=None, uploaded_at__lt=before).exclude(subject_kind="")
    if after is not None:
        at, pk = after.uploaded_at, after.pk
        kept = kept.filter(Q(uploaded_at__gt=at) | Q(uploaded_at=at, pk__gt=pk), uploaded_at__gte=at)
    return list(kept.exclude(status=PhotoStatus.RECEIVED).order_by("uploaded_at", "pk")[:most])


def files_of(subject: Subject) -> list[Attachment]:
    """Its files, oldest first, each with who sent it."""
    return list(Attachment.objects.of(subject).select_related("uploaded_by").order_by("uploaded_at", "id"))


def photo_for(user: User, photo_id: UUID) -> Photo:
    """A photo of a subject this person sees, or their own while it belongs to nothing yet; ready to be shown.

    Raises Missing: the same whether there is none or it is not theirs; in other words while it cannot be shown, with
    its status as the fact `photo`.
    """
    found = Photo.objects.filter(pk=photo_id).first()
    if found is None or not _sees(user, found):
        raise Missing(_("There is no such photo, or it is not yours."))
    if found.status == PhotoStatus.RECEIVED:
        raise Missing(_("The photo is still being processed; ask again in a moment."), photo=found.status)
    if found.status == PhotoStatus.REFUSED:
        raise Missing(found.refusal_text, photo=found.status)
    return found


def file_for(user: User, file_id: UUID) -> Attachment:
    """A file of a subject this person sees. Raises Missing."""
    found = Attachment.objects.filter(pk=file_id).first()
    if found is None or not _sees(user, found):
        raise Missing(_("There is no such file, or it is not yours."))
    return found


def _sees(user: User, upload: Photo | Attachment) -> bool:
    if upload.subject is None:
        return upload.uploaded_by_id == user.pk
    return upload.subject in subjects.titles(user, [upload.subject])


def stored_files(rows: Collection[str] | None = None) -> Iterator[Stored]:
    """Every file that a row promises: of photos the original until its term is over, and what was made of it; files.

    `rows` narrows to rows with these keys. One after another, for there may be millions: inside a transaction they are
    of one moment.
    """
    photos, files = Photo.objects.order_by("pk"), Attachment.objects.order_by("pk")
    if rows is not None:
        photos, files = photos.filter(pk__in=rows), files.filter(pk__in=rows)
    for photo in photos.iterator(chunk_size=2_000):
        if photo.original_gone_at is None:
            yield Stored(photo.original_name, photo.size, photo.sha256, str(photo.pk))
        if photo.status == PhotoStatus.READY:
            yield from (Stored(name, row=str(photo.pk)) for name in (photo.served_name, photo.thumbnail_name))
    for file in files.iterator(chunk_size=2_000):
        yield Stored(file.stored_name, file.size, file.sha256, str(file.pk))
