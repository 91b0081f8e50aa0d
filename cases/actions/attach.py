"""Documents, sounds and films beside the photos of a case."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cases.actions.quota import within_quota
from cases.models import Attachment, Case
from cases.permissions import writing_refusal
from common.documents import kind_of
from common.files import draft
from common.refusals import Conflict, Refused, TooLarge
from common.text import clean

LONGEST_NAME = 100
MOST_OF_A_CASE = 50


def attach_file(
    *, case: Case, id: UUID, name: str, stream: BinaryIO, chunks: Iterable[bytes], size: int, by: User  # noqa: A002
) -> tuple[Attachment, bool]:  # fmt: skip
    """Keep a file beside a case the person may see; the attachment, and whether it was here already.

    Raises Forbidden for who only reads, TooLarge, Unsupported (content not on the list of common.documents), Refused
    (damaged, or the case has fifty), Conflict (the id stands for another file) and TooMany.
    """
    if no := writing_refusal(by):
        raise no
    if size > settings.ATTACHMENT_MAX_BYTES:
        raise TooLarge(_("A file has at most %(most)s MB.") % {"most": settings.ATTACHMENT_MAX_BYTES >> 20})
    kind, now = kind_of(stream), timezone.now()
    stream.seek(0)
    file = draft(chunks)
    made = Attachment(
        id=id, case=case, uploaded_by=by, uploaded_at=now, name=_name(name), kind=kind, sha256=file.sha256,
        size=file.size,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            _room_for(case)
            within_quota(by=by, at=now)
            file.publish(made.stored_name)
    except IntegrityError:
        return _existing(made), True
    finally:
        file.discard()
    return made, False


def _name(given: str) -> str:
    """The name without folders and ending; what cannot be a name is called "file"."""
    try:
        text = clean(PurePosixPath(given.replace("\\", "/")).stem[:400], max_length=400)
    except ValueError:
        text = ""
    return text.replace('"', "").strip(". ")[:LONGEST_NAME] or "file"


def _room_for(case: Case) -> None:
    if Attachment.objects.filter(case=case).count() > MOST_OF_A_CASE:
        raise Refused(_("A case has at most %(most)s attachments.") % {"most": MOST_OF_A_CASE})


def _existing(made: Attachment) -> Attachment:
    found = Attachment.objects.filter(pk=made.pk, uploaded_by=made.uploaded_by, case=made.case).first()
    if found is None or found.sha256 != made.sha256:
        raise Conflict(_("This id was already used for another file."))
    return found
