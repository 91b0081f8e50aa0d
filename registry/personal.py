"""A person whose data are asked for, and the tables of all houses in which people stand.

A house whose tables hold names or telephones declares a `PersonalPart` for each kind of its things. From it follow: it
is found at /personal-data/, handed out, removed for good from the thing, its history and the change log, and removed
again from a city that was restored from an older backup (registry/actions/personal.py). A person asks rarely, so no
index is kept for it: each text of the city is read once.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Any

from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.phones import as_written
from common.workflow import ERASE
from common.workflow.events import ChainedEvent
from registry.models import Change, PlannedChange

MOST = 500  # traces on a page: who has more is found by the telephone number alone
GONE = "…"  # stands where a person stood
PLANNED = "planned"  # the kind under which the log says that something was planned, or taken back before its day


@dataclass(frozen=True)
class Person:
    """Who asks: at least one of the two. The telephone number is in its one form (common.phones)."""

    name: str = ""
    phone: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(word for word in (self.name, self.phone) if word)

    @cached_property
    def patterns(self) -> tuple[str, ...]:
        """As regular expressions that Python and PostgreSQL read alike: the number in each way in which people write
        it."""
        name = (re.escape(self.name),) if self.name else ()
        return (*name, as_written(self.phone)) if self.phone else name

    def named_in(self, text: str) -> bool:
        return any(re.search(pattern, text) for pattern in self.patterns)

    def left_out(self, text: str) -> str:
        """The text without the name and the number."""
        for start, end in reversed(self.places_in(text)):
            text = f"{text[:start]}…{text[end:]}"
        return text

    def places_in(self, text: str) -> list[list[int]]:
        """Where the name and the number stand, each as start and end."""
        pattern = "|".join(f"(?:{each})" for each in self.patterns)
        return [[found.start(), found.end()] for found in re.finditer(pattern, text)]


def speaking_of(person: Person, column: str) -> Q:
    """Of a key of JSON too, for which `contains` would mean that it is the very word."""
    found = Q()
    for pattern in person.patterns:
        found |= Q(**{f"{column}__regex": pattern})
    return found


@dataclass(frozen=True, slots=True)
class PersonalTrace:
    """One place in which the person stands: of which thing (the kind of its part, its primary key), since when, where
    in it, and the text that stands there."""

    kind: str
    key: str
    label: str
    at: datetime
    where: str
    text: str


@dataclass(frozen=True)
class PersonalPart:
    """The things of one table in which people stand.

    `texts` are columns of text with what they are called, `objects` columns with a JSON object of texts. `clears` are
    columns that are emptied with them: a fingerprint from which a name could be guessed. `at` is the column of a
    thing's moment or day. `events` is its history, `thing` the events' key of it; `log` the kind under which the change
    log has it, by the column `code`.
    """

    kind: str
    label: Promise | str
    model: type[Model]
    at: str
    texts: Mapping[str, Promise | str]
    objects: Collection[str] = ()
    clears: Collection[str] = ()
    events: type[ChainedEvent] | None = None
    thing: str = ""
    log: str = ""
    code: str = "code"
    called: Callable[[Any], str] = field(default=str)

    def traces(self, person: Person) -> list[PersonalTrace]:
        """Where the person stands in these things, each with its text."""
        found = [trace for row in self._speaking(person) for trace in self._of_row(row, person)]
        return [*found, *self._of_events(person), *self._of_log(person)]

    def _speaking(self, person: Person) -> "QuerySet[Any]":
        """The rows that speak of the person, the newest first."""
        asked, casts = Q(), {f"{name}_said": Cast(name, TextField()) for name in self.objects}
        for name in (*self.texts, *casts):
            asked |= speaking_of(person, name)
        rows = self.model._default_manager.annotate(**casts).filter(asked)
        found: QuerySet[Any] = rows.order_by(f"-{self.at}", "pk")[:MOST]
        return found

    def _of_row(self, row: Any, person: Person) -> Iterator[PersonalTrace]:
        for name, label in self.texts.items():
            if person.named_in(getattr(row, name)):
                yield self.trace(row, str(label), getattr(row, name))
        for name in self.objects:
            for key, text in texts_of(getattr(row, name)):
                if person.named_in(text):
                    yield self.trace(row, f"{self.label}: {key}", text)

    def trace(self, row: Any, where: str, text: str, at: datetime | None = None) -> PersonalTrace:
        return PersonalTrace(
            self.kind, str(row.pk), self.called(row), at or _moment(getattr(row, self.at)), where, text
        )

    def _of_events(self, person: Person) -> Iterator[PersonalTrace]:
        if self.events is None:
            return
        for event in self.events_of(person).select_related(self.thing)[:MOST]:
            words = event.note or str(event.data.get("reason", ""))
            yield self.trace(getattr(event, self.thing), str(_("Words in the history")), words, event.at)

    def events_of(self, person: Person) -> "QuerySet[Any]":
        """Events whose words name the person, and that still have them; asked of a part that has a history."""
        if self.events is None:
            raise TypeError(f"{self.kind} has no history.")
        said = speaking_of(person, "note") | speaking_of(person, "data__reason")
        return self.events._default_manager.filter(said).exclude(move=ERASE).exclude(salt="").order_by("-at")

    def _of_log(self, person: Person) -> Iterator[PersonalTrace]:
        if not self.log:
            return
        codes = {str(pk): key for pk, key in PlannedChange.objects.filter(kind=self.log).values_list("pk", "key")}
        entries = [(entry, codes.get(entry.key, "") if entry.kind != self.log else entry.key)
                   for entry in self.log_of(person)[:MOST]]  # fmt: skip
        rows = self.model._default_manager.filter(**{f"{self.code}__in": {code for __, code in entries}})
        by_code = {getattr(row, self.code): row for row in rows} if entries else {}
        for entry, code in entries:
            if (row := by_code.get(code)) is not None:
                said = [text for side in (entry.before, entry.after) for __, text in texts_of(side)]
                named = " · ".join(dict.fromkeys(text for text in said if person.named_in(text)))
                yield self.trace(row, str(_("Change log")), named or entry.label, entry.at)

    def log_of(self, person: Person, row: Any = None) -> "QuerySet[Change]":
        """Entries of the change log that name the person, of plans too; of one thing, where a row is given."""
        thing = {"key": getattr(row, self.code)} if row is not None else {}
        plans = [str(pk) for pk in PlannedChange.objects.filter(kind=self.log, **thing).values_list("pk", flat=True)]
        of_things = Q(kind=self.log, **thing) | Q(kind=PLANNED, key__in=plans)
        return Change.objects.annotate(**_SAID).filter(of_things & _naming(person)).order_by("-pk")

    def plans_of(self, person: Person, row: Any) -> "QuerySet[PlannedChange]":
        """Plans for this thing that name the person."""
        plans = PlannedChange.objects.filter(kind=self.log, key=getattr(row, self.code))
        return plans.annotate(**_SAID).filter(_naming(person)).order_by("pk")


_SAID = {"before_said": Cast("before", TextField()), "after_said": Cast("after", TextField())}


def _naming(person: Person) -> Q:
    said = Q()
    for name in ("label", *_SAID):
        said |= speaking_of(person, name)
    return said


PARTS: dict[str, PersonalPart] = {}


def register(part: PersonalPart) -> None:
    """Let it be looked through; the same kind again replaces it (a house may be started twice in a test)."""
    PARTS[part.kind] = part


def traces_elsewhere(person: Person) -> list[PersonalTrace]:
    """Where the person stands in the things of all houses that declare them, the newest first."""
    found = [trace for part in PARTS.values() for trace in part.traces(person)]
    return sorted(found, key=lambda trace: (trace.at, trace.key), reverse=True)[:MOST]


def texts_of(said: object) -> Iterator[tuple[str, str]]:
    """The texts of a JSON object by their keys."""
    if isinstance(said, dict):
        yield from ((str(key), value) for key, value in said.items() if isinstance(value, str))


def _moment(of: date) -> datetime:
    return of if isinstance(of, datetime) else datetime.combine(of, time(), tzinfo=UTC)
