"""Documents, sounds and films beside the photos."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.documents import kind_of
from common.files import draft
from common.refusals import Conflict, Refused, TooLarge
from common.subjects import Subject
from common.text import clean
from evidence import subjects
from evidence.actions.quota import within_quota
from evidence.models import Attachment

LONGEST_NAME = 100
MOST_OF_A_SUBJECT = 50


def attach_file(
    *, subject: Subject, id: UUID, name: str, stream: BinaryIO, chunks: Iterable[bytes], size: int, by: User  # noqa: A002
) -> tuple[Attachment, bool]:  # fmt: skip
    """Keep a file beside a subject that the person sees; the attachment, and whether it was here already.

    Raises Forbidden for who only reads, TooLarge, Unsupported (content not on the list of common.documents), Refused
    (damaged, or the subject has fifty), Conflict (the id stands for another file) and TooMany.
    """
    if no := subjects.KINDS[subject.kind].file_refusal(by):
        raise no
    if size > settings.ATTACHMENT_MAX_BYTES:
        raise TooLarge(_("A file has at most %(most)s MB.") % {"most": settings.ATTACHMENT_MAX_BYTES >> 20})
    kind, now = kind_of(stream), timezone.now()
    stream.seek(0)
    file = draft(chunks)
    made = Attachment(
        id=id, subject_kind=subject.kind, subject_key=subject.key, uploaded_by=by, uploaded_at=now, name=_name(name),
        kind=kind, sha256=file.sha256, size=file.size,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            _room_for(subject)
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


def _room_for(subject: Subject) -> None:
    if Attachment.objects.of(subject).count() > MOST_OF_A_SUBJECT:
        raise Refused(_("At most %(most)s files can be attached here.") % {"most": MOST_OF_A_SUBJECT})


def _existing(made: Attachment) -> Attachment:
    found = Attachment.objects.filter(pk=made.pk, uploaded_by=made.uploaded_by).first()
    if found is None or (found.subject, found.sha256) != (made.subject, made.sha256):
        raise Conflict(_("This id was already used for another file."))
    return found
