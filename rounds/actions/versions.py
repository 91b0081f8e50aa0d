"""Freezes checklists: a round keeps the lines by which it was drawn, whatever becomes of the checklist."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from common.workflow.events import content_hash
from evidence.models import Photo
from rounds.models import Checklist, ChecklistItem, ChecklistLine, ChecklistVersion

_COPIED = (
    "code", "order", "text", "explanation", "marks", "rule", "each", "cap", "category", "condition", "required",
)  # fmt: skip


def freeze(checklist: Checklist, *, at: datetime) -> ChecklistVersion:
    """The version with the lines that stand now; the last one, where nothing changed since. Call it in a transaction.

    The checklist is held, so that of two rounds at once the second finds the version that the first one made.
    """
    Checklist.objects.select_for_update(no_key=True).get(pk=checklist.pk)
    items = list(checklist.items.order_by("order", "code"))
    photos = _photos_of(items)
    fingerprint = content_hash({"name": checklist.name, "lines": [_said(each, photos) for each in items]})
    last = checklist.versions.order_by("-number").first()
    if last is not None and last.content_hash == fingerprint:
        return last
    version = ChecklistVersion.objects.create(
        checklist=checklist, number=last.number + 1 if last else 1, name=checklist.name, content_hash=fingerprint,
        made_at=at,
    )  # fmt: skip
    ChecklistLine.objects.bulk_create(
        ChecklistLine(version=version, photos=photos[each.pk], **_copied(each)) for each in items
    )  # fmt: skip
    return version


def _copied(item: ChecklistItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in _COPIED}


def _said(item: ChecklistItem, photos: Mapping[int, list[UUID]]) -> dict[str, Any]:
    return {name: str(value) for name, value in _copied(item).items()} | {"photos": [str(p) for p in photos[item.pk]]}


def _photos_of(items: Collection[ChecklistItem]) -> Mapping[int, list[UUID]]:
    """The example photos of these items, oldest first; one statement."""
    found: dict[int, list[UUID]] = defaultdict(list)
    keys = [str(item.pk) for item in items]
    rows = Photo.objects.filter(subject_kind=ChecklistItem.SUBJECT, subject_key__in=keys).order_by("uploaded_at", "pk")
    for key, photo in rows.values_list("subject_key", "pk"):
        found[int(key)].append(photo)
    return found
