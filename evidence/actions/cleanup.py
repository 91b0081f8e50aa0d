"""Forgets photos that nobody linked to anything."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from evidence import subjects
from evidence.models import Photo


def forget_orphan_photos(*, at: datetime | None = None, batch: int = 200) -> int:
    """Delete photos that have belonged to nothing for longer than any house keeps them, rows and files; how many."""
    before, forgotten = (at or timezone.now()) - subjects.keeps_unlinked(), 0
    while names := _forget(before, batch):
        forgotten += len(names)
    return forgotten


def _forget(before: datetime, batch: int) -> Sequence[Sequence[str]]:
    """The rows first and the files after commit: a crash between leaves a file too many, never evidence without one."""
    with transaction.atomic():
        orphans = Photo.objects.unlinked().filter(uploaded_at__lt=before).select_for_update(skip_locked=True)
        photos = list(orphans.order_by("uploaded_at")[:batch])
        Photo.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
    names = [(photo.original_name, photo.served_name, photo.thumbnail_name) for photo in photos]
    for name in (name for three in names for name in three):
        default_storage.delete(name)
    return names
