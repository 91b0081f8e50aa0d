"""Where people stand in the ledger: in what is wrong and what is done about it, on an order, in who signed and replied.

Who of the city opened, wrote, signed or decided something stands in the history by their account, as in that of cases.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ledgers.models import Item, ItemEvent, Order, OrderEvent, Service
from registry.personal import PersonalPart, register

PARTS = (
    PersonalPart(
        Item.SUBJECT, _("Item of the ledger"), Item, "opened_at",
        {"problem": _("Problem"), "measures": _("Measures"), "subject_title": _("Source")},
        clears=("content_hash",), events=ItemEvent, thing="item", called=lambda item: item.number,
    ),
    PersonalPart(
        Order.SUBJECT, _("Order"), Order, "issued_at",
        {
            "party": pgettext_lazy("order", "To"), "title": _("Title"), "problem": pgettext_lazy("order", "Problem"),
            "requirement": _("What is required"), "basis": _("Basis"), "consequences": _("Consequences"),
            "contact": _("Contact"), "subject_title": _("Source"),
        },
        clears=("content_hash",), events=OrderEvent, thing="order", called=lambda order: order.paper_number,
    ),
    # Who signed for a party, or replied: both have a moment then.
    PersonalPart(
        "service", _("Service of an order"), Service, "signed_at",
        {"signer": _("Who signed for the party"), "reply": _("Reply"), "answer": _("Answer to the reply")},
        called=lambda service: f"{service.order.paper_number} {service.department}",
    ),
)  # fmt: skip
for part in PARTS:
    register(part)
