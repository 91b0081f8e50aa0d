"""Objections: raised by the unit in its term, answered by who did not walk the round, lapsed by the clock."""

import logging
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cases.rulebook import rulebook
from common import outbox
from common.ids import growing_id
from common.locks import busy_is_said
from common.owed import WARNING_SHARE
from common.owed.chase import chase_all
from common.refusals import Conflict, Missing, Refused
from common.workflow.engine import Life, Promises
from common.workflow.events import content_hash
from common.worktime import Limit, LimitUnit
from evidence.actions import attach_photos
from registry.queries import settings_in_force
from rounds.actions.findings import take_back
from rounds.deadlines.objections import LAPSES_AFTER, OBJECTIONS
from rounds.models import Finding, Objection, ObjectionEvent
from rounds.permissions.objections import RULES, objecting_refusal
from rounds.topics import OBJECTION
from rounds.viewer import RoundViewer
from rounds.workflow.objections import DISMISS, LAPSE, MOVES, QUIET, RAISE, UPHOLD, Move, Need

CLOCK, BATCH = "clock", 200
_MOVED = ("state", "version", "seq", "decided_by_id", "decided_at", "words", "level", "next_chase_at")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a unit thinks that a deduction is wrong; `id` was made where it was typed."""

    id: UUID
    text: str
    photos: tuple[UUID, ...] = ()


def raise_objection(
    *, finding_id: int, grounds: Grounds, at: datetime | None = None, by: User
) -> tuple[Objection, bool]:
    """The objection, and whether it was raised before (the same grounds sent again). Its answer is due by the setting.

    Raises Missing, Forbidden (not the unit that is charged), Conflict (the term is over, taken back, objected already,
    the id stands for another objection), Refused (no grounds, a photo that can't be used).
    """
    fingerprint, at = content_hash({**asdict(grounds), "finding": finding_id, "by": by.pk}), at or timezone.now()
    try:
        with busy_is_said(), transaction.atomic():
            return _raised(finding_id, grounds, at, by, fingerprint)
    except IntegrityError:
        found = Objection.objects.filter(pk=grounds.id).first()  # at the same moment, to another finding
        if found is None:
            raise
        return _same(found, fingerprint), True


def _raised(finding_id: int, grounds: Grounds, at: datetime, by: User, fingerprint: str) -> tuple[Objection, bool]:
    held = Finding.objects.visible_to(by).filter(pk=finding_id).select_for_update(of=("self",))
    finding = held.select_related("unit", "round").first()
    if finding is None:
        raise Missing(_("There is no such finding, or it is not yours."))
    if (found := Objection.objects.filter(pk=grounds.id).first()) is not None:
        return _same(found, fingerprint), True
    if no := objecting_refusal(by, finding, at=at):
        raise no
    if not grounds.text:
        sentence = _("Say why the deduction is wrong.")
        raise Refused(sentence, errors={"text": [sentence]})
    return _written(finding, grounds, at, by, fingerprint), False


def _same(found: Objection, fingerprint: str) -> Objection:
    if found.content_hash != fingerprint:
        raise Conflict(_("This id was already used for another objection."))
    return found


def _written(finding: Finding, grounds: Grounds, at: datetime, by: User, fingerprint: str) -> Objection:
    days = int(settings_in_force("objection_answer_days")["objection_answer_days"])
    due_at = rulebook().due(at, Limit(Decimal(days), LimitUnit.WORK_DAY)).due_at
    assert due_at is not None  # of a limit in working time
    objection = Objection(
        id=grounds.id, finding=finding, unit=finding.unit, grounds=grounds.text, raised_by=by, raised_at=at,
        warn_at=at + (due_at - at) * float(WARNING_SHARE), due_at=due_at, content_hash=fingerprint,
    )  # fmt: skip
    OBJECTIONS.schedule(objection)
    objection.save(force_insert=True)
    if grounds.photos:
        attach_photos(subject=objection.subject, ids=grounds.photos, by=by)
    first = ObjectionEvent(
        objection=objection, seq=1, move=RAISE, to_state=objection.state, by=by, at=at, note=grounds.text,
        data={"due_at": due_at.isoformat(), "lost": str(finding.lost)},
    )  # fmt: skip
    first.save(force_insert=True)
    outbox.emit(OBJECTION, [first.pk])
    return objection


# --- moves ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ObjectionRequest:
    """What a person wants done to an objection; `version` is the one they saw."""

    move: str
    version: int | None
    id: UUID | None = None
    note: str = ""
    reason: str = ""

    def given(self) -> set[str]:
        return {need.value for need in Need if getattr(self, need.value)}


class ObjectionLife(Life[Move, Objection, RoundViewer, ObjectionRequest, ObjectionEvent, UUID]):
    rules = RULES
    events = ObjectionEvent
    thing = "objection"
    moved = _MOVED
    absent = gettext_lazy("There is no such objection, or it is not yours.")
    stale = gettext_lazy("%(who)s has just done “%(what)s”. Look at the objection again.")
    version_missing = gettext_lazy("Say which version of the objection you saw.")
    quiet = QUIET

    def find(self, key: UUID, by: User, *, lock: bool) -> Objection | None:
        seen = Objection.objects.visible_to(by).filter(pk=key)
        seen = seen.select_related("unit", "finding__round", "finding__answer")
        return (seen.select_for_update(of=("self",)) if lock else seen).first()

    def viewer(self, thing: Objection, by: User, at: datetime) -> RoundViewer:
        return RoundViewer(by, at)

    def make(
        self, thing: Objection, move: Move, request: ObjectionRequest, viewer: RoundViewer, at: datetime,
        fingerprint: str,
    ) -> tuple[ObjectionEvent, Promises]:  # fmt: skip
        event = _advance(
            thing, move, at=at, by=viewer.user, id=request.id, note=request.note or request.reason,
            data={"reason": request.reason} if request.reason else {}, content_hash=fingerprint,
        )  # fmt: skip
        return event, [(OBJECTION, event.pk)]


LIFE = ObjectionLife()


def move_objection(
    *, objection_id: UUID, request: ObjectionRequest, at: datetime | None = None, by: User
) -> tuple[Objection, bool]:
    """Make one move of an objection; the objection after it, and whether it had been made before.

    Upheld, the deduction is taken back in the same transaction: score, sheet and round say so at once. Raises what
    `Life.perform` does.
    """
    with transaction.atomic():
        return LIFE.perform(key=objection_id, request=request, at=at, by=by)


def _advance(objection: Objection, move: Move, *, at: datetime, by: User | None, **said: Any) -> ObjectionEvent:
    """Change the objection in memory; its event, not yet saved."""
    before, objection.state = objection.state, move.target or objection.state
    objection.seq, objection.version = objection.seq + 1, objection.version + 1
    if move.name in (UPHOLD, DISMISS):
        objection.decided_by, objection.decided_at, objection.words = by, at, said.get("note", "")
    if move.name == UPHOLD:
        assert by is not None  # the clock upholds nothing
        take_back(objection.finding, by=by)
    OBJECTIONS.schedule(objection)
    key = said.pop("id", None) or growing_id()
    return ObjectionEvent(
        id=key, objection=objection, seq=objection.seq, move=move.name, from_state=before, to_state=objection.state,
        by=by, at=at, **said,
    )  # fmt: skip


# --- the clock --------------------------------------------------------------------------------------------------------


def chase_objections(*, at: datetime | None = None) -> int:
    """Warn who decides, tell of what is late, and let lapse what nobody answered; how many."""
    at = at or timezone.now()
    return chase_all(OBJECTIONS, at=at) + _lapse_all(at)


def _lapse_all(at: datetime) -> int:
    done = 0
    while step := _lapse_some(at):
        done += step
    return done


def _lapse_some(at: datetime) -> int:
    """Two clocks at once share the work."""
    due = Objection.objects.due(at=at - LAPSES_AFTER).order_by("due_at", "pk").select_for_update(skip_locked=True)
    with transaction.atomic():
        return sum(_lapse(objection, at) for objection in due[:BATCH])


def _lapse(objection: Objection, at: datetime) -> int:
    event = _advance(objection, MOVES[LAPSE], at=at, by=None, actor=CLOCK)
    try:
        with transaction.atomic():
            objection.save(update_fields=_MOVED)
            event.save(force_insert=True)
            outbox.emit(OBJECTION, [event.pk])
    except IntegrityError:
        # One whose history is broken must not stand before all the others for ever.
        log.exception("Objection %s can't lapse; `manage.py fsck` says what is wrong with it", objection.pk)
        return 0
    return 1
