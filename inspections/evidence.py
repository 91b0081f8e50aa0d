"""Visits of what is no case as what photos belong to; the photos of a case's visit are the case's."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from cases.permissions import photo_refusal, writing_refusal
from common.refusals import Refused
from common.subjects import Subject
from evidence.subjects import EvidenceKind
from inspections.models import Visit


class VisitEvidence(EvidenceKind):
    name = Visit.SUBJECT
    model = Visit

    def titles(self, user: User, keys: Collection[str]) -> Mapping[str, str]:
        visits = Visit.objects.visible_to(user).filter(case=None, pk__in=[int(key) for key in keys])
        return {str(pk): title for pk, title in visits.values_list("pk", "title")}

    def ended(self, keys: Collection[str], *, before: datetime) -> Mapping[str, str]:
        over = Visit.objects.filter(case=None, pk__in=[int(key) for key in keys], done_at__lt=before)
        return {str(pk): title for pk, title in over.values_list("pk", "title")}

    def photo_refusal(self, user: User) -> Refused | None:
        return photo_refusal(user)

    def file_refusal(self, user: User) -> Refused | None:
        return writing_refusal(user)

    def address(self, subject: Subject, title: str) -> str:
        return reverse("inspections:visit", args=[subject.key])

    def used_before(self, title: str) -> str:
        return _("Already used in the visit “%(title)s”") % {"title": title} if title else _("Already used elsewhere")
