"""Freezes checklists: a round keeps the lines by which it was drawn, whatever becomes of the checklist."""

from datetime import datetime
from typing import Any

from common.workflow.events import content_hash
from rounds.models import Checklist, ChecklistItem, ChecklistLine, ChecklistVersion

_COPIED = (
    "code", "order", "text", "explanation", "marks", "rule", "each", "cap", "category", "condition", "required",
    "photos",
)  # fmt: skip


def freeze(checklist: Checklist, *, at: datetime) -> ChecklistVersion:
    """The version with the lines that stand now; the last one, where nothing changed since. Call it in a transaction.

    The checklist is held, so that of two rounds at once the second finds the version that the first one made.
    """
    Checklist.objects.select_for_update(no_key=True).get(pk=checklist.pk)
    items = list(checklist.items.order_by("order", "code"))
    fingerprint = content_hash({"name": checklist.name, "lines": [_said(each) for each in items]})
    last = checklist.versions.order_by("-number").first()
    if last is not None and last.content_hash == fingerprint:
        return last
    version = ChecklistVersion.objects.create(
        checklist=checklist, number=last.number + 1 if last else 1, name=checklist.name, content_hash=fingerprint,
        made_at=at,
    )  # fmt: skip
    ChecklistLine.objects.bulk_create(ChecklistLine(version=version, **_copied(each)) for each in items)
    return version


def _copied(item: ChecklistItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in _COPIED}


def _said(item: ChecklistItem) -> dict[str, Any]:
    photos = [str(photo) for photo in item.photos]
    return {name: str(value) for name, value in _copied(item).items()} | {"photos": photos}
