"""Items with what is shown and decided with them; the numbers that the city has decided."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case
from common.refusals import Missing
from evidence.models import Photo, PhotoStatus
from ledgers.deadlines.items import DAY
from ledgers.models import Item, ItemEvent
from ledgers.settings import items as settings
from ledgers.workflow.item_states import ItemState
from ledgers.workflow.items import CLAIM
from places.models import Place
from registry.queries import settings_in_force

_PEOPLE = (
    "leader", "linked_leader", "in_charge", "hot_owner", "opened_by", "claimed_by", "written_off_by",
)  # fmt: skip
_LISTED = ("department", "place", "category", "in_charge")
_SHOWN = (*_PEOPLE, "department", "linked_unit", "place", "category", "street", "community", "recurs")
_OUTLINES = ("place__boundary", "place__point", "place__details")
MOST_CASES = 50


def numbers() -> Mapping[str, float]:
    """What the city has decided about its ledger; one query."""
    found = settings_in_force(*settings.NAMES)
    return {name: float(found[name]) for name in settings.NAMES}


def listed(items: "QuerySet[Item]") -> "QuerySet[Item]":
    """Items with what a list shows of each."""
    return items.select_related(*_LISTED).defer(*_OUTLINES)


def exported(items: "QuerySet[Item]") -> "QuerySet[Item]":
    """Items with what a file says of each."""
    related = (*_LISTED, "linked_unit", "leader", "linked_leader", "written_off_by", "recurs")
    return items.select_related(*related).defer(*_OUTLINES)


def item_for(user: User, **key: Any) -> Item:
    """An item that this person may see, with what its page shows; Missing (404) if there is none, or not theirs."""
    seen = Item.objects.visible_to(user).filter(**key).select_related(*_SHOWN)
    found = seen.defer(*_OUTLINES, "street__geom", "community__geom").first()
    if found is None:
        raise Missing(_("There is no such item, or it is not yours."))
    return found


def cases_of(item: Item, user: User) -> list[Case]:
    """Those of its cases that this person may see, the oldest link first."""
    seen = Case.objects.visible_to(user).filter(item_cases__item=item).select_related("category", "department")
    return list(seen.order_by("item_cases__added_at", "pk")[:MOST_CASES])


def recurrence_of(
    *, category: int | None, place: Place | None, at: datetime, within: float
) -> Item | None:  # fmt: skip
    """The item of the same class at the same place that was written off last, not more than `within` days ago."""
    if category is None or place is None:
        return None
    same = Item.objects.filter(category=category, place=place, state=ItemState.WRITTEN_OFF)
    recent = same.filter(written_off_at__gte=at - within * DAY, written_off_at__lte=at)
    return recent.order_by("-written_off_at", "-pk").first()


def claimed_photos(item: Item) -> list[UUID]:
    """The photos with which it was last said to be done."""
    said = ItemEvent.objects.filter(item=item, move=CLAIM).order_by("-seq").values_list("data", flat=True).first()
    return [UUID(each) for each in (said or {}).get("photos", [])]


def evidence_of(item: Item) -> Collection[str]:
    """How the photos stand with which it was last said to be done (`PhotoStatus`)."""
    photos = Photo.objects.of(item.subject).filter(pk__in=claimed_photos(item))
    return set(photos.values_list("status", flat=True))


def seen_evidence(item: Item) -> bool:
    return PhotoStatus.READY in evidence_of(item)
