"""Items as what photos and files belong to: what the houses below ask about them."""

from django.utils.translation import gettext_lazy

from evidence.subjects import RowEvidence
from ledgers.models import Item


class ItemEvidence(RowEvidence):
    """The title of an item is its number."""

    name, model = Item.SUBJECT, Item
    titled, ended_at = ("number",), "written_off_at"
    page, by_title = "ledgers:item", True
    used = gettext_lazy("Already used in item %(number)s")
    used_elsewhere = gettext_lazy("Already used in another item of the ledger")
