"""A subject of the tests' own: the yard of a unit, which its members see and nobody else."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID, uuid4

from accounts.models import User
from accounts.roles import Role
from common import outbox
from common.refusals import Forbidden, Refused
from common.subjects import Subject
from departments.models import Department
from evidence.actions import attach_file, receive_photo
from evidence.models import Attachment, Photo
from evidence.subjects import EvidenceKind
from tests.api.bodies import image

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj"


class Yard(EvidenceKind):
    name = "yard"
    model = Department
    keeps_unlinked = timedelta(days=7)

    def titles(self, user: User, keys: Collection[str]) -> Mapping[str, str]:
        rows = Department.objects.filter(pk__in=keys, members__user=user)
        return {str(unit.pk): f"yard of {unit.name}" for unit in rows}

    def ended(self, keys: Collection[str], *, before: datetime) -> Mapping[str, str]:
        return {}

    def photo_refusal(self, user: User) -> Refused | None:
        return None  # whoever has a yard: an administrator too, who may send none for cases

    def file_refusal(self, user: User) -> Refused | None:
        return Forbidden("Inspectors only look.") if user.role == Role.INSPECTOR else None

    def address(self, subject: Subject, title: str) -> str:
        return f"/yards/{subject.key}/"

    def used_before(self, title: str) -> str:
        return f"Already seen in the {title}" if title else "Already seen in another yard"


def yard(unit: Department) -> Subject:
    return Subject(Yard.name, str(unit.pk))


def sent_photo(by: User, content: bytes | None = None, *, kind: str = "before", id_: UUID | None = None) -> Photo:
    """A photo as the camera makes one, sent and made anew."""
    content = image() if content is None else content
    photo, __ = receive_photo(
        id=id_ or uuid4(), kind=kind, stream=BytesIO(content), chunks=[content], size=len(content), by=by
    )
    outbox.drain("photo.received")
    photo.refresh_from_db()
    return photo


def sent_file(by: User, to: Subject, content: bytes = PDF, *, id_: UUID | None = None) -> tuple[Attachment, bool]:
    return attach_file(
        subject=to,
        id=id_ or uuid4(),
        name="方案.pdf",
        stream=BytesIO(content),
        chunks=[content],
        size=len(content),
        by=by,
    )
