"""Random lives of rounds: whatever several people and two clocks do, together or one by one, `fsck` is content.

`LIVES=500 ./dev test tests/rounds/test_random_lives_of_rounds.py` lives as many as the project was shown with; a run of
all tests lives a few.
"""

import os
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from common.refusals import Refused
from common.workflow import SYSTEM
from inspections.actions import VisitRequest, perform_visit
from inspections.models import Visit
from rounds.actions import (
    AnswerMessage,
    Grounds,
    ObjectionRequest,
    RoundOrder,
    RoundRequest,
    StopRequest,
    Turn,
    chase_objections,
    draw_due_rounds,
    give_answer,
    look_after_rounds,
    look_again,
    make_due_rounds,
    make_round_now,
    move_objection,
    move_round,
    move_stop,
    raise_objection,
    turn_finding,
)
from rounds.models import Answer, ChecklistLine, Finding, Objection, Plan, Round, Stop
from rounds.permissions.objections import RULES as OBJECTIONS
from rounds.permissions.rounds import RULES as ROUNDS
from rounds.permissions.stops import RULES as STOPS
from rounds.viewer import RoundViewer
from rounds.workflow.objections import MOVES as OF_OBJECTIONS
from rounds.workflow.rounds import MOVES as OF_ROUNDS
from rounds.workflow.stops import MOVES as OF_STOPS
from tests import factories as make
from tests.cast import City
from tests.ledgers.drawing import do_what_was_promised, sound
from tests.races import at_once
from tests.rounds import making

LIVES, STEPS, PLACES = int(os.environ.get("LIVES", "3")), 60, 3
LEFT = (
    "cases_case, cases_chaseentry, cases_feedarrival, cases_feedentry, evidence_photo, inspections_visit, "
    "ledgers_item, ledgers_order, notices_notice, rounds_round, rounds_plan, common_message, common_series, "
    "places_place"
)
SELDOM = {"cancel": 0.02, "redraw": 0.1, "give_back": 0.15, "look_again": 0.1, "give_up": 0.1, "withdraw": 0.2}
Step = tuple[str, Callable[[], Any]]
pytestmark = pytest.mark.django_db(transaction=True)


class Life:
    """A plan and its rounds, and the people around them; every answer is a thing or a refusal, nothing else."""

    def __init__(self, city: City, judge: User, seed: int, made: Counter[str]) -> None:
        self.chance, self.made = Random(f"rounds {seed}"), made
        self.now = timezone.now()
        self.walkers = [city.sue, city.ines]
        self.people = [*self.walkers, judge, city.lea, city.hana, city.omar, city.sven]
        with transaction.atomic():
            for number in range(PLACES):
                make.place(f"S{number}", at_cell=(number, 0), unit=city.sanitation if number else city.roads)
            group = making.group(*self.walkers, code=f"group-{seed}")
            size = self.chance.choice([None, 2])
            rest: dict[str, Any] = {"selection": "random", "sample_size": size} if size else {}
            self.plan: Plan = making.plan(group=group, next_at=self.now, draws_at="00:00", **rest)

    def live(self) -> None:
        self.tried(self.draw())
        for __ in range(STEPS):
            self.now += timedelta(minutes=self.chance.choice([1, 5, 20, 90, 700]))
            self.step()
        do_what_was_promised()
        sound()

    def step(self) -> None:
        chance = self.chance.random()
        if chance < 0.08:
            self.clock()
        elif chance < 0.2:
            at_once([partial(self.tried, self.choice()) for __ in range(3)])
        else:
            self.tried(self.choice())

    def clock(self) -> None:
        """Two clocks at once, and what workers do."""
        self.now += timedelta(days=self.chance.choice([0, 0, 1, 3]))
        at = self.now
        for tick in (make_due_rounds, draw_due_rounds, look_after_rounds, chase_objections):
            at_once([partial(tick, at=at)] * 2)
        do_what_was_promised()
        self.made["ticks"] += 1

    def choice(self) -> Step:
        steps = (self.draw, self.answer, self.walk, self.stop, self.round, self.turn, self.objection, self.look)
        return self.chance.choices(steps, (0.03, 0.25, 0.2, 0.2, 0.18, 0.08, 0.16, 0.05))[0]()

    def tried(self, step: Step) -> None:
        name, call = step
        try:
            call()
        except Refused:
            self.made["refused"] += 1
        else:
            self.made[name] += 1

    # --- what may be done -----------------------------------------------------------------------------------------

    def draw(self) -> Step:
        order, at = RoundOrder(self.id(), self.plan.code, "领导要求"), self.now
        by = self.chance.choice(self.people[:4])
        return "draw by hand", lambda: make_round_now(order=order, at=at, by=by)

    def a_stop(self) -> Stop | None:
        """Of a round that is under way, where there is one."""
        stops = list(Stop.objects.select_related("round", "place").order_by("round__number", "order"))
        going = [stop for stop in stops if stop.round.state in ("drawn", "walking")]
        return self.chance.choice(going or stops) if stops else None

    def answer(self) -> Step:
        stop = self.a_stop()
        if stop is None:
            return "nothing", lambda: None
        codes = list(ChecklistLine.objects.filter(version=stop.round.checklist_id).values_list("code", flat=True))
        return "answer", self.answering(stop, self.chance.choice(sorted(codes)), self.somebody())

    def somebody(self) -> User:
        return self.chance.choice(self.walkers if self.chance.random() < 0.9 else self.people)

    def answering(self, stop: Stop, line: str, by: User) -> Callable[[], Any]:
        verdict = self.chance.choice(["yes", "yes", "no", "na"])
        before = Answer.objects.current().filter(stop=stop, item__code=line).values_list("pk", flat=True).first()
        said: dict[str, Any] = {"replaces": before if self.chance.random() < 0.95 else None}
        if verdict == "no":
            photos = (make.photo(by).pk,) if self.chance.random() < 0.9 else ()
            said |= {"pieces": self.chance.randrange(0, 5), "photos": photos, "unit": self.chance.choice(["", "roads"])}
        message, at = AnswerMessage(self.id(), line, verdict, **said), self.now
        return lambda: give_answer(stop_id=stop.pk, message=message, at=at, by=by)

    def walk(self) -> Step:
        """All lines that nobody has answered, and done there: else hardly a round would be handed in."""
        stop, by = self.a_stop(), self.chance.choice(self.walkers)
        if stop is None:
            return "nothing", lambda: None
        lines = ChecklistLine.objects.filter(version=stop.round.checklist_id).order_by("code")
        answered = Answer.objects.current().filter(stop=stop).values("item")
        calls = [self.answering(stop, line.code, by) for line in lines.exclude(pk__in=answered)]
        look, at = StopRequest("look", stop.version, self.id()), self.now

        def walked() -> None:
            for call in calls:
                call()
            move_stop(stop_id=stop.pk, request=look, at=at, by=by)

        return "walk", walked

    def stop(self) -> Step:
        stop = self.a_stop()
        if stop is None:
            return "nothing", lambda: None
        name, by = self.likely(STOPS, OF_STOPS, stop)
        request = StopRequest(name, self.seen(stop.version), self.id(), reason="锁门"[: self.some()])
        at = self.now
        return f"stop {name}", lambda: move_stop(stop_id=stop.pk, request=request, at=at, by=by)

    def round(self) -> Step:
        rounds = list(Round.objects.select_related("group").order_by("number"))
        if not rounds:
            return "nothing", lambda: None
        of = self.chance.choice(rounds[-3:])
        name, by = self.likely(ROUNDS, OF_ROUNDS, of)
        request, at = RoundRequest(name, self.seen(of.version), self.id(), reason="有原因"[: self.some()]), self.now
        return f"round {name}", lambda: move_round(round_id=of.pk, request=request, at=at, by=by)

    def a_finding(self) -> Finding | None:
        found = list(Finding.objects.order_by("pk"))
        return self.chance.choice(found[-6:]) if found else None

    def turn(self) -> Step:
        finding = self.a_finding()
        if finding is None:
            return "nothing", lambda: None
        into = self.chance.choice([("case",), ("item",), ("case", "item"), ()])
        turn = Turn(self.id(), into, "围挡破损", self.chance.choice(["06010", "06010", ""]))
        by, at = self.somebody(), self.now
        return f"turn {len(into)}", lambda: turn_finding(finding_id=finding.pk, turn=turn, at=at, by=by)

    def look(self) -> Step:
        """Somebody is sent, or comes back."""
        at, visit = self.now, Visit.objects.live().order_by("pk").first()
        if visit is not None and self.chance.random() < 0.6:
            asked = VisitRequest("do", visit.version, passed=self.chance.random() < 0.5)
            by = self.people[-1]
            return "visit", lambda: perform_visit(visit_id=visit.pk, request=asked, at=at, by=by)
        finding, by = self.a_finding(), self.somebody()
        if finding is None:
            return "nothing", lambda: None
        return "look again", lambda: look_again(finding_id=finding.pk, at=at, by=by)

    def objection(self) -> Step:
        raised, at = list(Objection.objects.order_by("pk")), self.now
        if raised and self.chance.random() < 0.5:
            objection = self.chance.choice(raised[-4:])
            name, by = self.likely(OBJECTIONS, OF_OBJECTIONS, objection)
            request = ObjectionRequest(name, self.seen(objection.version), self.id(), reason="照片为证"[: self.some()])
            return f"objection {name}", lambda: move_objection(objection_id=objection.pk, request=request, at=at, by=by)
        finding, grounds = self.a_finding(), Grounds(self.id(), "已补齐"[: self.some()])
        if finding is None:
            return "nothing", lambda: None
        by = self.chance.choice(self.people[-3:])
        return "object", lambda: raise_objection(finding_id=finding.pk, grounds=grounds, at=at, by=by)

    # --- chance -----------------------------------------------------------------------------------------------------

    def likely(self, rules: Any, moves: Any, thing: Any) -> tuple[str, User]:
        """Mostly a move that is open to somebody now."""
        possible = [
            (name, user) for name, move in moves.items() for user in self.people
            if rules.refusal(RoundViewer(user, self.now), thing, move) is None
        ]  # fmt: skip
        wanted = [(name, user) for name, user in possible if self.chance.random() < SELDOM.get(name, 1.0)]
        if wanted and self.chance.random() < 0.9:
            return self.chance.choice(wanted)
        return self.chance.choice([*moves]), self.chance.choice(self.people)

    def seen(self, version: int) -> int:
        return max(version - (self.chance.random() < 0.05), 1)

    def some(self) -> int:
        """How much of a sentence is typed: now and then nothing."""
        return 99 if self.chance.random() < 0.95 else 0

    def id(self) -> uuid.UUID:
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)


def test_random_lives_are_sound(city: City) -> None:
    judge = make.user("judy", Role.SUPERVISOR)
    made: Counter[str] = Counter()
    for seed in range(LIVES):
        Life(city, judge, seed, made).live()
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL citymgmt.allow_truncate = 'yes'; TRUNCATE {LEFT} CASCADE")
        made["lives"] += 1
    print(dict(made))  # noqa: T201 - shown with -s, and when it fails
    assert {"answer", "walk", "round hand_in", "ticks"} <= set(made)
    if LIVES >= 50:
        by_people = {f"round {name}" for name, move in OF_ROUNDS.items() if SYSTEM not in move.roles}
        by_people |= {f"objection {name}" for name, move in OF_OBJECTIONS.items() if SYSTEM not in move.roles}
        by_people |= {f"stop {name}" for name in OF_STOPS} | {"turn 1", "turn 2", "object", "look again", "visit"}
        assert by_people <= set(made), by_people - set(made)
