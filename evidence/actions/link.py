"""Photos become evidence of something."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from common.refusals import Refused
from common.subjects import Subject
from evidence.models import Photo, PhotoKind, PhotoStatus

BATCH = 500


def attach_photos(
    *, subject: Subject, ids: Sequence[UUID], kind: PhotoKind | None = None, taken_after: datetime | None = None,
    by: User,
) -> None:  # fmt: skip
    """Link the person's own photos, which belong to nothing yet, to a subject; all of them or none.

    The caller has asked whether the person may do this to the subject, and holds its row or makes it in the same
    transaction. `kind` and `taken_after` are what a move asks of its proof: an after-photo sent in after the dispatch.

    One statement, which compares and sets: of two moves that use the same photo at once, one is refused.

    A photo that is not made anew yet may be linked: its fate is told later (evidence/topics.py). Raises Refused, with
    the reason of a photo that can't be used.
    """
    usable = Photo.objects.unlinked().filter(pk__in=ids, uploaded_by=by).exclude(status=PhotoStatus.REFUSED)
    if kind is not None:
        usable = usable.filter(kind=kind)
    if taken_after is not None:
        usable = usable.filter(uploaded_at__gte=taken_after)
    linked = usable.update(subject_kind=subject.kind, subject_key=subject.key)
    if len(set(ids)) != len(ids) or linked != len(ids):
        sentence = _why_not(ids, by) or (
            _("A photo is missing, of the wrong kind, older than the dispatch, or was already used.")
            if kind
            else _("A photo is missing or was already used.")
        )
        raise Refused(sentence, errors={"photos": [sentence]})


def _why_not(ids: Sequence[UUID], by: User) -> str:
    """Of the person's photos, why one of them can't be used; empty where that is not what is wrong."""
    refused = Photo.objects.filter(pk__in=ids, uploaded_by=by, status=PhotoStatus.REFUSED).first()
    return refused.refusal_text if refused is not None else ""


def load_photos(*, photos: Iterable[Photo]) -> None:
    """Store photos whose files are there already, made anew and all: of a demo, or of another system's history."""
    Photo.objects.bulk_create(photos, batch_size=BATCH)
