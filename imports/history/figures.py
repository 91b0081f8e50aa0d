"""What an import has to show for itself, computed from what is stored."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from cases.models import LocationSource
from cases.workflow import OPEN, State
from common.owed import on_time
from imports.history.mapping import Fate
from imports.history.memo import SkipReason
from imports.history.reading import HistoryReader, Past

SHOWN = 20  # disagreements that are printed


class Stored(NamedTuple):
    """A case as it stands in the database."""

    fingerprint: str
    located: str
    state: str
    has_unit: bool
    due: datetime | None
    finished: datetime | None


@dataclass
class ImportFigures:
    """Counts over the rows of a file that are stored, whether this run added them or an earlier one."""

    read: int = 0
    left: Counter[SkipReason] = field(default_factory=Counter)
    added: int = 0
    there: int = 0
    changed: int = 0
    located: Counter[str] = field(default_factory=Counter)
    closed: int = 0
    void: int = 0
    pool: int = 0
    with_due: int = 0
    closed_with_due: int = 0
    agreed: int = 0
    unanswered: int = 0
    back_in_time: int = 0
    empty_dates: int = 0
    open_closed: int = 0  # open, and yet with a time at which they were over
    open_said: int = 0  # open, and yet with a closing text
    foreign: int = 0  # name an area that we don't have
    disagreements: list[str] = field(default_factory=list)
    disagreed: int = 0

    def count(self, past: Past, stored: Stored, *, asked: bool, is_new: bool) -> None:
        self.added += is_new
        self.there += not is_new
        self.changed += stored.fingerprint != past.fingerprint
        self.located[stored.located] += 1
        self.closed += stored.state == State.CLOSED
        self.void += stored.state == State.VOID
        self.pool += stored.state in OPEN and not stored.has_unit
        self.with_due += stored.due is not None
        times = past.times
        self.back_in_time += times.closed is not None and times.closed < times.opened
        if times.fate is Fate.OPEN:
            self.open_closed += bool(times.said_closed or times.said_finished)
            self.open_said += bool(past.closing)
        if stored.state == State.CLOSED and stored.due is not None:
            self.closed_with_due += 1
            if asked:
                self._compare(past, stored)

    def _compare(self, past: Past, stored: Stored) -> None:
        """A flag that is left empty does not say "on time"; it is compared as such and counted beside."""
        ours, theirs = on_time(stored.finished, stored.due), bool(past.in_time)
        self.unanswered += past.in_time is None
        if ours == theirs:
            self.agreed += 1
            return
        self.disagreed += 1
        if len(self.disagreements) < SHOWN:
            facts = {"line": past.line, "key": past.key, "finished": stored.finished, "due": stored.due}
            said = _("line %(line)s, %(key)s: finished %(finished)s, due %(due)s.") % facts
            self.disagreements.append(said)

    def finish(self, reader: HistoryReader) -> None:
        self.read, self.left, self.empty_dates = reader.read, reader.left, reader.empty_dates

    @property
    def nothing_came(self) -> bool:
        """Whether the file had rows and each of them was left out."""
        return bool(self.read) and not self.added and not self.there

    def lines(self, *, asked: bool) -> Iterator[tuple[str, str]]:
        """Label and value of each figure, in the order in which they are printed."""
        yield _("Rows read"), f"{self.read:,}"
        yield _("Added"), f"{self.added:,}"
        yield _("Already there"), f"{self.there:,}"
        if self.changed:
            yield _("… of which the file now says something else (left as they are)"), f"{self.changed:,}"
        yield _("Left out"), f"{self.left.total():,}"
        for reason, count in self.left.most_common():
            yield f"… {reason.label}", f"{count:,}"
        yield from self._places()
        yield _("Closed"), f"{self.closed:,}"
        if self.void:
            yield _("Void"), f"{self.void:,}"
        yield _("Still open"), f"{self.there + self.added - self.closed - self.void:,}"
        yield _("… of which without a unit, in the dispatcher's pool"), f"{self.pool:,}"
        yield from self._odd()
        yield _("With a target"), f"{self.with_due:,}"
        yield _("Closed with a target"), f"{self.closed_with_due:,}"
        if asked:
            yield _("… our on-time answer equals the file's flag"), f"{self.agreed:,}"
            yield _("… it differs"), f"{self.disagreed:,}"
            yield _("… the flag is empty (compared as not on time)"), f"{self.unanswered:,}"

    def _odd(self) -> Iterator[tuple[str, str]]:
        odd = {
            _("… of which with a closing time all the same (kept in the history)"): self.open_closed,
            _("… of which with a closing text (kept in the history)"): self.open_said,
            _("Closed before they were opened (kept as they stand)"): self.back_in_time,
            _("Dates that mean there is none, such as 1900-01-01 (read as empty)"): self.empty_dates,
        }
        yield from ((label, f"{count:,}") for label, count in odd.items() if count)

    def _places(self) -> Iterator[tuple[str, str]]:
        inside, outside = self.located[LocationSource.POINT], self.located[LocationSource.OUTSIDE]
        share = f" ({inside / (inside + outside):.3%})" if inside + outside else ""
        yield _("Located in an area"), f"{inside:,}{share}"
        yield _("With a place outside all areas"), f"{outside:,}"
        yield _("Not located (on no map)"), f"{self.located[LocationSource.UNKNOWN]:,}"
        if self.foreign:
            yield _("Naming an area that we don't have (the point decides)"), f"{self.foreign:,}"
