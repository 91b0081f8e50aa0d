"""The home of a person: what each house says that needs them now.

A house registers its parts when it starts; the home (`/today/`) asks each part that is meant for the person's role and
draws what it answers. So the home names no house, and a new house stands on it without a change of the page. The lists
of all houses are asked in one statement.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from common.counting import said
from common.definitions import Definition
from registry.homes.union import Asked, Found, ask


@dataclass(frozen=True)
class HomeSection:
    """A list that waits for the person; `bad` is one that is late or burning.

    `number` is the length of the list at `url`, which is counted up to `COUNTED`; `lines` are its first rows, each made
    by `home_line`. `definition` says what the label means, one press away.
    """

    label: Promise | str
    url: str
    number: int
    lines: Sequence[SafeString] = ()
    bad: bool = False
    definition: Definition | None = None

    @property
    def length(self) -> int | str:
        """As it is shown: "1000+" for what was not counted to its end."""
        return said(self.number)


@dataclass(frozen=True)
class HomeStatus:
    """How a thing stands that somebody looks after; `bad` where they must act."""

    label: Promise | str
    words: str
    bad: bool = False
    url: str = ""


@dataclass(frozen=True)
class HomeCard:
    """A fragment of the house's own, drawn."""

    html: SafeString


Row = HomeSection | HomeStatus | HomeCard


@dataclass(frozen=True)
class HomePart:
    """What one house shows to these roles, in this place among the parts.

    `rows` is asked with every home of such a person: it costs a fixed and small number of statements.
    """

    name: str
    order: int
    roles: Collection[str]
    rows: Callable[[User, datetime], Iterable[Row]]

    @property
    def house(self) -> str:
        return self.rows.__module__


@dataclass(frozen=True)
class Questions:
    """What a house asks for one person: its questions, and what it makes of an answer to each.

    A question must be the same object each time: for new ones the statement is written anew.
    """

    asked: tuple[Asked, ...]
    rows: Callable[[datetime, Sequence[Found]], Iterable[Row]]


@dataclass(frozen=True)
class HomeLists:
    """The lists of one house for these roles, in this place among the parts.

    The questions are asked in one statement with those of all other houses.
    """

    name: str
    order: int
    roles: Collection[str]
    questions: Callable[[User], Questions]
    house: str


Part = HomePart | HomeLists


@dataclass
class Home:
    """What is drawn: the lists that hold something, those that hold nothing, how things stand, and fragments."""

    waiting: list[HomeSection] = field(default_factory=list)
    quiet: list[HomeSection] = field(default_factory=list)
    statuses: list[HomeStatus] = field(default_factory=list)
    cards: list[HomeCard] = field(default_factory=list)


_parts: list[Part] = []


def register(part: Part) -> None:
    """Let the part be drawn; registering the same name again replaces it (a house may be started twice in a test).

    Raises ValueError where the name is that of a part of another house.
    """
    if any(each.name == part.name and each.house != part.house for each in _parts):
        raise ValueError(f"Two houses call a part of the home {part.name!r}.")
    forget(part.name)
    _parts.append(part)
    _parts.sort(key=lambda each: (each.order, each.name))


def forget(name: str) -> None:
    _parts[:] = [part for part in _parts if part.name != name]


def home_of(user: User, *, at: datetime) -> Home:
    """Everything that houses show to this person, in order."""
    home = Home()
    for rows in _rows(user, at, [part for part in _parts if user.role in part.roles]):
        for row in rows:
            _put(home, row)
    return home


def _rows(user: User, at: datetime, parts: Sequence[Part]) -> Iterator[Iterable[Row]]:
    """What each part shows: the lists of all of them by one statement."""
    questions = [part.questions(user) if isinstance(part, HomeLists) else None for part in parts]
    answers = iter(ask(user, at, tuple(asked for each in questions if each for asked in each.asked)))
    for part, of_part in zip(parts, questions, strict=True):
        if of_part is not None:
            yield of_part.rows(at, [next(answers) for _asked in of_part.asked])
        elif isinstance(part, HomePart):
            yield part.rows(user, at)


def _put(home: Home, row: Row) -> None:
    if isinstance(row, HomeStatus):
        home.statuses.append(row)
    elif isinstance(row, HomeCard):
        home.cards.append(row)
    else:
        (home.waiting if row.number else home.quiet).append(row)


_LINE = (
    '<li><a class="work-case" data-item href="{}" data-seen="{}">{}<span class="work-what">{}</span>'
    '<span class="work-place">{}</span><span class="work-marks">{}</span>{}<span class="work-due">{}</span>'
    '<span class="work-number quiet">{}</span></a></li>'
)


def home_line(
    *,
    url: str,
    seen: str,
    lamp: SafeString,
    what: object,
    place: object = "",
    marks: SafeString | str = "",
    unit: object | None = None,
    due: SafeString | str = "",
    number: object = "",
) -> SafeString:
    """A row of a section, by a format and no template, for a home has fifty. `seen` is another text once it changed.

    `unit` is whose it is; None leaves the column out.
    """
    whose = "" if unit is None else format_html('<span class="work-unit quiet">{}</span>', unit)
    return format_html(_LINE, url, seen, lamp, what, place, marks, whose, due, number)
