"""Photos become evidence of a case."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case, Photo, PhotoKind, PhotoStatus
from common.refusals import Refused


def attach_photos(
    *, case: Case, ids: Sequence[UUID], kind: PhotoKind | None = None, taken_after: datetime | None = None, by: User
) -> None:
    """Bind the person's own, still unbound photos to the case; all of them or none.

    `kind` and `taken_after` are what a move asks of its evidence: an after-photo sent in after the dispatch.
    """
    usable = Photo.objects.filter(pk__in=ids, uploaded_by=by, case=None).exclude(status=PhotoStatus.REFUSED)
    if kind is not None:
        usable = usable.filter(kind=kind)
    if taken_after is not None:
        usable = usable.filter(uploaded_at__gte=taken_after)
    if len(set(ids)) != len(ids) or usable.update(case=case) != len(ids):
        sentence = (
            _("A photo is missing, of the wrong kind, older than the dispatch, or was already used.")
            if kind
            else _("A photo is missing or was already used.")
        )
        raise Refused(sentence, errors={"photos": [sentence]})
