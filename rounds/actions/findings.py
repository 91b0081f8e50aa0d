"""What becomes of a finding: a case, an item of the ledger or both; a look nobody announced; taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cases.actions import Report, report_case
from cases.models import Case
from catalogue.choices import Source
from common import outbox
from common.locks import busy_is_said
from common.models import Message
from common.refusals import Conflict, Malformed, Missing
from common.subjects import Subject
from evidence.actions import carry_photos
from inspections.actions import order_look
from inspections.models import Visit
from inspections.topics import visited_topic
from inspections.workflow import VisitState
from ledgers.actions import ItemReport, Origin, open_item
from ledgers.models import Item
from registry.queries import settings_in_force
from rounds.actions.settling import judge_anew, objections_end
from rounds.models import Finding, FindingState, Round, Stop
from rounds.permissions.findings import look_refusal, turning_refusal
from rounds.topics import FINDING
from rounds.viewer import RoundViewer

CASE, ITEM = "case", "item"


@dataclass(frozen=True, slots=True)
class Turn:
    """What a finding shall become: a `case`, an `item`, or both at once; `id` was made where it was said.

    `category` is the code of the case's class, and of the item's; `unit` owes the item (who is charged, where nothing
    is said); without `due_at` the item has the city's limit.
    """

    id: UUID
    into: tuple[str, ...]
    problem: str
    category: str = ""
    condition: int | None = None
    measures: str = ""
    unit: str = ""
    due_at: datetime | None = None


def turn_finding(*, finding_id: int, turn: Turn, at: datetime | None = None, by: User) -> tuple[Finding, bool]:
    """The finding with what it became, and whether it had become it before (the same said again).

    Case and item are made in one step or not at all; both show where they came from and have its photos. What is a case
    already may become an item later, and the other way round. Raises Missing, Forbidden (not in its group, or a role
    that reports no cases or opens no items), Conflict (taken back, or it has become one already), Malformed, Refused.
    """
    wanted = [each for each in (CASE, ITEM) if each in turn.into]
    if not wanted or set(turn.into) - {CASE, ITEM}:
        sentence = _("Say what it becomes: a case, an item of the ledger, or both.")
        raise Malformed(sentence, errors={"into": [sentence]})
    at = at or timezone.now()
    with busy_is_said(), transaction.atomic():
        finding = _held(finding_id, by)
        if no := turning_refusal(RoundViewer(by, at), finding):
            raise no
        known = [_become[each](finding, turn, at, by) for each in wanted]
        finding.save(update_fields=["case", "item"])
    return finding, all(known)


def _held(finding_id: int, by: User) -> Finding:
    seen = Finding.objects.visible_to(by).filter(pk=finding_id).select_for_update(of=("self",))
    related = ("round", "place", "unit", "answer__item", "answer__stop", "case", "item")
    if (finding := seen.select_related(*related).first()) is None:
        raise Missing(_("There is no such finding, or it is not yours."))
    return finding


def _become_case(finding: Finding, turn: Turn, at: datetime, by: User) -> bool:
    key = uuid5(turn.id, CASE)
    if finding.case is not None and finding.case_id != key:
        raise Conflict(_("It is case %(number)s already.") % {"number": finding.case.number})
    lng, lat = _spot(finding)
    report = Report(
        id=key, category=turn.category, condition=turn.condition, lng=lng, lat=lat, description=turn.problem,
        source=Source.INSPECTION, occurred_at=finding.answer.answered_at, place=finding.place.code,
        address=finding.place.address,
    )  # fmt: skip
    finding.case, known = report_case(report=report, at=at, by=by)
    carry_photos(of=finding.subject, to=Subject(Case.SUBJECT, str(key)))
    return known


def _become_item(finding: Finding, turn: Turn, at: datetime, by: User) -> bool:
    key = uuid5(turn.id, ITEM)
    if finding.item is not None and finding.item_id != key:
        raise Conflict(_("It is item %(number)s of the ledger already.") % {"number": finding.item.number})
    lng, lat = _spot(finding)
    report = ItemReport(
        id=key, problem=turn.problem, unit=turn.unit or finding.unit.code, measures=turn.measures, due_at=turn.due_at,
        place=finding.place.code, lng=lng, lat=lat, category=turn.category, source="round",
        cases=(finding.case_id,) if finding.case_id else (),
        origin=Origin(Finding.SUBJECT, str(finding.pk), title_of(finding), finding.get_absolute_url()),
    )  # fmt: skip
    finding.item, known = open_item(report=report, at=at, by=by)
    carry_photos(of=finding.subject, to=Subject(Item.SUBJECT, str(key)))
    return known


_become = {CASE: _become_case, ITEM: _become_item}


def title_of(finding: Finding) -> str:
    """What a finding is called where it is met without its page."""
    return f"{finding.round.number} {finding.place}: {finding.answer.item.text}"[:200]


def _spot(finding: Finding) -> tuple[float, float]:
    """Where the phone was, if that was at the place; else the place's own point."""
    point, near = finding.answer.location, finding.answer.distance_m
    metres = int(settings_in_force("place_metres")["place_metres"])
    at = point if point is not None and near is not None and near <= metres else finding.place.point
    return at.x, at.y


# --- objections -------------------------------------------------------------------------------------------------------


def open_to_objections(*, round: Round, at: datetime) -> datetime:  # noqa: A002 - the word of the trade
    """Units are told what is charged to them, and may object from now until the moment that is answered.

    Called with the round that is handed in, in its transaction. Handed in again, nobody's term gets shorter.
    """
    until = objections_end(at)
    charged = Finding.objects.filter(round=round, state=FindingState.CHARGED)
    charged.filter(Q(object_until=None) | Q(object_until__lt=until)).update(object_until=until)
    # Each unit is told once, however much is charged to it.
    outbox.emit(FINDING, charged.order_by("unit_id", "pk").distinct("unit_id").values_list("pk", flat=True))
    return until


def take_back(finding: Finding, *, by: User) -> None:
    """Its marks are not lost any more, at its stop and in its round; call it with the objection held.

    The round is held, so that who settles it at this moment counts them before or after, and not both.
    """
    of = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=finding.round_id)
    finding.state = FindingState.TAKEN_BACK
    finding.save(update_fields=["state"])
    Stop.objects.filter(pk=finding.answer.stop_id, lost__isnull=False).update(lost=F("lost") - finding.lost)
    if of.marks_lost is not None:
        of.marks_lost -= finding.lost
        of.save(update_fields=["marks_lost"])
        judge_anew(finding.answer.stop_id, by=by)


# --- the look that nobody announced -----------------------------------------------------------------------------------


def look_again(*, finding_id: int, note: str = "", at: datetime | None = None, by: User) -> Visit:
    """Send somebody to see whether it was put right; the unit is told nothing, and no page of it shows the visit.

    Asked for again while somebody still has to go, it is the same visit. Raises Missing, Forbidden, Conflict.
    """
    at = at or timezone.now()
    with busy_is_said(), transaction.atomic():
        finding = _held(finding_id, by)
        if no := look_refusal(by, finding):
            raise no
        return order_look(
            subject=finding.subject, title=title_of(finding), url=finding.get_absolute_url(), spot=_spot(finding),
            note=note, at=at, by=by,
        )  # fmt: skip


@outbox.handles(visited_topic(Finding.SUBJECT))
def hear_of_looks(messages: Sequence[Message]) -> None:
    """The last result stands at the finding; told twice it is the same."""
    visits = Visit.objects.filter(pk__in=[int(message.reference) for message in messages], state=VisitState.DONE)
    for visit in visits.order_by("done_at", "pk"):
        older = Q(looked_at=None) | Q(looked_at__lt=visit.done_at)
        found = Finding.objects.filter(older, pk=int(visit.subject_key))
        found.update(looked_at=visit.done_at, look_passed=visit.passed)
