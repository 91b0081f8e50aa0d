"""Timelines: what happened at a subject (a place), gathered from all houses into one list and onto one map.

The page of a lower house must not name a higher one. So each house that has something to tell of a kind of subject
registers a source when it starts, and the page draws them all, the newest first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise

from accounts.models import User

MOST = 60  # lines of one page


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: when, what, how it stands now (`state`), and where it is seen.

    `lamp` is that of what has a due time (green, yellow, red, grey; empty: nothing is owed). `spot` is longitude and
    latitude in WGS 84; an entry without one stands in the list alone.
    """

    at: datetime
    title: str
    url: str
    state: str = ""
    number: str = ""
    lamp: str = ""
    spot: tuple[float, float] | None = None


@dataclass(frozen=True)
class TimelineSource:
    """What one house tells of one kind of subject. `name` narrows the list in an address.

    `entries(user, subject, before, most)` gives what this person may see, the newest first, at most so many, all before
    a moment where one is given: one statement, read by an index, for it is asked with each page of a subject.
    """

    kind: str
    name: str
    label: Promise | str
    icon: str
    order: int
    entries: Callable[[User, Any, datetime | None, int], Sequence[Entry]]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with the source that tells it."""

    entry: Entry
    source: TimelineSource


@dataclass(frozen=True)
class Timeline:
    """Lines of one page, and the moment before which those of the next lie (None: this is the last)."""

    lines: Sequence[Line]
    sources: Sequence[TimelineSource]
    only: str
    next: datetime | None

    @property
    def points(self) -> list[dict[str, Any]]:
        """The entries that lie somewhere, as features of a map."""
        return [_point(line.entry) for line in self.lines if line.entry.spot is not None]


_sources: dict[str, list[TimelineSource]] = {}


def register(source: TimelineSource) -> None:
    """Let it be drawn; registering the same name again replaces it (a house may be started twice in a test)."""
    others = [each for each in _sources.get(source.kind, ()) if each.name != source.name]
    _sources[source.kind] = sorted([*others, source], key=lambda each: (each.order, each.name))


def forget(kind: str, name: str) -> None:
    _sources[kind] = [each for each in _sources.get(kind, ()) if each.name != name]


def timeline_of(
    kind: str, subject: Any, *, user: User, before: datetime | None = None, only: str = "", most: int = MOST
) -> Timeline:
    """What all houses tell, the newest first; `only` narrows to one source, and a name that is none to nothing.

    Each source is asked for one more than fits, so that what is left out is known. The next page begins with the moment
    of the first that was left out: others of the same moment come again rather than being lost.
    """
    known = _sources.get(kind, [])
    asked = [source for source in known if only in ("", source.name)]
    found = [
        Line(entry, source) for source in asked for entry in source.entries(user, subject, before, most + 1)
    ]  # fmt: skip
    found.sort(key=lambda line: line.entry.at, reverse=True)
    left = found[most].entry.at + timedelta(microseconds=1) if len(found) > most else None
    return Timeline(found[:most], known, only, left)


def _point(of: Entry) -> dict[str, Any]:
    said = {"lamp": of.lamp or "grey", "label": f"{of.title} {of.number}".strip(), "url": of.url}
    return {"type": "Feature", "properties": said, "geometry": {"type": "Point", "coordinates": list(of.spot or ())}}
