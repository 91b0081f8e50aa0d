"""The kinds of things that photos and files belong to.

Each house above declares its own kind and registers it when Django starts. This house knows none of them: it asks the
kind who may see a thing, who may add to it and what it is called.
"""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from common.refusals import Forbidden, Refused
from common.subjects import Subject


class EvidenceKind(ABC):
    """What a house says about the things of one of its tables to which photos and files can belong."""

    name: ClassVar[str]  # stands in each row that belongs to such a thing, and so can never change
    model: ClassVar[type[Model]]  # `key` is its primary key as text
    # How long a photo that belongs to nothing is kept. The longest of all kinds holds, since such a photo may be meant
    # for any of them. A phone that lost its connection comes back within two days.
    keeps_unlinked: ClassVar[timedelta] = timedelta(hours=48)

    @abstractmethod
    def titles(self, user: User, keys: Collection[str]) -> Mapping[str, str]:
        """Of these keys, those of the things that the person may see, each with what it is called for them.

        At most one statement: the photo that a person asks for is served after it.
        """

    @abstractmethod
    def ended(self, keys: Collection[str], *, before: datetime) -> Mapping[str, str]:
        """Of these keys, those of the things that ended before a moment, each with what it is called in a record.

        Some days after its end nobody needs the originals of a thing's photos any more.
        """

    @abstractmethod
    def photo_refusal(self, user: User) -> Refused | None:
        """Why this person may send no photos for things of this kind, whichever of them it will be."""

    @abstractmethod
    def file_refusal(self, user: User) -> Refused | None:
        """Why this person may attach no files to things of this kind that they see."""

    @abstractmethod
    def address(self, subject: Subject, title: str) -> str:
        """Where its page is."""

    @abstractmethod
    def used_before(self, title: str) -> str:
        """The sentence about a photo that belongs to such a thing as well; `title` is "" for who may not see it."""


def writing_refusal(user: User) -> Refused | None:
    """Comments, photos and files are for everybody who sees a thing but those who only read."""
    return Forbidden(_("Auditors read everything and write nothing.")) if user.role == Role.AUDITOR else None


class RowEvidence(EvidenceKind):
    """Things of a table with a page, a title made of some columns, and a moment at which they end; whoever sees one and
    does not only read may add to it.

    The manager of `model` has `visible_to(user)`. `titled` are the columns of a title, `ended_at` that of the end,
    `which` leaves out rows that are not meant. `page` is the name of its address, which takes the title where
    `by_title`, else the key. `used` and `used_elsewhere` say where a photo was used before.
    """

    titled: ClassVar[tuple[str, ...]]
    ended_at: ClassVar[str]
    which: ClassVar[Q] = Q()
    page: ClassVar[str]
    by_title: ClassVar[bool] = False
    used: ClassVar[Promise | str]  # takes `title`
    used_elsewhere: ClassVar[Promise | str] = gettext_lazy("Already used elsewhere")

    def titles(self, user: User, keys: Collection[str]) -> Mapping[str, str]:
        seen = self.model._default_manager.visible_to(user)  # type: ignore[attr-defined]
        return self._titled(seen.filter(self.which, pk__in=keys))

    def ended(self, keys: Collection[str], *, before: datetime) -> Mapping[str, str]:
        rows = self.model._default_manager.filter(self.which, pk__in=keys)
        return self._titled(rows.filter(**{f"{self.ended_at}__lt": before}))

    def _titled(self, rows: "QuerySet[Any]") -> Mapping[str, str]:
        return {str(pk): " ".join(map(str, said)) for pk, *said in rows.values_list("pk", *self.titled)}

    def photo_refusal(self, user: User) -> Refused | None:
        """Photos are evidence, sent before the report or the move they belong to: for all who may ever make one."""
        if user.role == Role.ADMINISTRATOR:
            return Forbidden(_("Administrators handle no cases and send no photos."))
        return writing_refusal(user)

    def file_refusal(self, user: User) -> Refused | None:
        return writing_refusal(user)

    def address(self, subject: Subject, title: str) -> str:
        return reverse(self.page, args=[title if self.by_title else subject.key])

    def used_before(self, title: str) -> str:
        return str(self.used) % {"title": title, "number": title} if title else str(self.used_elsewhere)


KINDS: dict[str, EvidenceKind] = {}


def register(kind: EvidenceKind) -> None:
    """Make a kind known; called from `ready()` of its house. Two houses cannot use one name."""
    if KINDS.setdefault(kind.name, kind) is not kind:
        raise ValueError(f"The kind of subject {kind.name!r} is registered already.")


def titles(user: User, subjects: Iterable[Subject]) -> dict[Subject, str]:
    """Of these subjects, those that the person may see, with their titles; one statement for each kind among them.

    What belongs to a kind that no house registers any more is seen by nobody.
    """
    keys: dict[str, list[str]] = defaultdict(list)
    for subject in subjects:
        keys[subject.kind].append(subject.key)
    return {
        Subject(name, key): title
        for name, of_kind in keys.items()
        if name in KINDS
        for key, title in KINDS[name].titles(user, of_kind).items()
    }


def photo_refusal(user: User) -> Refused | None:
    """Photos are sent before what they belong to is known: by everybody who may send them for some kind of thing."""
    refusals = [kind.photo_refusal(user) for kind in KINDS.values()]
    return None if None in refusals else refusals[0]


def keeps_unlinked() -> timedelta:
    """How long a photo that belongs to nothing is kept."""
    return max(kind.keeps_unlinked for kind in KINDS.values())
