"""A month of rounds in the demo city: made, drawn and walked as the clock and the groups would have done."""

from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from common import outbox
from demo.actions.handed_over import hand_over
from departments.models import Group
from ledgers.topics import ITEM, ITEM_ENDED, ITEM_TOLD
from notices.actions import tell
from places.choices import Risk
from rounds.actions import (
    AnswerMessage,
    Grounds,
    ObjectionRequest,
    RoundRequest,
    StopRequest,
    Turn,
    draw_due_rounds,
    give_answer,
    look_after_rounds,
    make_past_rounds,
    move_objection,
    move_round,
    move_stop,
    raise_objection,
    turn_finding,
)
from rounds.choices import Verdict
from rounds.models import Finding, FindingState, Objection, Round, RoundEvent, Stop
from rounds.topics import FINDING, OBJECTION, ROUND
from rounds.workflow.objections import UPHOLD, ObjectionState
from rounds.workflow.rounds import HAND_IN, SETTLE, RoundState
from rounds.workflow.stops import LOOK, StopState

DAYS, LATELY, HALFWAY = 30, timedelta(days=8), timedelta(days=3)
HANDED_OVER = timedelta(days=15)  # what nobody has handed over since is handed over at the end
REMEMBERED = timedelta(hours=36)  # what people find in their inboxes
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FAULTS = {Risk.LOW: 0.06, Risk.NORMAL: 0.15, Risk.HIGH: 0.32}  # how often a line is not in order
MISSED = 3  # this one of the rounds is walked by nobody
NOTES = ("现场未整改", "已当场指出", "多次提醒未改", "临时堆放")


def invent_rounds(*, seed: int, end: datetime) -> None:
    """Each morning of the month; what is left for the demo's people lies at its end."""
    play = RoundsPlay(seed, end)
    first = timezone.localdate(end) - timedelta(days=DAYS)
    for number in range(DAYS + 1):
        at = timezone.make_aware(datetime.combine(first + number * DAY, time(9)))
        if at <= end:
            play.morning(at)
    play.hand_over()
    _tell_lately(since=end - REMEMBERED, at=end)


def _tell_lately(*, since: datetime, at: datetime) -> None:
    """News of rounds go to the inboxes; the outbox forgets those of the past, and what was told of their items."""
    outbox.drain(ITEM)
    outbox.drain(ITEM_ENDED)
    outbox.withdraw(ROUND, FINDING, OBJECTION, ITEM_TOLD)
    events = RoundEvent.objects.filter(at__gt=since).order_by("at", "seq")
    tell(topic=ROUND, references=list(events.values_list("pk", flat=True)), at=at, deliver=False)


class RoundsPlay:
    def __init__(self, seed: int, end: datetime) -> None:
        self.seed, self.end = seed, end
        self.rng = self._chance("ids")
        self.leader = User.objects.filter(role=Role.LEADER).order_by("pk").first()
        self.walkers = {group.pk: _supervisor(group) for group in Group.objects.all()}

    def morning(self, at: datetime) -> None:
        make_past_rounds(at=at)
        draw_due_rounds(at=at)
        for of in Round.objects.filter(state=RoundState.DRAWN, draws_at__lt=at - DAY).order_by("number"):
            walker = self.walkers.get(of.group_id or 0)
            going = self._chance(f"{of.number} {at:%d}").random() < 0.6
            if walker is not None and int(of.number[-5:]) != MISSED and going:
                self._walk(of, walker, at)
        self._object(at)
        self._settle(at)
        look_after_rounds(at=at)

    def hand_over(self) -> None:
        """By the supervisor of the first group, within the last day."""
        walkers = [person for __, person in sorted(self.walkers.items()) if person is not None]
        if walkers:
            hand_over(seed=self.seed, by=walkers[0], since=self.end - HANDED_OVER, end=self.end)

    def _chance(self, what: str) -> Random:
        """Whatever places are drawn, which nobody can foresee, the rounds of a seed go the same way."""
        return Random(f"rounds {self.seed} {what}")  # noqa: S311 - a play, not a secret

    def _id(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)

    def _walk(self, of: Round, by: User, at: datetime) -> None:
        """All its places; of the last ones half, so that one is under way when the demo begins."""
        stops = list(of.stops.select_related("place", "round").order_by("order"))
        halfway = at > self.end - HALFWAY
        for number, stop in enumerate(stops[: len(stops) // 2] if halfway else stops):
            self._look(stop, by, at + number * 12 * MINUTE)
        if not halfway:
            of.refresh_from_db()
            request = RoundRequest(HAND_IN, of.version, self._id())
            move_round(round_id=of.pk, request=request, at=at + len(stops) * 12 * MINUTE, by=by)

    def _look(self, stop: Stop, by: User, at: datetime) -> None:
        checklist = stop.round.checklist
        assert checklist is not None  # it was drawn
        for line in checklist.lines.order_by("order"):
            faulty = self.rng.random() < FAULTS[Risk(stop.place.risk)]
            message = AnswerMessage(
                self._id(), line.code, Verdict.NO if faulty else Verdict.YES, self.rng.randrange(1, 4) if faulty else 0,
                self.rng.choice(NOTES) if faulty else "", answered_at=at,
            )  # fmt: skip
            answer, __ = give_answer(stop_id=stop.pk, message=message, at=at, by=by)
            if faulty and line.category and at > self.end - LATELY:
                self._turn(answer.finding, line.text, line.category, at, by)
        stop.refresh_from_db()
        if stop.state == StopState.OPEN:
            move_stop(stop_id=stop.pk, request=StopRequest(LOOK, stop.version, self._id()), at=at + 5 * MINUTE, by=by)

    def _turn(self, finding: Finding, problem: str, category: str, at: datetime, by: User) -> None:
        """Of the last week every second fault is an item of the ledger."""
        if self.rng.random() < 0.5:
            said = f"{finding.place}：不符合要求（{problem}）"
            turn = Turn(self._id(), ("item",), said, category, measures="立即整改并举一反三")
            turn_finding(finding_id=finding.pk, turn=turn, at=at, by=by)

    def _object(self, at: datetime) -> None:
        """Some units object; what the leader has decided by the next morning is taken back, the first in any case."""
        for objection in Objection.objects.filter(state=ObjectionState.RAISED).order_by("raised_at", "pk"):
            first = not Objection.objects.filter(state=ObjectionState.UPHELD).exists()
            if self.leader is not None and (self.rng.random() < 0.5 or first):
                request = ObjectionRequest(UPHOLD, objection.version, self._id(), reason="照片显示当时已整改")
                move_objection(objection_id=objection.pk, request=request, at=at, by=self.leader)
        charged = Finding.objects.filter(round__state=RoundState.HANDED_IN, state=FindingState.CHARGED, objections=None)
        for finding in charged.filter(object_until__gt=at).select_related("unit").order_by("pk"):
            head = User.objects.filter(role=Role.DEPARTMENT_HEAD, membership__department=finding.unit_id).first()
            if head is not None and (self.rng.random() < 0.06 or not Objection.objects.exists()):
                raise_objection(
                    finding_id=finding.pk, grounds=Grounds(self._id(), "该处不属本单位管辖"), at=at, by=head
                )

    def _settle(self, at: datetime) -> None:
        """What nobody may object to any more, by the leader."""
        over = Round.objects.filter(state=RoundState.HANDED_IN, objections_until__lt=at).order_by("number")
        for of in over.exclude(findings__objections__state=ObjectionState.RAISED):
            if self.leader is not None:
                move_round(
                    round_id=of.pk, request=RoundRequest(SETTLE, of.version, self._id()), at=at, by=self.leader
                )  # fmt: skip


def _supervisor(group: Group) -> User | None:
    member = group.members.filter(person__role=Role.SUPERVISOR).select_related("person").order_by("pk").first()
    return member.person if member is not None else None
