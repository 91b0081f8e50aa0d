"""The kinds of orders, their states, and what a served unit still owes."""

from collections.abc import Iterable
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrderKind(TextChoices):
    """Each is a series of papers of its own."""

    SUPERVISION = "supervision", _("Supervision order")  # 督办单
    RECTIFICATION = "rectification", _("Rectification notice")  # 整改通知书
    TO_PARTY = "to_party", _("Order to correct")  # 责令改正通知书: to who answers for a place, handed over by a unit


class OrderState(TextChoices):
    ISSUED = "issued", pgettext_lazy("order", "Served")
    SIGNED = "signed", pgettext_lazy("order", "Signed for")
    REPLIED = "replied", pgettext_lazy("order", "Replied to")
    CLOSED = "closed", pgettext_lazy("order", "Closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("order", "Withdrawn")


ENDED = (OrderState.CLOSED, OrderState.WITHDRAWN)
OPEN = (OrderState.ISSUED, OrderState.SIGNED, OrderState.REPLIED)
OWED = (OrderState.ISSUED, OrderState.SIGNED)  # a unit still has to sign or to reply


class ServiceState(TextChoices):
    """How one unit stands to an order that was served on it. A refused reply leads back to `SIGNED`."""

    UNSIGNED = "unsigned", _("Not signed for yet")
    SIGNED = "signed", pgettext_lazy("service", "Signed for")
    REPLIED = "replied", pgettext_lazy("service", "Replied")
    ACCEPTED = "accepted", _("Reply accepted")


def state_of(services: Iterable[str]) -> OrderState:
    """The state of an order by those of its services: the slowest unit decides."""
    found = set(services)
    if ServiceState.UNSIGNED in found:
        return OrderState.ISSUED
    if ServiceState.SIGNED in found:
        return OrderState.SIGNED
    return OrderState.REPLIED if ServiceState.REPLIED in found else OrderState.CLOSED


class Relation(StrEnum):
    """How a person of a role must be related to the order."""

    ANY = "any"
    SERVED = "served"  # member of a unit on which it was served, or of one above it


class Need(StrEnum):
    """What a move takes from the person who makes it."""

    NOTE = "note"
    REASON = "reason"
    UNIT = "unit"  # which of the served units it is about, where there are several
    SIGNER = "signer"  # who signed for the party
    PHOTOS = "photos"


class Guard(StrEnum):
    """What must hold of the order beside its state."""

    UNSIGNED = "unsigned"  # the unit has not signed for it
    SIGNED = "signed"  # the unit has signed for it
    OWES_REPLY = "owes_reply"  # and no reply of it waits or was accepted
    REPLY_WAITS = "reply_waits"  # some unit's reply waits for an answer
