"""The proof of a fix is a photo that people can see.

A photo comes in before it is made anew, and a unit must not wait for the worker in the street: it may dispose with a
photo that nobody has seen yet. A check is passed only when one was seen; and where all of them turn out to be unusable,
the case goes back to whoever sent them (decision 0031).
"""

import time
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions.advance import MOVED_FIELDS, advance
from cases.actions.move_context import MoveContext, refused
from cases.actions.supervision import concerns_supervision
from cases.models import Case, CaseEvent
from cases.rulebook import rulebook
from cases.topics import ENTERED, NOTICE, SUPERVISED
from cases.workflow import DISPOSE, MOVES, PHOTO_REFUSED, REFUSE_PROOF, SELF_HANDLE, State
from common import outbox
from common.models import Message
from common.subjects import Subject
from evidence.models import Photo, PhotoKind, PhotoStatus
from evidence.querysets import PhotoQuerySet
from evidence.topics import refused_topic

ACTOR = "photos"
PATIENCE, STEP = 2.0, 0.1  # seconds that a check waits for the worker
FRESH = timedelta(seconds=20)
_PROVING = (DISPOSE, SELF_HANDLE)


def must_be_seen(context: MoveContext) -> None:
    """Raises Refused (field `photos`) where nobody can see the fix: neither on a photo of the last disposal nor on an
    after-photo that comes with this move."""
    states = set(_proof_of(context.case, besides=context.request.photos).values_list("status", flat=True))
    if PhotoStatus.READY in states:
        return
    if PhotoStatus.RECEIVED in states:
        raise refused("photos", _("The photo of the fix is still being processed. Try again in a moment."))
    sentence = _("There is no photo of the fix that can be seen. Add one taken after it, or fail the check.")
    raise refused("photos", sentence)


def wait_until_seen(subject: Subject) -> None:
    """Give the worker a moment with after-photos that have just come in: it needs less than a second, so for what lies
    longer nobody waits, nor does anybody who holds locks."""
    end, fresh = time.monotonic() + PATIENCE, timezone.now() - FRESH
    of_fix = Photo.objects.of(subject).filter(kind=PhotoKind.AFTER)
    waiting = of_fix.filter(status=PhotoStatus.RECEIVED, uploaded_at__gte=fresh)
    while not connection.in_atomic_block and waiting.exists() and time.monotonic() < end:
        time.sleep(STEP)


def _proof_of(case: Case, *, besides: Collection[UUID] = ()) -> PhotoQuerySet:
    """The after-photos with which it was last said to be put right, and those of `besides`."""
    said = CaseEvent.objects.filter(case=case, move__in=_PROVING).order_by("-seq")
    named = (said.values_list("data", flat=True).first() or {}).get("photos", [])
    return Photo.objects.of(case.subject).filter(kind=PhotoKind.AFTER, pk__in=[*named, *besides])


@outbox.handles(refused_topic(Case.SUBJECT))
def tell_of_refused(messages: Sequence[Message]) -> None:
    """In the order of the cases, which are held one after the other."""
    photos = Photo.objects.filter(pk__in=[UUID(message.reference) for message in messages], status=PhotoStatus.REFUSED)
    for photo in photos.order_by("subject_key", "uploaded_at", "pk"):
        _tell(photo, timezone.now())


def _tell(photo: Photo, at: datetime) -> None:
    """An event under an id made from the photo's: told twice, it happened once."""
    event_id = uuid5(photo.pk, PHOTO_REFUSED)
    held = Case.objects.select_for_update(of=("self",)).select_related("category", "condition", "department")
    case = held.filter(pk=photo.subject_key).first()
    if case is None or CaseEvent.objects.filter(pk=event_id).exists():
        return
    data = {"photo": str(photo.pk), "refusal": photo.refusal, "sender": photo.uploaded_by_id}
    rests = case.state in MOVES[REFUSE_PROOF].sources and _was_the_last(photo, case)
    event = _back(case, at, data, event_id) if rests else _said(case, at, data, event_id)
    event.save(force_insert=True)
    outbox.emit(NOTICE, [event.pk])


def _was_the_last(photo: Photo, case: Case) -> bool:
    """Whether the fix was shown on this photo, and on no other that can be seen, or may still be."""
    proof = dict(_proof_of(case).values_list("pk", "status"))
    return photo.pk in proof and set(proof.values()) == {PhotoStatus.REFUSED}


def _back(case: Case, at: datetime, data: dict[str, object], id_: UUID) -> CaseEvent:
    """To the unit, on its first due time; what was put right on the spot to the desk, as accepted."""
    spot = case.state == State.SELF_HANDLED
    event = advance(
        case, MOVES[REFUSE_PROOF], at=at, by=None, actor=ACTOR, rulebook=rulebook(), data=data, id=id_,
        target=State.ACCEPTED if spot else None,
    )  # fmt: skip
    case.closed_at, case.checked_at, case.proof_refused_at = None, None, at
    case.save(update_fields=MOVED_FIELDS)
    outbox.emit(ENTERED, [case.pk])
    outbox.emit(SUPERVISED, [event.pk] if concerns_supervision(case, event) else ())
    return event


def _said(case: Case, at: datetime, data: dict[str, object], id_: UUID) -> CaseEvent:
    case.seq += 1
    case.save(update_fields=["seq"])
    return CaseEvent(
        id=id_, case=case, seq=case.seq, move=PHOTO_REFUSED, from_state=case.state, to_state=case.state, actor=ACTOR,
        at=at, data={**case.facts, **data},
    )  # fmt: skip
