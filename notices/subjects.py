"""What notices are about. The house of a subject declares its kind here, and is asked for everything that is shown."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import User
from notices.events import Text
from notices.models import Notice


@dataclass(slots=True)
class Occasion:
    """Something that happened, as its house tells it; a house adds what its audiences depend on.

    `event` is its id, unique in the whole city and the same for ever; `what` the name of the event, `key` that of the
    subject. `by` is who did it: nobody is told of their own action.
    """

    event: str
    what: str
    key: str
    urgent: bool
    by: int | None


@dataclass(frozen=True, slots=True)
class Said:
    """Who did what a notice tells of (empty: the system), and in which words.

    `detail` is what a message may say where there is no note.
    """

    by: str = ""
    note: str = ""
    detail: str = ""


class NoticeSubject:
    """One thing as its house shows it to one person.

    `label` is what stands for it in short, such as a number; `stamp` grows with whatever should refresh an open inbox;
    `over` says that a message about it that still waits need not be sent any more. The house's own template, if it has
    one, draws the head of its lines in the inbox with `subject` and `now`.
    """

    template: ClassVar[str] = "notices/subject.html"

    def __init__(
        self, *, key: str, title: str, url: str = "", label: str = "", stamp: int = 0, over: bool = False
    ) -> None:
        self.key = key
        self.title = title
        self.url = url
        self.label = label
        self.stamp = stamp
        self.over = over

    @property
    def visible(self) -> bool:
        """Whether the person may look at it now; if not, its line in the inbox has no link."""
        return True

    @property
    def hushed(self) -> bool:
        """Whether the person may not read any more what was said of it, though they were told then."""
        return False

    @property
    def action(self) -> str:
        """What this person can do about it next, as the words of a button; empty: nothing."""
        return ""

    @property
    def line(self) -> str:
        """A line of small print under its title."""
        return ""

    def headline(self, words: str) -> str:
        """The title of a message about this alone; `words` say what happened."""
        label = f"[{self.label}] " if self.label else ""
        return f"{label}{words}: {self.title}"


class Gone(NoticeSubject):
    """What no house finds any more. Its notices keep their line: they were told."""

    def __init__(self, key: str) -> None:
        super().__init__(key=key, title=_("Not there any more"), over=True)

    @property
    def visible(self) -> bool:
        return False


AnOccasion = TypeVar("AnOccasion", bound=Occasion)
ASubject = TypeVar("ASubject", bound=NoticeSubject)


class SubjectKind(ABC, Generic[AnOccasion, ASubject]):
    """One kind of thing that people are told about.

    `model` is the table whose primary key is the key of a subject. `facts` are the placeholders that a text may name,
    each with how it is filled, in the active language; nothing about a private person may be among them, for messages
    leave the house. `body` is the text where the city has none.
    """

    name: ClassVar[str]
    model: ClassVar[type[Model]]
    body: ClassVar[Text]
    facts: Mapping[str, Callable[[ASubject, Said], str]]

    @abstractmethod
    def people(self, heard: Sequence[tuple[AnOccasion, frozenset[str]]]) -> Sequence[Mapping[str, Collection[int]]]:
        """For each occasion the users whom each of its audiences means: a fixed number of queries for all of them."""

    def barred(self, occasions: Sequence[AnOccasion], users: Collection[int]) -> Sequence[Collection[int]]:
        """For each occasion those of the users who may not see its subject, and so don't hear of it.

        Asked of people whom a role or a group means; whom the house itself found is told. A fixed number of queries.
        """
        return [() for __ in occasions]

    @abstractmethod
    def find(self, keys: Collection[str], user: User) -> Mapping[str, ASubject]:
        """By key the subjects that there are, as this person may see them: one query."""

    @abstractmethod
    def said(self, events: Collection[str]) -> Mapping[str, Said]:
        """By event who did it and in which words: one query. What may not be read any more is left out."""


Occasions = Callable[[Sequence[str]], Sequence[Any]]  # what messages of a topic refer to, as occasions
KINDS: dict[str, SubjectKind[Any, Any]] = {}
TOPICS: dict[str, tuple[SubjectKind[Any, Any], Occasions]] = {}


@dataclass(frozen=True, slots=True)
class NoticeEntry:
    """A notice with what its house says of it."""

    notice: Notice
    subject: NoticeSubject
    said: Said

    def fact(self, name: str) -> str | None:
        """What stands for a placeholder; None where there is no such placeholder."""
        kind = KINDS.get(self.notice.kind)
        if kind is None or isinstance(self.subject, Gone):
            return ""
        return kind.facts[name](self.subject, self.said) if name in kind.facts else None


Found = Mapping[tuple[str, str], NoticeSubject]


def subjects_of(notices: Iterable[Notice], user: User) -> Found:
    """The subjects of these notices as this person may see them, by kind and key: one query for each kind."""
    keys: dict[str, set[str]] = {}
    for notice in notices:
        keys.setdefault(notice.kind, set()).add(notice.key)
    found: dict[tuple[str, str], NoticeSubject] = {}
    for name, wanted in keys.items():
        there = KINDS[name].find(wanted, user) if name in KINDS else {}
        found |= {(name, key): there.get(key) or Gone(key) for key in wanted}
    return found


def entries(notices: Sequence[Notice], subjects: Found) -> list[NoticeEntry]:
    """The notices with who did it and what was said: one query for each kind."""
    events: dict[str, set[str]] = {}
    for notice in notices:
        events.setdefault(notice.kind, set()).add(notice.event)
    said: dict[str, Said] = {}
    for name, wanted in events.items():
        said |= KINDS[name].said(wanted) if name in KINDS else {}
    nothing = Said()
    return [
        NoticeEntry(each, subject, nothing if subject.hushed else said.get(each.event, nothing))
        for each in notices
        if (subject := subjects[each.kind, each.key])
    ]
