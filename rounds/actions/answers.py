"""Answers at the stops of a round: one message for each, safe to send again and safe beside each other.

A phone that was out of reach sends what it kept in any order: each message says by itself what it answers, and what it
answers anew.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.datum import Datum, to_wgs84
from common.locks import busy_is_said
from common.refusals import Conflict, Malformed, Missing, Refused
from common.workflow.events import content_hash
from departments.models import Department
from evidence.actions import attach_photos, carry_photos
from inspections.routing import metres
from registry.queries import settings_in_force
from rounds.actions.set_out import hold_round, set_out
from rounds.choices import Rule, Verdict
from rounds.models import Answer, ChecklistLine, Finding, FindingState, Stop
from rounds.permissions.stops import answering_refusal
from rounds.viewer import RoundViewer
from rounds.workflow.objections import ObjectionState
from rounds.workflow.rounds import RoundState

MOST_PIECES, MOST_ACCURACY = 999, 100_000
CLOCK_SKEW = timedelta(minutes=5)  # by which a phone's clock may be fast
DIGITS = 7


@dataclass(frozen=True, slots=True)
class AnswerMessage:
    """What is said of one line of the checklist, in codes and plain values; `id` was made where it was said.

    `replaces` is the answer that the person saw there and answers anew. `unit` (code) and `person` (user name) are
    charged with a "no"; where nothing is said it is the unit of the place, and nobody by name. Degrees are in `datum`.
    """

    id: UUID
    line: str
    verdict: str
    pieces: int = 0
    note: str = ""
    unit: str = ""
    person: str = ""
    photos: tuple[UUID, ...] = ()
    lng: float | None = None
    lat: float | None = None
    datum: str = Datum.WGS84
    accuracy_m: float | None = None
    answered_at: datetime | None = None
    replaces: UUID | None = None


def give_answer(*, stop_id: int, message: AnswerMessage, at: datetime | None = None, by: User) -> tuple[Answer, bool]:
    """The answer, and whether it was given before (the same message sent again, also after the round was handed in).

    A "no" makes a finding: its marks, its photos and who is charged. Answered anew, the finding before counts no more.
    Raises Missing (no such stop, or not theirs), Forbidden (not in the group), Conflict (the stop is done, the round is
    not under way, somebody answered the line meanwhile, the id stands for another answer, or the finding before has
    become more than an answer), Malformed (no such line, unit or person), Refused (pieces, photo or unit missing).
    """
    fingerprint = content_hash({**asdict(message), "stop": stop_id, "by": by.pk})
    try:
        with busy_is_said(), transaction.atomic():
            return _given(stop_id, message, at or timezone.now(), by, fingerprint)
    except IntegrityError:
        found = Answer.objects.filter(pk=message.id).first()  # at the same moment, at another stop
        if found is None:
            raise
        return _same(found, fingerprint), True


def _given(stop_id: int, message: AnswerMessage, at: datetime, by: User, fingerprint: str) -> tuple[Answer, bool]:
    stop = _held(stop_id, by)
    if (found := Answer.objects.filter(pk=message.id).first()) is not None:
        return _same(found, fingerprint), True
    if no := answering_refusal(RoundViewer(by, at), stop):
        raise no
    line = _line(stop, message.line)
    message = _checked(message, line)
    before = _before(stop, line, message)
    set_out(stop, at=at, by=by)
    if before is not None:
        _set_aside(before, at)
    answer = _written(stop, line, message, at, by, fingerprint)
    if message.verdict == Verdict.NO:
        _charge(stop, answer, message, before, by)
    return answer, False


def _held(stop_id: int, by: User) -> Stop:
    """The stop, locked: two people at one stop answer one after the other, and nobody hands it in between. A round on
    which nobody has set out is held before, so that it does not end meanwhile."""
    seen = Stop.objects.visible_to(by).filter(pk=stop_id)
    hold_round(seen, state=RoundState.DRAWN)
    stop = seen.select_for_update(of=("self",)).select_related("round", "place__unit").first()
    if stop is None:
        raise Missing(_("There is no such stop, or it is not yours."))
    return stop


def _same(found: Answer, fingerprint: str) -> Answer:
    if found.content_hash != fingerprint:
        raise Conflict(_("This id was already used for another answer."))
    return found


def _line(stop: Stop, code: str) -> ChecklistLine:
    line = ChecklistLine.objects.filter(version=stop.round.checklist_id, code=code).first()
    if line is None:
        raise _wrong("line", _("The checklist of this round has no line “%(code)s”.") % {"code": code})
    return line


def _wrong(field: str, sentence: str) -> Malformed:
    return Malformed(sentence, errors={field: [sentence]})


def _missing(field: str, sentence: str) -> Refused:
    return Refused(sentence, errors={field: [sentence]})


def _checked(message: AnswerMessage, line: ChecklistLine) -> AnswerMessage:
    """The message with its pieces as the line's rule counts them."""
    if message.verdict not in Verdict.values:
        raise _wrong("verdict", _("The answer is yes, no or n/a."))
    if message.verdict != Verdict.NO:
        if message.pieces or message.photos or message.unit or message.person:
            raise _wrong("verdict", _("Only a “no” has pieces, photos and somebody who is charged."))
        return message
    if line.rule != Rule.PIECE:
        return replace(message, pieces=max(message.pieces, 1))
    if not 1 <= message.pieces <= MOST_PIECES:
        raise _missing("pieces", _("Say how many there are, from 1 to %(most)s.") % {"most": MOST_PIECES})
    return message


def _before(stop: Stop, line: ChecklistLine, message: AnswerMessage) -> Answer | None:
    """The answer that stands there, if it is the one that the person saw."""
    before = Answer.objects.current().filter(stop=stop, item=line).select_related("by", "finding").first()
    if (before.pk if before is not None else None) != message.replaces:
        if before is None:
            raise Conflict(_("The answer that you saw there is gone: look at the stop again."))
        words = {"who": before.by, "answer": before.get_verdict_display()}
        sentence = _("%(who)s has answered “%(answer)s” here meanwhile. Look at it, and answer anew if it is wrong.")
        raise Conflict(sentence % words, answer=str(before.pk), changed_by=str(before.by), changed_at=before.at)
    return before


def _set_aside(before: Answer, at: datetime) -> None:
    """It counts no more. What has become a case or an item, or is objected to, is no mere answer any more."""
    before.replaced_at = max(at, before.at)
    before.save(update_fields=["replaced_at"])
    # Held and read anew: who makes an item of it, or objects, holds it meanwhile.
    finding = Finding.objects.select_for_update(of=("self",)).filter(answer=before).first()
    if finding is None:
        return
    if finding.case_id or finding.item_id:
        raise Conflict(_("It has become a case or an item of the ledger; the answer stands."))
    if finding.objections.exclude(state=ObjectionState.WITHDRAWN).exists():
        raise Conflict(_("The unit has objected to it; the answer stands until that is decided."))
    finding.state = FindingState.CORRECTED
    finding.save(update_fields=["state"])


def _written(
    stop: Stop, line: ChecklistLine, message: AnswerMessage, at: datetime, by: User, fingerprint: str
) -> Answer:
    return Answer.objects.create(
        id=message.id, stop=stop, item=line, verdict=message.verdict, pieces=message.pieces, note=message.note,
        lost=line.counting.lost(message.verdict, message.pieces), **_where(message, stop), by=by, at=at,
        # A phone's clock may be fast; further ahead than that it is wrong, and nothing is answered in the future.
        answered_at=min(message.answered_at or at, at + CLOCK_SKEW), content_hash=fingerprint,
    )  # fmt: skip


def _where(message: AnswerMessage, stop: Stop) -> dict[str, Any]:
    """Where the phone was, as it says, and how far from the place: far away is kept and shown, and refuses nothing."""
    if message.lng is None or message.lat is None:
        return {}
    try:
        lng, lat = to_wgs84(message.lng, message.lat, Datum(message.datum))
    except ValueError as error:
        raise _wrong("location", str(error)) from error
    lng, lat = round(lng, DIGITS), round(lat, DIGITS)
    place = stop.place.point
    distance = round(metres((lng, lat), (place.x, place.y)))
    return {"location": Point(lng, lat, srid=4326), "accuracy_m": message.accuracy_m, "distance_m": distance}


def _charge(stop: Stop, answer: Answer, message: AnswerMessage, before: Answer | None, by: User) -> None:
    """The finding with its photos; those of the finding before go with it."""
    unit = _unit(message.unit, stop)
    finding = Finding.objects.create(
        answer=answer, round=stop.round, place=stop.place, unit=unit, person=_person(message.person, unit),
        lost=answer.lost, found_at=answer.at,
    )  # fmt: skip
    carried = _carried(before, finding)
    if not message.photos and not carried and settings_in_force("deduction_photo")["deduction_photo"]:
        raise _missing("photos", _("Show what you deduct for in a photo."))
    if message.photos:
        attach_photos(subject=finding.subject, ids=message.photos, by=by)


def _carried(before: Answer | None, finding: Finding) -> bool:
    of = getattr(before, "finding", None) if before is not None else None
    return of is not None and bool(carry_photos(of=of.subject, to=finding.subject))


def _unit(code: str, stop: Stop) -> Department:
    if code:
        unit = Department.objects.active().filter(code=code).first()
        if unit is None:
            raise _wrong("unit", _("Unknown unit “%(code)s”.") % {"code": code})
        return unit
    if stop.place.unit is None:
        raise _missing("unit", _("Say which unit is charged: the place has none."))
    return stop.place.unit


def _person(username: str, unit: Department) -> User | None:
    if not username:
        return None
    members = User.objects.filter(username=username, is_active=True, membership__department__in=unit.below)
    if (person := members.first()) is None:
        words = {"name": username, "unit": unit}
        raise _wrong("person", _("“%(name)s” is no member of %(unit)s.") % words)
    return person
