"""What rounds show on the pages of lower houses: of a case and of an item of the ledger, where they came from."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import Case
from ledgers.models import Item
from registry.panels import Panel, register
from rounds.queries.findings import of_case, of_item

_FROM = _("Where it came from: a round")


def _counted_of_case(user: User, case: Case) -> int:
    return of_case(user, case).count()


def _counted_of_item(user: User, item: Item) -> int:
    return of_item(user, item).count()


def _always(user: User, subject: Any) -> bool:
    return True  # of whom it is shown which, `visible_to` says


OF_CASE = Panel(
    Case.SUBJECT, "case-findings", _FROM, 4, lambda case: reverse("rounds:of_case", args=[case.number]), _always,
    _counted_of_case,
)  # fmt: skip
OF_ITEM = Panel(
    Item.SUBJECT, "item-findings", _FROM, 4, lambda item: reverse("rounds:of_item", args=[item.number]), _always,
    _counted_of_item,
)  # fmt: skip
register(OF_CASE)
register(OF_ITEM)
