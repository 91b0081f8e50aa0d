"""The states of an item of the ledger, and the five links of the chain in which they lie (facts.md 2-4, 4-21)."""

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ItemState(TextChoices):
    """The first five are the links of the chain as the documents name them."""

    FOUND = "found", pgettext_lazy("item", "Found")  # 发现问题: nobody was told yet whose it is
    ASSIGNED = "assigned", pgettext_lazy("item", "Handed over")  # 及时交办
    RECTIFYING = "rectifying", _("Rectification")  # 整改落实
    REVIEWING = "reviewing", _("Review of the effect")  # 效能问效: said to be done, a second person looks
    ANSWERING = "answering", _("Held to account")  # 监察问责: not done, or not in time
    ACCEPTED = "accepted", _("Put off to a day")  # 暂缓整改, always with an end
    WRITTEN_OFF = "written_off", _("Written off")  # 销号
    VOIDED = "voided", pgettext_lazy("item", "Void")


ENDED = (ItemState.WRITTEN_OFF, ItemState.VOIDED)
OPEN = tuple(state for state in ItemState if state not in ENDED)
OWED = (ItemState.ASSIGNED, ItemState.RECTIFYING, ItemState.ANSWERING)  # the unit's clock runs
LINKS = (
    ItemState.FOUND, ItemState.ASSIGNED, ItemState.RECTIFYING, ItemState.REVIEWING, ItemState.ANSWERING,
)  # fmt: skip
# In which link of the chain an item of each other state stands.
_LIES_IN: Mapping[ItemState, ItemState] = {
    ItemState.ACCEPTED: ItemState.RECTIFYING,
    ItemState.WRITTEN_OFF: ItemState.REVIEWING,
    ItemState.VOIDED: ItemState.FOUND,
}


def link_of(state: str) -> ItemState:
    """The link of the chain in which an item of this state stands, or stood when it ended."""
    found = ItemState(state)
    return _LIES_IN.get(found, found)


class SourceOfItem(TextChoices):
    ROUND = "round", _("Inspection round")
    CASE = "case", pgettext_lazy("source of an item", "Case")
    HAND = "hand", _("Entered by hand")
    MEETING = "meeting", _("Meeting")
    MEDIA = "media", pgettext_lazy("source of an item", "Media")
    SUPERIOR = "superior", _("Superior body")


class ItemLevel(TextChoices):
    """Who answers for the solution; an item that can't be solved on one level is passed up to the next."""

    COMMUNITY = "community", pgettext_lazy("level of an item", "Community")
    STREET = "street", pgettext_lazy("level of an item", "Sub-district")
    DISTRICT = "district", pgettext_lazy("level of an item", "District")


class Relation(StrEnum):
    """How a person of a role must be related to the item."""

    ANY = "any"
    OWN_UNIT = "own_unit"  # member of the unit that owes it, or of one above it


class Need(StrEnum):
    """What a move takes from the person who makes it."""

    NOTE = "note"
    REASON = "reason"
    DEPARTMENT = "department"
    MEASURES = "measures"
    UNTIL = "until"
    PHOTOS = "photos"
    IN_CHARGE = "in_charge"
    OWNER = "owner"
    LEADER = "leader"
    LINKED_LEADER = "linked_leader"
    LINKED_UNIT = "linked_unit"
    CASES = "cases"


class Guard(StrEnum):
    """What must hold of the item beside its state."""

    SECOND_PERSON = "second_person"  # not who said that it is done or was in charge, no member of the unit
    HAS_ABOVE = "has_above"  # there is a unit above
    EXTENSION_FREE = "extension_free"  # nothing is asked for, and the number of extensions is not used up
    EXTENSION_ASKED = "extension_asked"
    BEFORE_DUE = "before_due"
    HOT = "hot"
    NOT_HOT = "not_hot"
