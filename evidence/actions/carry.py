"""The same pictures as evidence of another thing too: a finding becomes a case, an item becomes an order."""

import logging
from copy import copy
from datetime import timedelta
from uuid import UUID, uuid5

from common import outbox
from common.files import name_too
from common.subjects import Subject
from evidence.actions.photo import PHOTO
from evidence.models import Photo, PhotoStatus

log = logging.getLogger(__name__)
LATER = timedelta(microseconds=1)  # of two that look the same the first stays the earlier one


def carry_photos(*, of: Subject, to: Subject) -> list[UUID]:
    """Let the photos of one subject be evidence of another one as well; their ids there, oldest first.

    Each gets a row of its own, under an id made from both, so that carried twice they are there once; the files on disk
    are the same ones under another name, and who took a photo, when and where stays. What can't be used is left behind,
    and what is not made anew yet is made anew for the other subject too. Call it in the transaction that makes `to`.
    """
    usable = Photo.objects.of(of).exclude(status=PhotoStatus.REFUSED).order_by("uploaded_at", "pk")
    found = [_carried(photo, to) for photo in usable.select_for_update(of=("self",))]
    made = Photo.objects.bulk_create([photo for photo in found if photo is not None], ignore_conflicts=True)
    outbox.emit(PHOTO, [photo.pk for photo in made if photo.status == PhotoStatus.RECEIVED])
    return [photo.pk for photo in made]


def _carried(photo: Photo, to: Subject) -> Photo | None:
    """The files first: a crash leaves a name too many, never a row without its files. None where they are lost."""
    carried = copy(photo)
    carried.pk, carried.uploaded_at = uuid5(photo.pk, f"{to.kind}:{to.key}"), photo.uploaded_at + LATER
    carried.subject_kind, carried.subject_key = to.kind, to.key
    carried._state.adding = True
    try:
        for name, other in _files(photo, carried):
            name_too(name, other)
    except FileNotFoundError:
        log.warning("Photo %s has lost its files and is not carried over", photo.pk)
        return None
    return carried


def _files(photo: Photo, carried: Photo) -> list[tuple[str, str]]:
    files = [(photo.original_name, carried.original_name)] if photo.original_gone_at is None else []
    if photo.status == PhotoStatus.READY:
        files += [(photo.served_name, carried.served_name), (photo.thumbnail_name, carried.thumbnail_name)]
    return files
