"""Example photos of checklists: what a fault looks like, shown on the phone beside the line.

Photos belong to the checklist for good, and an item names those that are shown beside it: what is taken away there
stays for the rounds that were drawn with it.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.locks import busy_is_said
from common.refusals import Missing, Refused
from evidence.actions import attach_photos
from rounds.models import ChecklistItem
from rounds.permissions.rounds import keeping_refusal

MOST = 6


def add_examples(*, checklist: str, item: str, photos: Sequence[UUID], by: User) -> ChecklistItem:
    """Show these photos beside an item (both by their codes), behind those that it has.

    Rounds that are drawn from then on have them. Sent again they are there already. Raises Forbidden, Missing (no such
    item), Refused (no photo, more than six, or one that can't be used).
    """
    with busy_is_said(), transaction.atomic():
        held = _held(checklist, item, by)
        new = [each for each in dict.fromkeys(photos) if each not in held.photos]
        if not photos:
            raise _wrong(_("Take or choose a photo."))
        if len(held.photos) + len(new) > MOST:
            raise _wrong(_("An item has at most %(most)s example photos.") % {"most": MOST})
        if new:
            attach_photos(subject=held.checklist.subject, ids=new, by=by)
            held.photos += new
            held.save(update_fields=["photos"])
    return held


def drop_example(*, checklist: str, item: str, photo: UUID, by: User) -> ChecklistItem:
    """Show this photo beside the item no more; rounds that were drawn keep it. Said twice it is done once."""
    with busy_is_said(), transaction.atomic():
        held = _held(checklist, item, by)
        held.photos = [each for each in held.photos if each != photo]
        held.save(update_fields=["photos"])
    return held


def _held(checklist: str, item: str, by: User) -> ChecklistItem:
    if no := keeping_refusal(by):
        raise no
    rows = ChecklistItem.objects.select_for_update(of=("self",)).select_related("checklist")
    found = rows.filter(checklist__code=checklist, code=item).first()
    if found is None:
        raise Missing(_("The checklist has no such item."))
    return found


def _wrong(sentence: str) -> Refused:
    return Refused(sentence, errors={"photos": [sentence]})
