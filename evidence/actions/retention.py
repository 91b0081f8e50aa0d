"""The originals of photos go some days after the end of what they belong to; what is shown was made anew, and stays."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from common.files import media
from common.subjects import Subject
from evidence import subjects
from evidence.models import Photo
from evidence.queries import photos_with_original
from registry.actions import record_privacy_acts
from registry.models import PrivacyAct, PrivacyRecord
from registry.queries import settings_in_force

BUDGET = 20.0  # seconds of one pass: the next one goes on
BATCH = 500


def forget_originals(*, at: datetime | None = None, batch: int = BATCH, budget: float = BUDGET) -> int:
    """Delete the originals whose term is over, and record of which things; how many.

    Looks at originals that are older than the term, oldest first: those of things under way, and those that go now.
    """
    now, ends = at or timezone.now(), time.monotonic() + budget
    days = int(settings_in_force("original_days")["original_days"])
    before, forgotten, after = now - timedelta(days=days), 0, None
    while time.monotonic() < ends and (photos := photos_with_original(before=before, after=after, most=batch)):
        forgotten += _forget(photos, _ended(photos, before), days, now)
        after = photos[-1]
    return forgotten


def _ended(photos: Sequence[Photo], before: datetime) -> dict[Subject, str]:
    """What of their subjects ended before that moment, with its name; one statement for each kind among them."""
    found: dict[Subject, str] = {}
    for name, kind in subjects.KINDS.items():
        keys = {photo.subject_key for photo in photos if photo.subject_kind == name}
        named = kind.ended(keys, before=before) if keys else {}
        found |= {Subject(name, key): title for key, title in named.items()}
    return found


def _forget(photos: Sequence[Photo], ended: Mapping[Subject, str], days: int, now: datetime) -> int:
    """The files before the commit: a crash between leaves a row that is tried again, and never a record of what was not
    done."""
    due = [photo.pk for photo in photos if photo.subject in ended]
    if not due:
        return 0
    with transaction.atomic():
        rows = Photo.objects.filter(pk__in=due, original_gone_at=None).select_for_update(skip_locked=True)
        held = list(rows.order_by("pk"))
        Photo.objects.filter(pk__in=[photo.pk for photo in held]).update(original_gone_at=now)
        numbers = Counter(photo.subject for photo in held if photo.subject is not None)
        record_privacy_acts(
            PrivacyRecord(
                at=now, act=PrivacyAct.ORIGINALS, subject_kind=subject.kind, subject_key=subject.key,
                label=ended[subject][:120], number=number, days=days,
            )
            for subject, number in numbers.items()
        )  # fmt: skip
        for photo in held:
            media(photo.original_name).unlink(missing_ok=True)
    return len(held)
