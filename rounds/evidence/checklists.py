"""Checklists as what example photos belong to: seen by who keeps or reads them, and by who walks a round of theirs."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from common.refusals import Forbidden, Refused
from common.subjects import Subject
from evidence.subjects import EvidenceKind
from rounds.models import Checklist, Round
from rounds.permissions.rounds import READERS, keeping_refusal


class ChecklistEvidence(EvidenceKind):
    name = Checklist.SUBJECT
    model = Checklist

    def titles(self, user: User, keys: Collection[str]) -> Mapping[str, str]:
        seen = Checklist.objects.filter(pk__in=[int(key) for key in keys])
        if user.role not in READERS or not user.is_active:
            rounds = Round.objects.visible_to(user).order_by().values("checklist__checklist")
            seen = seen.filter(pk__in=rounds)
        return {str(pk): name for pk, name in seen.values_list("pk", "name")}

    def ended(self, keys: Collection[str], *, before: datetime) -> Mapping[str, str]:
        """A checklist has no end: rounds that were drawn by it are read for years."""
        return {}

    def photo_refusal(self, user: User) -> Refused | None:
        return keeping_refusal(user)

    def file_refusal(self, user: User) -> Refused | None:
        return Forbidden(_("A checklist takes photos and no files."))

    def address(self, subject: Subject, title: str) -> str:
        return Checklist.objects.get(pk=subject.key).get_absolute_url()

    def used_before(self, title: str) -> str:
        return (
            _("An example photo of the checklist “%(title)s”") % {"title": title}
            if title
            else _("Already used elsewhere")
        )
