"""How much one person may send within an hour, so that a broken or stolen phone cannot fill the disk."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, Model, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from common.refusals import TooMany
from evidence.models import Attachment, Photo

HOUR = timedelta(hours=1)
KEPT: tuple[type[Model], ...] = (Photo, Attachment)


def within_quota(*, by: User, at: datetime) -> None:
    """Raises TooMany when the files of the last hour, the one just stored among them, are too many or too large.

    Call it inside the transaction that stored the row: the refusal takes the row back.
    """
    files, size, first = 0, 0, at
    for model in KEPT:
        sent = model._default_manager.filter(uploaded_by=by, uploaded_at__gt=at - HOUR)
        found = sent.aggregate(files=Count("pk"), size=Sum("size"), first=Min("uploaded_at"))
        files, size = files + found["files"], size + (found["size"] or 0)
        first = min(first, found["first"] or at)
    if files > settings.UPLOADS_PER_HOUR or size > settings.UPLOAD_BYTES_PER_HOUR:
        sentence = _("You have sent %(files)s files within an hour, more than one person may; go on a little later.")
        raise TooMany(sentence % {"files": files - 1}, wait=first + HOUR - at)
