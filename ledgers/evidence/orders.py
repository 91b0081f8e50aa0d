"""Orders as what photos belong to: what a unit shows with its reply is seen by whoever sees the order."""

from django.utils.translation import gettext_lazy

from evidence.subjects import RowEvidence
from ledgers.models import Order


class OrderEvidence(RowEvidence):
    """The title of an order is the number in its address."""

    name, model = Order.SUBJECT, Order
    titled, ended_at = ("number",), "closed_at"
    page, by_title = "ledgers:order", True
    used = gettext_lazy("Already used in a reply to order %(number)s")
