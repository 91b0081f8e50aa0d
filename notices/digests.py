"""What a person's day begins with. The houses above register its parts: who reads them, the numbers, the lines."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from notices.events import Text
from notices.models import Digest


class DigestPart(ABC):
    """What one house says in the digests. `sections` are its numbers with their titles, in their order."""

    sections: Mapping[str, Text]
    roles: frozenset[Role]  # who can be among its readers

    @abstractmethod
    def readers(self) -> QuerySet[User]:
        """Who gets a digest because of it."""

    @abstractmethod
    def counts(self, readers: Sequence[User], *, at: datetime) -> Mapping[int, Mapping[str, int]]:
        """By reader the number of each section: one query for all of them. Who has nothing may be left out."""

    @abstractmethod
    def url(self, section: str, *, at: datetime) -> str:
        """The page that lists what a section counted."""

    @abstractmethod
    def listing(self, digest: Digest, *, site: str) -> list[str]:
        """A paragraph for each section that has something; links where the site knows its own address."""


PARTS: list[DigestPart] = []


def declare(part: DigestPart) -> None:
    """Make the part of a house known; the names of sections are unique in the whole city, for rows keep them."""
    assert not any(set(part.sections) & set(each.sections) for each in PARTS), "a section is declared twice"
    PARTS.append(part)


@dataclass(frozen=True)
class Figure:
    """A number of a digest that leads to what it counts."""

    name: str
    title: str
    number: int
    url: str


def figures(digest: Digest) -> list[Figure]:
    """What there is to say; empty sections are left out."""
    return [
        Figure(name, str(title), number, part.url(name, at=digest.made_at))
        for part in PARTS
        for name, title in part.sections.items()
        if (number := digest.counts.get(name, 0))
    ]


def headline(digest: Digest) -> str:
    figured = _(", ").join(f"{figure.title} {figure.number}" for figure in figures(digest))
    return _("%(day)s: %(figures)s") % {"day": date_format(digest.day, "Y-m-d"), "figures": figured}


def paragraphs(digest: Digest, *, site: str) -> Iterator[str]:
    for part in PARTS:
        yield from part.listing(digest, site=site)


def latest_digest(user: User, *, at: datetime) -> Digest | None:
    """Today's, where it says something; no query for those who get none."""
    if not any(user.role in part.roles for part in PARTS):
        return None
    digest = Digest.objects.filter(user=user, day=timezone.localdate(at)).first()
    return digest if digest and digest.says_something else None
