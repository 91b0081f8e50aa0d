"""What rounds show on the pages of lower houses: of a case and of an item of the ledger, where they came from, and of
a place what they found there."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import Case
from ledgers.models import Item
from places.models import Place
from registry.panels import Panel, register
from rounds.queries.findings import of_case, of_item, of_place

_FROM = _("Where it came from: a round")


def _always(user: User, subject: Any) -> bool:
    return True  # of whom it is shown which, `visible_to` says


OF_CASE = Panel(
    Case.SUBJECT, "case-findings", _FROM, 4, lambda case: reverse("rounds:of_case", args=[case.number]), _always,
    of_case,
)  # fmt: skip
OF_ITEM = Panel(
    Item.SUBJECT, "item-findings", _FROM, 4, lambda item: reverse("rounds:of_item", args=[item.number]), _always,
    of_item,
)  # fmt: skip
OF_PLACE = Panel(
    Place.SUBJECT, "place-findings", _("Found by rounds"), 50,
    lambda place: reverse("rounds:of_place", args=[place.code]), _always, of_place,
)  # fmt: skip
for _panel in (OF_CASE, OF_ITEM, OF_PLACE):
    register(_panel)
