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
from cases.actions.evidence import attach_photos
from cases.actions.making import ENTERED, Making, Wish
from cases.actions.report import ROUTE
from cases.actions.save import movable, save_changed
from cases.models import Case, CaseEvent, PhotoKind
from cases.news.events import has_audience
from cases.permissions import Viewer, refusal, unmet_needs
from cases.queries import whole
from cases.topics import NOTICE
from cases.workflow import MOVES, QUIET, Clock, Move, Need, State
from common import outbox
from common.locks import busy_is_said
from common.refusals import Busy, Conflict, Malformed, Missing, Refused, VersionMissing

VISITED = (State.VERIFYING, State.DISPOSED, State.CHECKING, State.CLOSED)
PROVING = ("dispose", "self_handle")


def perform(*, case_id: UUID, wish: Wish, at: datetime | None = None, by: User) -> tuple[Case, bool]:
    """Make one move; the case after it, and whether it had been made before (the same wish sent again).

    Raises Missing (absent or not theirs), VersionMissing, Conflict (somebody was first, or the state forbids it),
    Forbidden (role or relation), Malformed (a field the move does not know), Refused (its needs are not met), Busy
    (somebody holds the case for too long).
    """
    move = MOVES.get(wish.move)
    if move is None:
        raise Missing(_("There is no such move."))
    fingerprint = content_hash({**asdict(wish), "case": case_id, "by": by.pk})
    try:
        with busy_is_said(), transaction.atomic():
            case = _lock(case_id, by)
            before = movable(case)
            moment = at or timezone.now()
            viewer = Viewer(by, at=moment, version=case.city_version)
            try:
                _check(case, move, wish, viewer)
            except Refused:
                # Sent again after it was done: then the version is stale, and only then is the history asked. Under
                # the lock, so that of two equal wishes at once the second finds the first one's event.
                if wish.id is not None and (event := CaseEvent.objects.filter(pk=wish.id).first()):
                    return _replayed(case, event, fingerprint), True
                raise
            making = Making(case, move, wish, moment, by, viewer.book)
            event = _make(making, fingerprint)
            save_changed(case, before)
            _record(making, event)
    except (IntegrityError, Busy) as error:
        return _met(case_id, wish, by, fingerprint, error), True
    return case, False


def _met(case_id: UUID, wish: Wish, by: User, fingerprint: str, error: Exception) -> Case:
    """What a wish met that the database stopped: itself, done before; somebody who was first; or just the error.

    A move that leaves the version as it is passes every check a second time: then its id is what tells. And who waited
    too long behind others that came too late as well hears who was first.
    """
    stored = whole(Case.objects.visible_to(by).filter(pk=case_id))
    event = CaseEvent.objects.filter(pk=wish.id).first() if wish.id is not None else None
    if event is not None:
        if stored is None:
            raise Missing(_("There is no such case, or it is not yours.")) from error
        return _replayed(stored, event, fingerprint)
    if isinstance(error, Busy) and stored is not None and wish.version not in (None, stored.version):
        raise _stale(stored) from error
    raise error


def _record(making: Making, event: CaseEvent) -> None:
    """The event, and the promises that follow from it."""
    case = making.case
    event.save(force_insert=True)
    promises: list[tuple[str, UUID]] = []
    if has_audience(event.move):
        promises.append((NOTICE, event.pk))
    if event.move == "file" or making.route:
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


def _check(case: Case, move: Move, wish: Wish, viewer: Viewer) -> None:
    # Who was too late hears who was first, also where that took the case out of their hands.
    if viewer.user.role in move.roles and wish.version not in (None, case.version):
        raise _stale(case)
    if (no := refusal(viewer, case, move)) and not isinstance(no, Conflict):
        raise no
    if wish.version is None:
        raise VersionMissing(_("Say which version of the case you saw."))
    if no:
        raise no
    given = wish.given()
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


def _make(making: Making, fingerprint: str) -> CaseEvent:
    case, move, wish = making.case, making.move, making.wish
    if wish.reason:
        making.data["reason"] = wish.reason
    if wish.passed is not None:
        making.data["passed"] = wish.passed
    if wish.photos:
        _attach(making)
    if effect := EFFECTS.get(move.name):
        effect(making)
    if move.clock == Clock.START:
        making.limit = limit_of(case)
    return advance(
        case, move, at=making.at, by=making.by, rulebook=making.book, passed=wish.passed, target=making.target,
        department=making.department, limit=making.limit, note=wish.note or wish.reason, data=making.data, id=wish.id,
        fingerprint=fingerprint,
    )  # fmt: skip


def _attach(making: Making) -> None:
    """The proof of a fix is an after-photo that was sent in after the dispatch."""
    proves = making.move.name in PROVING
    attach_photos(
        case=making.case, ids=making.wish.photos, kind=PhotoKind.AFTER if proves else None,
        taken_after=making.case.dispatched_at if proves else None, by=making.by,
    )  # fmt: skip
    making.data["photos"] = [str(photo) for photo in making.wish.photos]
