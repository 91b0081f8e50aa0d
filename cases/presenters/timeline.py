"""The history of a case as its page tells it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from cases.models import Case, CaseEvent
from cases.routing import NOBODY, by_rule, why_text
from cases.workflow import MOVES, VISIT, WORDS, Move, State
from catalogue.choices import Urgency
from common import durations
from common.moments import local
from common.workflow import ERASE, PASSED, Tone, Verdict, Word
from departments.models import Department
from evidence.models import Photo


def row_of(name: str) -> Move | Word[State] | None:
    """The row of the table for what an event names; None for what is of an older table."""
    return MOVES.get(name) or WORDS.get(name)


def move_label(name: str) -> str:
    row = row_of(name)
    return str(row.label) if row is not None else name


@dataclass(frozen=True)
class TimelineEntry:
    """One item of the timeline, as the kit's `event` tag wants it."""

    at: datetime
    what: str
    who: User | None
    note: str
    changes: Sequence[tuple[str, str, str]]
    icon: str
    tone: str


def history(case: Case) -> list[CaseEvent]:
    return list(case.events.select_related("by").order_by("seq"))


def timeline(case: Case, events: Sequence[CaseEvent] | None = None) -> list[TimelineEntry]:
    """The history, newest first; each event says what differed from the one before it."""
    events = history(case) if events is None else events
    names = _names(case, events)
    found, before = [], None
    for event in events:
        found.append(_moment(event, before, names))
        before = event
    return found[::-1]


_PEOPLE = ("inspector", "assignee", "assignee_before")  # an event says their numbers
Names = Mapping[str | int, str]  # of units by their codes, of people by their numbers


def _names(case: Case, events: Sequence[CaseEvent]) -> Names:
    """Mostly the case's own units, which are read with it."""
    names: dict[str | int, str] = {
        unit.code: str(unit) for unit in (case.department, case.first_department) if unit is not None
    }
    codes = {event.data["department"] for event in events if event.data.get("department")} - names.keys()
    people = {key for event in events for name in _PEOPLE if (key := event.data.get(name))}
    if codes:
        names |= {unit.code: str(unit) for unit in Department.objects.filter(code__in=codes)}
    if people:
        names |= {user.pk: str(user) for user in User.objects.filter(pk__in=people)}
    return names


def _moment(event: CaseEvent, before: CaseEvent | None, names: Names) -> TimelineEntry:
    passed, row = event.data.get("passed"), row_of(event.move)
    tone = row.tone if row is not None else Tone.PLAIN
    bad, good = tone == Tone.BAD or passed is False, tone == Tone.GOOD or passed is True
    return TimelineEntry(
        at=event.at, what=move_label(event.move), who=event.by,
        note=said(event), changes=list(_changes(event, before, names)),
        icon=row.icon if row is not None else "point",
        tone="bad" if bad else "good" if good else "" if event.by else "auto",
    )  # fmt: skip


def said(event: CaseEvent) -> str:
    """The words of an event, or why there are none any more."""
    return _("These words were erased.") if event.erased else event.note or _reason(event)


def _reason(event: CaseEvent) -> str:
    reason = str(event.data.get("reason", ""))
    if event.by is None and reason == "split":
        return _("Filed with the case that was split.")
    return why_text(reason) if event.by is None and reason == NOBODY else reason


Change = tuple[str, str, str]  # what, before, after


def _changes(event: CaseEvent, before: CaseEvent | None, names: Names) -> list[Change]:
    data, changes = event.data, []
    if event.from_state != event.to_state:
        changes.append((_("State"), _state(event.from_state), _state(event.to_state)))
    if code := data.get("department"):
        changes.append((_("Unit"), "", names.get(code, code)))
    if event.move == VISIT:
        changes.append((_("Inspector"), "", names.get(data.get("inspector", 0), _("nobody came"))))
    if refusal := data.get("refusal"):
        changes.append((_("Photo"), "", Photo(refusal=refusal).refusal_text))
    if event.move == ERASE:
        changes.append((_("Event"), "", f"#{data.get('event')}"))
    if why := data.get("why"):
        changes.append((_("Why"), "", by_rule(data.get("rule"), why)))
    if "passed" in data:
        changes.append((_("Result"), "", _verdict(event.move).said(data["passed"])))
    return (
        changes + _place(data) + _hands(data, names) + _urgencies(data) + _clocks(data, before.data if before else {})
    )


def _place(data: Mapping[str, Any]) -> list[Change]:
    """Of which place of the archive it was, and is now; a report says the code alone."""
    said = data.get("place")
    return [(_("Place"), said["from"], said["to"] or "–")] if isinstance(said, dict) else []


def _hands(data: Mapping[str, Any], names: Names) -> list[Change]:
    """Who had it, and who has it now."""
    if "assignee" not in data:
        return []
    before, after = (names.get(data.get(name) or 0) for name in ("assignee_before", "assignee"))
    return [(_("Assigned to"), before or "", after or pgettext("assigned to", "nobody"))]


def _urgencies(data: Mapping[str, Any]) -> list[Change]:
    said = data.get("urgency")
    if said is None:
        return []
    changes = [(_("Urgency"), _urgency(said["from"]), _urgency(said["to"]))]
    return [*changes, (_("Urgent limit"), "", durations.limit(said["limit"]))] if said.get("limit") else changes


def _clocks(data: Mapping[str, Any], old: Mapping[str, Any]) -> list[Change]:
    changes = []
    if said := data.get("said_closed_at") or data.get("said_finished_at"):
        changes.append((_("Closed, as the other system says"), "", _instant(said)))
    if data.get("due_at") != old.get("due_at"):
        changes.append((pgettext("at a time", "Due"), _instant(old.get("due_at")), _instant(data.get("due_at")) or "–"))
    if data.get("limit") and data.get("limit") != old.get("limit"):
        changes.append((_("Limit"), "", durations.limit(data["limit"])))
    return changes


def _verdict(move: str) -> Verdict:
    return MOVES[move].verdict if move in MOVES else PASSED


def _state(name: str) -> str:
    return str(State(name).label) if name else ""


def _urgency(name: str) -> str:
    return str(Urgency(name).label) if name else ""


def _instant(text: str | None) -> str:
    return date_format(local(datetime.fromisoformat(text)), "m-d H:i") if text else ""
