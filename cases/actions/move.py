"""What the engine of moves asks of cases; `perform` is the door of every move that a person makes of a case."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.actions.advance import advance
from cases.actions.effects import EFFECTS, dispatched_limit
from cases.actions.move_context import MoveContext, MoveRequest
from cases.actions.proof import wait_until_seen
from cases.actions.save import movable
from cases.actions.supervision import concerns_supervision
from cases.models import Case, CaseEvent
from cases.news.events import has_audience
from cases.permissions import RULES, Viewer
from cases.queries import whole
from cases.topics import ENTERED, NOTICE, ROUTE, SUPERVISED
from cases.workflow import CHECK, END_SUPERVISION, QUIET, SUPERVISE, VISITED, Clock, Move
from common.subjects import Subject
from common.workflow.engine import Life, Promises
from common.written import update
from evidence.actions import attach_photos
from evidence.models import PhotoKind


class CaseLife(Life[Move, Case, Viewer, MoveRequest, CaseEvent, UUID]):
    rules = RULES
    events = CaseEvent
    thing = "case"
    quiet = QUIET
    absent = _("There is no such case, or it is not yours.")
    stale = _("%(who)s has just done “%(what)s”. Look at the case again.")
    version_missing = _("Say which version of the case you saw.")

    def find(self, key: UUID, by: User, *, lock: bool) -> Case | None:
        return whole(Case.objects.visible_to(by).filter(pk=key), lock=lock)

    def out_of_sight(self, key: UUID, event: CaseEvent) -> Case | None:
        """Where it went on, whose it is now and how it stands is not theirs to see; of a private case nothing is."""
        case = whole(Case.objects.filter(pk=key))
        if case is not None and case.seq > event.seq:
            if case.private:
                return None
            case.state = event.to_state
            case.department = case.squad = case.assignee = None
            case.finished_at = case.closed_at = None
        return case

    def viewer(self, thing: Case, by: User, at: datetime) -> Viewer:
        return Viewer(by, at=at, version=thing.city_version)

    def said(self, request: MoveRequest) -> dict[str, Any]:
        said = super().said(request)
        for name in ("assignee", "place"):
            if not said[name]:
                del said[name]
        return said

    def movable(self, thing: Case) -> dict[str, Any]:
        return movable(thing)

    def make(
        self, thing: Case, move: Move, request: MoveRequest, viewer: Viewer, at: datetime, fingerprint: str
    ) -> tuple[CaseEvent, Promises]:
        context = MoveContext(thing, move, request, at, viewer.user, viewer.book)
        event = _make(context, fingerprint)
        return event, _promises(context, event)

    def save(self, thing: Case, columns: list[str]) -> None:
        update(thing, columns)


CASES = CaseLife()


def perform(*, case_id: UUID, request: MoveRequest, at: datetime | None = None, by: User) -> tuple[Case, bool]:
    """Make one move of a case; the case after it, and whether it had been made before (the same request sent again).

    Raises what `common.workflow.engine.Life.perform` does.
    """
    if request.move == CHECK and request.passed:
        wait_until_seen(Subject(Case.SUBJECT, str(case_id)))
    return CASES.perform(key=case_id, request=request, at=at, by=by)


def _promises(context: MoveContext, event: CaseEvent) -> Promises:
    if has_audience(event.move):
        yield NOTICE, event.pk
    if context.move.then_route or context.route:
        yield ROUTE, context.case.pk
    if _concerns_visits(context.move, event):
        yield ENTERED, context.case.pk
    if event.move in (SUPERVISE, END_SUPERVISION) or concerns_supervision(context.case, event):
        yield SUPERVISED, event.pk


def _concerns_visits(move: Move, event: CaseEvent) -> bool:
    """A case comes to where somebody goes and looks, leaves it, or was looked at again."""
    moved = event.from_state != event.to_state
    return move.looks or (moved and (event.from_state in VISITED or event.to_state in VISITED))


def _make(context: MoveContext, fingerprint: str) -> CaseEvent:
    case, move, request = context.case, context.move, context.request
    if request.reason:
        context.data["reason"] = request.reason
    if request.passed is not None:
        context.data["passed"] = request.passed
    if request.photos:
        _attach(context)
    if effect := EFFECTS.get(move.name):
        effect(context)
    if move.clock == Clock.START:
        _limit(context)
    return advance(
        case, move, at=context.at, by=context.by, rulebook=context.book, passed=request.passed, target=context.target,
        department=context.department, limit=context.limit, note=request.note or request.reason, data=context.data,
        id=request.id, fingerprint=fingerprint,
    )  # fmt: skip


def _limit(context: MoveContext) -> None:
    """The history says which filing condition a case got because it named none."""
    named = context.case.condition
    context.limit = dispatched_limit(context.case)
    if named is None and context.case.condition is not None:
        context.data["condition"] = context.case.condition.number


def _attach(context: MoveContext) -> None:
    """The proof of a fix is an after-photo that was sent in after the dispatch."""
    proves = context.move.proves
    attach_photos(
        subject=context.case.subject, ids=context.request.photos, kind=PhotoKind.AFTER if proves else None,
        taken_after=context.case.dispatched_at if proves else None, by=context.by,
    )  # fmt: skip
    context.data["photos"] = [str(photo) for photo in context.request.photos]
