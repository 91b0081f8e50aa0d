"""Findings as what photos belong to: what is deducted for is seen by who walks, who decides and who is charged."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from cases.permissions import photo_refusal, writing_refusal
from common.refusals import Refused
from common.subjects import Subject
from evidence.subjects import EvidenceKind
from rounds.models import Finding

_NAMES = ("pk", "round__number", "place__name")


def _titles(rows: Collection[tuple[int, str, str]]) -> dict[str, str]:
    return {str(pk): f"{number} {place}" for pk, number, place in rows}


class FindingEvidence(EvidenceKind):
    """Its photos come with the answer; the title is the round's number and the place."""

    name = Finding.SUBJECT
    model = Finding

    def titles(self, user: User, keys: Collection[str]) -> Mapping[str, str]:
        seen = Finding.objects.visible_to(user).filter(pk__in=[int(key) for key in keys])
        return _titles(seen.values_list(*_NAMES))

    def ended(self, keys: Collection[str], *, before: datetime) -> Mapping[str, str]:
        over = Finding.objects.filter(pk__in=[int(key) for key in keys], round__settled_at__lt=before)
        return _titles(over.values_list(*_NAMES))

    def photo_refusal(self, user: User) -> Refused | None:
        return photo_refusal(user)

    def file_refusal(self, user: User) -> Refused | None:
        return writing_refusal(user)

    def address(self, subject: Subject, title: str) -> str:
        return reverse("rounds:finding", args=[subject.key])

    def used_before(self, title: str) -> str:
        return _("Already used in the round %(title)s") % {"title": title} if title else _("Already used elsewhere")
