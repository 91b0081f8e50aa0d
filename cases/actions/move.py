"""`perform`: every move that a person makes goes through this one door."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cases.actions.advance import advance, content_hash
from cases.actions.effects import EFFECTS, limit_of
from cases.actions.move_context import MoveContext, MoveRequest
from cases.actions.save import movable, save_changed
from cases.models import Case, CaseEvent
from cases.news.events import has_audience
from cases.permissions import Viewer, refusal, unmet_needs
from cases.queries import whole
from cases.topics import ENTERED, NOTICE, ROUTE
from cases.workflow import MOVES, QUIET, Clock, Move, Need, State
from common import outbox
from common.locks import busy_is_said
from common.refusals import Busy, Conflict, Malformed, Missing, Refused, VersionMissing
from evidence.actions import attach_photos
from evidence.models import PhotoKind

VISITED = (State.VERIFYING, State.DISPOSED, State.CHECKING, State.CLOSED)
PROVING = ("dispose", "self_handle")


def perform(*, case_id: UUID, request: MoveRequest, at: datetime | None = None, by: User) -> tuple[Case, bool]:
    """Make one move; the case after it, and whether it had been made before (the same request sent again).

    Raises Missing (absent or not theirs), VersionMissing, Conflict (somebody was first, or the state forbids it),
    Forbidden (role or relation), Malformed (a field the move does not know), Refused (its needs are not met), Busy
    (somebody holds the case for too long).
    """
    move = MOVES.get(request.move)
    if move is None:
        raise Missing(_("There is no such move."))
    fingerprint = content_hash({**asdict(request), "case": case_id, "by": by.pk})
    try:
        with busy_is_said(), transaction.atomic():
            case = _lock(case_id, by)
            before = movable(case)
            moment = at or timezone.now()
            viewer = Viewer(by, at=moment, version=case.city_version)
            try:
                _check(case, move, request, viewer)
            except Refused:
                # Sent again after it was done: then the version is stale, and only then is the history asked. Under
                # the lock, so that of two equal requests at once the second finds the first one's event.
                if request.id is not None and (event := CaseEvent.objects.filter(pk=request.id).first()):
                    return _replayed(case, event, fingerprint), True
                raise
            context = MoveContext(case, move, request, moment, by, viewer.book)
            event = _make(context, fingerprint)
            save_changed(case, before)
            _record(context, event)
    except (IntegrityError, Busy) as error:
        return _met(case_id, request, by, fingerprint, error), True
    return case, False


def _met(case_id: UUID, request: MoveRequest, by: User, fingerprint: str, error: Exception) -> Case:
    """What a request met that the database stopped: itself, done before; somebody who was first; or just the error.

    A move that leaves the version as it is passes every check a second time: then its id is what tells. And who waited
    too long behind others that came too late as well hears who was first.
    """
    stored = whole(Case.objects.visible_to(by).filter(pk=case_id))
    event = CaseEvent.objects.filter(pk=request.id).first() if request.id is not None else None
    if event is not None:
        if stored is None:
            raise Missing(_("There is no such case, or it is not yours.")) from error
        return _replayed(stored, event, fingerprint)
    if isinstance(error, Busy) and stored is not None and request.version not in (None, stored.version):
        raise _stale(stored) from error
    raise error


def _record(context: MoveContext, event: CaseEvent) -> None:
    """The event, and the promises that follow from it."""
    case = context.case
    event.save(force_insert=True)
    promises: list[tuple[str, UUID]] = []
    if has_audience(event.move):
        promises.append((NOTICE, event.pk))
    if event.move == "file" or context.route:
        promises.append((ROUTE, case.pk))
    if _concerns_visits(event):
        promises.append((ENTERED, case.pk))
    outbox.emit_all(promises)


def _concerns_visits(event: CaseEvent) -> bool:
    """A case comes to where somebody goes and looks, leaves it, or was looked at again."""
    moved = event.from_state != event.to_state
    return event.move == "recheck" or (moved and (event.from_state in VISITED or event.to_state in VISITED))


def _lock(case_id: UUID, by: User) -> Case:
    """The case, locked: one query for all that a move looks at."""
    case = whole(Case.objects.visible_to(by).filter(pk=case_id), lock=True)
    if case is None:
        raise Missing(_("There is no such case, or it is not yours."))
    return case


def _replayed(case: Case, event: CaseEvent, fingerprint: str) -> Case:
    if event.case_id != case.pk or event.content_hash != fingerprint:
        raise Conflict(_("This id was already used for another move."))
    return case


def _check(case: Case, move: Move, request: MoveRequest, viewer: Viewer) -> None:
    # Who was too late hears who was first, also where that took the case out of their hands.
    if viewer.user.role in move.roles and request.version not in (None, case.version):
        raise _stale(case)
    if (no := refusal(viewer, case, move)) and not isinstance(no, Conflict):
        raise no
    if request.version is None:
        raise VersionMissing(_("Say which version of the case you saw."))
    if no:
        raise no
    given = request.given()
    if unknown := given - move.fields - {Need.NOTE, Need.REASON}:
        raise Malformed(
            _("“%(move)s” does not take these fields.") % {"move": move.label},
            errors={name: [_("Unknown for this move.")] for name in sorted(unknown)},
        )
    if unmet := unmet_needs(move, given):
        raise Refused(
            _("Something is missing: %(what)s") % {"what": " ".join(s for v in unmet.values() for s in v)}, errors=unmet
        )


def _stale(case: Case) -> Conflict:
    last = case.events.select_related("by").exclude(move__in=QUIET).order_by("-seq").first()
    who, what = (last.who, MOVES[last.move].label if last.move in MOVES else last.move) if last else ("", "")
    return Conflict(
        _("%(who)s has just done “%(what)s”. Look at the case again.") % {"who": who, "what": what},
        version=case.version, changed_by=who, changed_at=last.at if last else None, move=last.move if last else "",
    )  # fmt: skip


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
        context.limit = limit_of(case)
    return advance(
        case, move, at=context.at, by=context.by, rulebook=context.book, passed=request.passed, target=context.target,
        department=context.department, limit=context.limit, note=request.note or request.reason, data=context.data,
        id=request.id, fingerprint=fingerprint,
    )  # fmt: skip


def _attach(context: MoveContext) -> None:
    """The proof of a fix is an after-photo that was sent in after the dispatch."""
    proves = context.move.name in PROVING
    attach_photos(
        subject=context.case.subject, ids=context.request.photos, kind=PhotoKind.AFTER if proves else None,
        taken_after=context.case.dispatched_at if proves else None, by=context.by,
    )  # fmt: skip
    context.data["photos"] = [str(photo) for photo in context.request.photos]
