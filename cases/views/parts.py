"""What pages show of a case: read once, in words of the reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case, CaseEvent, Comment
from cases.news.events import CASE
from cases.permissions import Viewer, moves_offered, sees_receipts, sees_reporter, writing_refusal
from cases.queries import comments_of, shown
from cases.routing import NOBODY, why_text
from cases.views.exceptional import CaseExtras
from cases.workflow import MOVES, VISIT, WORDS, Move, State
from common import durations
from common.refusals import Missing, Refused
from common.text import mask_name, mask_phone
from common.workflow import ERASE, PASSED, Tone, Verdict, Word
from departments.models import Department
from evidence.models import Attachment, Photo
from evidence.presenters import sides
from evidence.queries import files_of, photos_of
from grids.layers import layers_around
from notices.queries import has_unread
from notices.receipts import receipts

# Everything a row or a page says about a case, without the outlines of the areas it lies in.
RELATED = (
    "category",
    "condition",
    "department",
    "reporter",
    "unit_grid",
    "duty_grid",
    "community",
    "street",
    "district",
)
OUTLINES = tuple(f"{name}__geom" for name in ("unit_grid", "community", "street", "district"))


def case_for(user: User, **key: Any) -> Case:
    """A case this person may see, with what pages show of it; Missing (404) if there is none or it is not theirs."""
    case = shown(Case.objects.visible_to(user).filter(**key))
    if case is None:
        raise Missing(_("There is no such case, or it is not yours."))
    return case


def row_of(name: str) -> Move | Word[State] | None:
    """The row of the table for what an event names; None for what is of an older table."""
    return MOVES.get(name) or WORDS.get(name)


def move_label(name: str) -> str:
    row = row_of(name)
    return str(row.label) if row is not None else name


@dataclass(frozen=True)
class Offer:
    """A move as a button: pressed at once where it needs nothing, else it opens its form."""

    move: Move
    refusal: str
    kind: str
    icon: str
    key: str

    @property
    def rare(self) -> bool:
        return self.move.rare

    @property
    def at_once(self) -> bool:
        return not self.move.needs


def offers(case: Case, viewer: Viewer) -> list[Offer]:
    """The moves of this role: possible ones first, the first of them as the main action."""
    found = sorted(moves_offered(viewer, case), key=lambda pair: pair[1] is not None)
    main = next((move for move, no in found if no is None and not move.rare and move.tone != Tone.BAD), None)
    found.sort(key=lambda pair: pair[0] is not main)
    return [_offer(move, no, main) for move, no in found]


def _offer(move: Move, no: Refused | None, main: Move | None) -> Offer:
    kind = "primary" if move is main else ("danger" if move.danger else "plain")
    return Offer(move, no.message if no else "", kind, move.icon, move.key)


@dataclass(frozen=True)
class Moment:
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


def timeline(case: Case, events: Sequence[CaseEvent] | None = None) -> list[Moment]:
    """The history, newest first; each event says what differed from the one before it."""
    events = history(case) if events is None else events
    names = _names(case, events)
    found, before = [], None
    for event in events:
        found.append(_moment(event, before, names))
        before = event
    return found[::-1]


Names = Mapping[str | int, str]  # of units by their codes, of people by their numbers


def _names(case: Case, events: Sequence[CaseEvent]) -> Names:
    """Mostly the case's own units, which are read with it."""
    names: dict[str | int, str] = {
        unit.code: str(unit) for unit in (case.department, case.first_department) if unit is not None
    }
    codes = {event.data["department"] for event in events if event.data.get("department")} - names.keys()
    people = {event.data["inspector"] for event in events if event.data.get("inspector")}
    if codes:
        names |= {unit.code: str(unit) for unit in Department.objects.filter(code__in=codes)}
    if people:
        names |= {user.pk: str(user) for user in User.objects.filter(pk__in=people)}
    return names


def _moment(event: CaseEvent, before: CaseEvent | None, names: Names) -> Moment:
    passed, row = event.data.get("passed"), row_of(event.move)
    tone = row.tone if row is not None else Tone.PLAIN
    bad, good = tone == Tone.BAD or passed is False, tone == Tone.GOOD or passed is True
    return Moment(
        at=event.at, what=move_label(event.move), who=event.by,
        note=_said(event), changes=list(_changes(event, before, names)),
        icon=row.icon if row is not None else "point",
        tone="bad" if bad else "good" if good else "" if event.by else "auto",
    )  # fmt: skip


def _said(event: CaseEvent) -> str:
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
    if event.move == ERASE:
        changes.append((_("Event"), "", f"#{data.get('event')}"))
    if why := data.get("why"):
        changes.append((_("Why"), "", by_rule(data.get("rule"), why)))
    if "passed" in data:
        changes.append((_("Result"), "", _verdict(event.move).said(data["passed"])))
    return changes + _clocks(data, before.data if before else {})


def _clocks(data: Mapping[str, Any], old: Mapping[str, Any]) -> list[Change]:
    changes = []
    if data.get("due_at") != old.get("due_at"):
        changes.append((_("Due"), _instant(old.get("due_at")), _instant(data.get("due_at")) or "–"))
    if data.get("limit") and data.get("limit") != old.get("limit"):
        changes.append((_("Limit"), "", durations.limit(data["limit"])))
    return changes


def _verdict(move: str) -> Verdict:
    return MOVES[move].verdict if move in MOVES else PASSED


def _state(name: str) -> str:
    return str(State(name).label) if name else ""


def _instant(text: str | None) -> str:
    return date_format(timezone.localtime(datetime.fromisoformat(text)), "m-d H:i") if text else ""


def by_rule(pk: int | None, why: str) -> str:
    """Which rule decided, and in words why it fits."""
    return _("Rule %(number)s: %(why)s") % {"number": pk, "why": why_text(why)} if pk else why_text(why)


def caller(case: Case) -> str:
    """The caller's name and number, masked for everybody; `unmask` shows them, and keeps who looked and why."""
    return " ".join(filter(None, [mask_name(case.reporter_name), mask_phone(case.reporter_phone)]))


class Talk:
    """Comments and attachments, asked for only by the templates that show them."""

    def __init__(self, case: Case) -> None:
        self.case = case

    @cached_property
    def comments(self) -> list[Comment]:
        return comments_of(self.case)

    @cached_property
    def attachments(self) -> list[Attachment]:
        return files_of(self.case.subject)

    @property
    def seen(self) -> str:
        withdrawn = sum(each.withdrawn_at is not None for each in self.comments)
        return f"{len(self.comments)}.{withdrawn}"


def seen(case: Case, photos: Sequence[Photo]) -> str:
    """What a page has shown; while it stays the same there is nothing to refresh."""
    return f"{case.seq}.{sum(photo.status == 'ready' for photo in photos)}.{len(photos)}"


def context_of(case: Case, user: User, *, at: datetime | None = None) -> dict[str, Any]:
    """Everything the parts of a case page draw."""
    at = at or timezone.now()
    viewer = Viewer(user, version=case.city_version)
    photos, buttons, events = photos_of(case.subject), offers(case, viewer), history(case)
    extras = CaseExtras(case, viewer, events, at=at)
    possible = {offer.move.name: offer for offer in buttons if not offer.refusal}
    asked = [(request, [possible[name] for name in request.moves if name in possible]) for request in extras.requests]
    decided = {offer.move.name for __, offers in asked for offer in offers}
    free = [offer for name, offer in possible.items() if name not in decided]
    return sides(photos, user) | {
        "case": case, "now": at, "lamp_state": case.lamp(at=at), "stage_lamp": case.stage_lamp(at=at),
        "limit_words": durations.limit(case.limit_text),
        "working": viewer.book.working_left(case, at=at) if case.owed else None,
        "why": by_rule(case.rule_id, case.routing_why),
        "layers": layers_around(*case.location.coords) if case.location else [],
        "caller": caller(case), "may_unmask": sees_reporter(user), "may_write": writing_refusal(user) is None,
        "talk": Talk(case), "me": user,
        "extras": extras, "asked": asked, "deciding": decided,
        "possible": [offer for offer in free if not offer.rare], "rare": [offer for offer in free if offer.rare],
        "impossible": [offer for offer in buttons if offer.refusal and case.is_open],
        "timeline": timeline(case, events), "receipts": receipts(CASE, str(case.pk)) if sees_receipts(user) else [],
        "unread_here": has_unread(user, CASE, str(case.pk)),
        "seen": seen(case, photos), "fresh_id": uuid4, "place": place_words(case),
    }  # fmt: skip


def place_words(case: Case) -> str:
    return " · ".join(str(part) for part in (case.street, case.community, case.unit_grid) if part)
