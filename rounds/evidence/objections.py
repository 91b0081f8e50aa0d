"""Objections as what photos belong to: what the unit shows against a deduction."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from cases.permissions import photo_refusal, writing_refusal
from common.refusals import Refused
from common.subjects import Subject
from evidence.subjects import EvidenceKind
from rounds.models import Objection

_NAMES = ("pk", "finding__round__number", "finding__place__name")


def _titles(rows: Collection[tuple[UUID, str, str]]) -> dict[str, str]:
    return {str(pk): f"{number} {place}" for pk, number, place in rows}


class ObjectionEvidence(EvidenceKind):
    name = Objection.SUBJECT
    model = Objection

    def titles(self, user: User, keys: Collection[str]) -> Mapping[str, str]:
        return _titles(Objection.objects.visible_to(user).filter(pk__in=keys).values_list(*_NAMES))

    def ended(self, keys: Collection[str], *, before: datetime) -> Mapping[str, str]:
        return _titles(Objection.objects.filter(pk__in=keys, decided_at__lt=before).values_list(*_NAMES))

    def photo_refusal(self, user: User) -> Refused | None:
        return photo_refusal(user)

    def file_refusal(self, user: User) -> Refused | None:
        return writing_refusal(user)

    def address(self, subject: Subject, title: str) -> str:
        return reverse("rounds:objection", args=[subject.key])

    def used_before(self, title: str) -> str:
        if not title:
            return _("Already used elsewhere")
        return _("Already used in the objection to a finding of %(title)s") % {"title": title}
