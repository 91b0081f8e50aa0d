"""Items as what photos and files belong to: what the houses below ask about them."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from cases.permissions import photo_refusal, writing_refusal
from common.refusals import Refused
from common.subjects import Subject
from evidence.subjects import EvidenceKind
from ledgers.models import Item


class ItemEvidence(EvidenceKind):
    """The title of an item is its number."""

    name = Item.SUBJECT
    model = Item

    def titles(self, user: User, keys: Collection[str]) -> Mapping[str, str]:
        rows = Item.objects.visible_to(user).filter(pk__in=keys).values_list("pk", "number")
        return {str(pk): number for pk, number in rows}

    def ended(self, keys: Collection[str], *, before: datetime) -> Mapping[str, str]:
        over = Item.objects.filter(pk__in=keys, is_open=False, written_off_at__lt=before)
        return {str(pk): number for pk, number in over.values_list("pk", "number")}

    def photo_refusal(self, user: User) -> Refused | None:
        return photo_refusal(user)

    def file_refusal(self, user: User) -> Refused | None:
        return writing_refusal(user)

    def address(self, subject: Subject, title: str) -> str:
        return reverse("ledgers:item", args=[title])

    def used_before(self, title: str) -> str:
        if not title:
            return _("Already used in another item of the ledger")
        return _("Already used in item %(number)s") % {"number": title}
