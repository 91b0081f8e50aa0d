"""Reading the feed of changes: what a person may see of it after a place, in pages.

Cost grows with what is new: each page looks at a bounded number of entries, whoever's they are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case, CaseEvent, FeedEntry
from cases.queries.others import without_others
from common.refusals import Malformed

SALT = "feed"
# How many entries a page looks at after a first step as long as itself, which is enough for who sees everything: who
# sees little reads no more of what is others' than this for a page of their own.
_STEPS = (400, 1_600)
_MARK = 8  # characters of the event's id

Entry = tuple[int, UUID, UUID]  # position, event, case


@dataclass(frozen=True)
class FeedPlace:
    """After the entry at this position; `mark` is the end of its event's id, which chance made.

    By the mark a place is known that this database does not have: one from before it was set back to an older backup,
    where others may have come to stand since.
    """

    position: int = 0
    mark: str = ""

    @classmethod
    def of(cls, entry: Entry) -> "FeedPlace":
        return cls(entry[0], str(entry[1])[-_MARK:])

    def stands_at(self, entry: Entry) -> bool:
        """Also for the marks of before ids grew with time, which were the beginning: it was chance then."""
        event_id = str(entry[1])
        return entry[0] == self.position and self.mark in (event_id[-_MARK:], event_id[:_MARK])

    @property
    def cursor(self) -> str:
        """As a text for an address, signed: a made-up one would be a way to ask how much there is."""
        return signing.dumps([self.position, self.mark], salt=SALT)

    @classmethod
    def parse(cls, cursor: str) -> "FeedPlace":
        """Raises Malformed for a text that is no cursor of the feed."""
        try:
            position, mark = signing.loads(cursor, salt=SALT)
        except (signing.BadSignature, ValueError, TypeError) as error:
            raise _gone() from error
        return cls(position, mark)


@dataclass(frozen=True)
class FeedEvent:
    """An event with the number of its case."""

    event: CaseEvent
    number: str

    @property
    def said(self) -> dict[str, Any]:
        """As its case's history answers it, with its own id and its case."""
        return {"id": self.event.pk, "case": self.event.case_id, "number": self.number, **self.event.told()}


@dataclass(frozen=True)
class FeedPage:
    """`place` is where the next page begins, and `more` whether there is one already.

    A page may be short or empty and more follow: what was looked at was others'.
    """

    events: list[FeedEvent]
    place: FeedPlace
    more: bool

    @property
    def said(self) -> dict[str, Any]:
        """What the API answers and a webhook is sent."""
        return {"next": self.place.cursor, "more": self.more, "results": [each.said for each in self.events]}


def end_of_feed() -> FeedPlace:
    """Behind everything that has its place."""
    last = FeedEntry.objects.order_by("-position").values_list("position", "event", "case").first()
    return FeedPlace.of(last) if last is not None else FeedPlace()


def last_position() -> int:
    return FeedEntry.objects.aggregate(last=Max("position"))["last"] or 0


def place_at(position: int) -> FeedPlace:
    """The place of a position that this database has noted itself; what it has no more is no place to read from."""
    entry = FeedEntry.objects.filter(position=position).values_list("position", "event", "case").first()
    return FeedPlace.of(entry) if entry is not None else FeedPlace(position)


def feed_page(user: User, place: FeedPlace, *, size: int) -> FeedPage:
    """At most so many events after a place, of cases that this person sees now.

    Raises Malformed where this database has no such place.
    """
    found: list[tuple[Entry, str]] = []
    last, more = place, False
    for entries, full in _looked_at(place, size):
        numbers = _seen(user, entries)
        for entry in entries:
            if entry[2] in numbers:
                if len(found) == size:
                    return FeedPage(_events(found, user), last, more=True)
                found.append((entry, numbers[entry[2]]))
            last = FeedPlace.of(entry)
        more = full
    return FeedPage(_events(found, user), last, more)


def _looked_at(place: FeedPlace, size: int) -> Iterator[tuple[list[Entry], bool]]:
    """Entries after the place in a few steps, each with whether there may be others after it."""
    at = place
    for most in (size + 1, *_STEPS):
        entries = _entries(at, most)
        yield entries, len(entries) == most
        if len(entries) < most:
            return
        at = FeedPlace.of(entries[-1])


def _entries(place: FeedPlace, most: int) -> list[Entry]:
    """The entry at the place comes along, to be compared with the mark."""
    rows = FeedEntry.objects.filter(position__gte=place.position).order_by("position")
    found = list(rows.values_list("position", "event", "case")[: most + 1])
    if place.position and (not found or not place.stands_at(found[0])):
        raise _gone()
    return found[1:] if place.position else found[:most]


def _gone() -> Malformed:
    sentence = _("There is no such place in the feed. Begin at its start, without `after`, or at its end, `after=end`.")
    return Malformed(sentence, errors={"after": [sentence]})


def _seen(user: User, entries: Sequence[Entry]) -> dict[UUID, str]:
    """The numbers of those of the entries' cases that this person sees. By keys: the list of all they see is long."""
    keys = {case for __, ___, case in entries}
    return dict(Case.objects.visible_to(user).filter(pk__in=keys).values_list("pk", "number")) if keys else {}


def _events(found: Sequence[tuple[Entry, str]], user: User) -> list[FeedEvent]:
    rows = CaseEvent.objects.select_related("by").in_bulk([entry[1] for entry, __ in found]) if found else {}
    without_others(list(rows.values()), user)
    return [FeedEvent(rows[entry[1]], number) for entry, number in found if entry[1] in rows]
