"""Photos and files by what they belong to."""

from collections import defaultdict
from typing import TYPE_CHECKING, Self, TypeVar

from django.db.models import Model, Q, QuerySet

from common.subjects import Subject

if TYPE_CHECKING:
    from evidence.models import Attachment, Photo  # noqa: F401 - read by mypy in the strings below

Row = TypeVar("Row", bound=Model, covariant=True)


class UploadQuerySet(QuerySet[Row]):
    def of(self, *subjects: Subject) -> Self:
        """What belongs to one of these subjects."""
        keys: dict[str, list[str]] = defaultdict(list)
        for subject in subjects:
            keys[subject.kind].append(subject.key)
        found = Q(pk__in=[])
        for kind, of_kind in keys.items():
            found |= Q(subject_kind=kind, subject_key__in=of_kind)
        return self.filter(found)

    def unlinked(self) -> Self:
        """What belongs to nothing yet."""
        return self.filter(subject_kind="", subject_key="")


class PhotoQuerySet(UploadQuerySet["Photo"]):
    pass


class AttachmentQuerySet(UploadQuerySet["Attachment"]):
    pass
