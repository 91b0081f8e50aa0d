"""One line of a list: a case with its lamps, what is left of its limit, and the marks of what befell it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from cases.deadlines import TOP_LEVEL
from cases.models import Case
from cases.rulebook import Rulebook, rulebook
from cases.workflow import Ask
from common.owed import Lamp


@dataclass(frozen=True)
class Mark:
    """A small sign with its words; `tone` is bad or nothing."""

    icon: str
    words: str
    tone: str = ""


@dataclass(frozen=True)
class CaseRow:
    """`working` is the working time left, where the limit counts in it."""

    case: Case
    lamp: Lamp
    stage_lamp: Lamp
    working: timedelta | None
    marks: list[Mark]


def rows_of(cases: Iterable[Case], at: datetime, book: Rulebook | None = None) -> list[CaseRow]:
    book = book or rulebook()
    flagged = int(book.settings["rework_flag_from"])
    return [_row(case, at, book, flagged) for case in cases]


def _row(case: Case, at: datetime, book: Rulebook, flagged: int) -> CaseRow:
    left = book.working_left(case, at=at)
    return CaseRow(case, case.lamp(at=at), case.stage_lamp(at=at), left, marks_of(case, at, flagged))


def marks_of(case: Case, at: datetime, flagged: int) -> list[Mark]:
    """What befell a case, the weightiest first; `flagged` is the number of reworks from which they are bad."""
    found = [*_hurried(case), *_watched(case, at), *_requests(case), *_counted(case, flagged), *_related(case)]
    return sorted(found, key=lambda mark: mark.tone != "bad")


def _hurried(case: Case) -> Iterator[Mark]:
    if case.urgent and case.is_open:
        yield Mark("urgent", _("Made urgent") if case.urgency_raised_at else _("Urgent"), "bad")


def _watched(case: Case, at: datetime) -> Iterator[Mark]:
    if case.supervised_at and case.is_open:
        if case.supervision_due_at is not None and case.supervision_due_at < at:
            yield Mark("eye-exclamation", _("Supervised, past its limit"), "bad")
        else:
            yield Mark("eye", _("Under supervision"))
    if case.proof_refused_at and case.is_open:
        yield Mark("photo-off", _("The photo of the fix can't be used"), "bad")
    if case.exempt:
        yield Mark("scale", _("Disposed late, left out of the score: the appeal was granted"))
    elif case.was_late:
        yield Mark("clock-exclamation", pgettext("case", "Was late"), "bad")
    if case.recheck_failed_at:
        yield Mark("eye-x", _("Re-check not passed"), "bad")
    if case.is_open and case.escalated == TOP_LEVEL:
        yield Mark("speakerphone", _("Escalated to the leaders"), "bad")


def _requests(case: Case) -> Iterator[Mark]:
    for name, icon, words in _ASKED:
        if (stand := getattr(case, name)) in (Ask.ASKED, Ask.ENDORSED, Ask.REVIEWED):
            yield Mark(icon, f"{words}: {Ask(stand).label}")
    if n := case.extension_count:
        yield Mark("calendar-plus", ngettext("extended once", "extended %(n)s times", n) % {"n": n})


def _counted(case: Case, flagged: int) -> Iterator[Mark]:
    if n := case.rework_count:
        words = ngettext("sent for rework once", "sent for rework %(n)s times", n) % {"n": n}
        yield Mark("repeat", words, "bad" if n >= flagged else "")
    if n := case.send_back_count:
        yield Mark("arrow-back-up", ngettext("sent back once", "sent back %(n)s times", n) % {"n": n})
    if n := case.reminder_count:
        yield Mark("bell-ringing", ngettext("reminded once", "reminded %(n)s times", n) % {"n": n})
    if n := case.reopen_count:
        yield Mark("rotate", ngettext("reopened once", "reopened %(n)s times", n) % {"n": n})


def _related(case: Case) -> Iterator[Mark]:
    if n := case.parts_open:
        yield Mark("users-group", ngettext("%(n)s unit still assists", "%(n)s units still assist", n) % {"n": n})
    if case.children_count:
        yield Mark("sitemap", _("Cases were split off"))
    if case.merged_into_id:
        yield Mark("arrows-join", _("Merged with another case"))
    if case.recurs_of_id:
        yield Mark("refresh-alert", _("The same happened here before"), "bad")
    if case.ownerless:
        yield Mark("ghost", _("Ownerless"))


_ASKED = (
    ("extension", "calendar-question", gettext_lazy("Extension")),
    ("suspension", "player-pause", gettext_lazy("Suspension")),
    ("appeal", "scale", gettext_lazy("Appeal")),
)
