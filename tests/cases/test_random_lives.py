"""Random lives: whatever people do, in whatever order and at the same moment, the history stays sound.

Each life is its own: a case, one beside it, the people around them, workers and clock. `fsck` looks at what it left,
and then all of it goes. What fails is lived again with fewer steps, until few are left; these are printed with who did
what.
`LIVES=2000 ./dev test tests/cases/test_random_lives.py` lives as many as the project was shown with; a run of all tests
lives a few.
"""

import os
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from accounts.models import User
from accounts.roles import Role
from cases.actions import MoveRequest, Piece, chase_due, perform, proof, resume_all
from cases.models import Case
from cases.permissions import Viewer, refusal
from cases.queries import whole
from cases.workflow import MOVES, Need
from citymgmt.integrity import CHECKS
from common import outbox
from common.integrity import examine
from common.models import Message
from common.refusals import Refused
from evidence.actions.photo import _refuse
from evidence.models import Photo, PhotoStatus
from tests import factories as make
from tests.cast import City
from tests.factories import MONDAY

# What ends a life, or may be done in any state, is done seldom: else hardly a case would reach its check.
SELDOM = dict.fromkeys(["self_handle", "void", "reject", "merge"], 0.05) | dict.fromkeys(
    ["instruct", "supervise", "end_supervision", "remind", "relocate", "reclassify", "split", "assist",
     "raise_urgency", "assign", "order_verification", "declare_ownerless", "request_suspension", "send_back", "reopen",
     "rework"], 0.15
)  # fmt: skip
LIVES, STEPS = int(os.environ.get("LIVES", "15")), 40
# No foreign key takes the places in the feed and the clock's queue along, and a life that is lived again makes events
# of the same ids.
LEFT = (
    "cases_case, cases_chaseentry, cases_feedarrival, cases_feedentry, evidence_photo, notices_notice, common_message, "
    "common_series"
)
SEED = st.integers(min_value=0, max_value=2**64)
pytestmark = [pytest.mark.django_db(transaction=True)]


class Life(RuleBasedStateMachine):
    """A case and the people around it; every answer is a case or a refusal, never anything else."""

    def __init__(self, city: City, viewers: list[Viewer], made: Counter[str]) -> None:
        super().__init__()
        self.city, self.viewers, self.made = city, viewers, made
        self.now, self.drawn = MONDAY, Counter[int]()

    def chance(self, seed: int) -> Random:
        """Hypothesis likes to draw a number again; the same one is another chance each time."""
        self.drawn[seed] += 1
        return Random(f"{seed} {self.drawn[seed]}")

    @initialize(seed=SEED)
    def begin(self, seed: int) -> None:
        chance = self.chance(seed)
        for _ in range(2):
            kind, code = chance.choice([make.reported, make.dispatched]), chance.choice(["06010", "01001"])
            with transaction.atomic():
                kind(code, by=self.city.ines, at=self.now)

    @rule(seed=SEED)
    def step(self, seed: int) -> None:
        chance = self.chance(seed)
        self.now += timedelta(minutes=chance.choice([1, 7, 45, 300, 2000]))
        if chance.random() < 0.1:
            chase_due(at=self.now)
            resume_all(at=self.now)
            do_what_was_promised()
        if chance.random() < 0.2:
            self.make_anew(chance)
        if chance.random() < 0.05:
            self.together(chance)
        else:
            self.try_one(*self.choice(chance, self.a_case(chance)))
        self.made["steps"] += 1

    def make_anew(self, chance: Random) -> None:
        """What the worker does with photos that came in: some of them are none."""
        with transaction.atomic():
            for photo in Photo.objects.filter(status=PhotoStatus.RECEIVED).order_by("uploaded_at", "pk"):
                if chance.random() < 0.5:
                    _refuse(photo, "unreadable")
                    self.made["refused photos"] += 1
                else:
                    Photo.objects.filter(pk=photo.pk).update(status=PhotoStatus.READY)

    def teardown(self) -> None:
        do_what_was_promised()
        wrong = {found.check.name: found.examples for found in map(examine, CHECKS) if found.count}
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL citymgmt.allow_truncate = 'yes'; TRUNCATE {LEFT} CASCADE")
        self.made["lives"] += sum(self.drawn.values()) > STEPS
        assert not wrong

    def a_case(self, chance: Random) -> Case:
        """Mostly the first; the one beside it, and what was split off, live too."""
        ids = list(Case.objects.order_by("reported_at", "number").values_list("pk", flat=True))
        found = whole(Case.objects.filter(pk=ids[0] if chance.random() < 0.8 else chance.choice(ids)))
        assert found is not None
        return found

    def together(self, chance: Random) -> None:
        """Three people with the same page before them press at the same moment."""
        case = self.a_case(chance)
        choices = [self.choice(chance, case) for _ in range(3)]
        failed: list[BaseException] = []

        def press(case: Case, by: User, request: MoveRequest) -> None:
            try:
                self.try_one(case, by, request)
            except BaseException as error:
                failed.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=press, args=choice) for choice in choices]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        if failed:
            raise failed[0]

    def try_one(self, case: Case, by: User, request: MoveRequest) -> None:
        try:
            perform(case_id=case.pk, request=request, at=self.now, by=by)
        except Refused as refused:
            self.made["refused"] += 1
            said = str(refused)
        else:
            self.made[request.move] += 1
            said = "done"
        if threading.current_thread() is threading.main_thread():
            note(f"{self.now:%m-%d %H:%M} {case.number} {case.state}: {by.username} {request.move}: {said}")

    def choice(self, chance: Random, case: Case) -> tuple[Case, User, MoveRequest]:
        by, name = chance.choice(self.viewers).user, chance.choice([*MOVES])
        if chance.random() < 0.9 and (possible := self.possible(case)):
            name = chance.choices([*possible], [SELDOM.get(name, 1.0) for name in possible])[0]
            by = chance.choice(possible[name])
        version = case.version - (chance.random() < 0.1)
        given: dict[str, Any] = {}
        for need in Need:
            likely = 0.9 if need == Need.CLOSING else 0.3
            if need in MOVES[name].needs or (need in MOVES[name].optional and chance.random() < likely):
                given |= self.value(chance, need, by)
        id_ = uuid.UUID(int=chance.getrandbits(128), version=4)
        return case, by, MoveRequest(move=name, version=version, id=id_, **given)

    def possible(self, case: Case) -> dict[str, list[User]]:
        """Each move that is open to somebody now, with those."""
        people: dict[str, list[User]] = {}
        for viewer in self.viewers:
            viewer.at = self.now
            for move in MOVES.values():
                asked = viewer.user.role in move.roles and case.state in move.sources
                if asked and refusal(viewer, case, move) is None:
                    people.setdefault(move.name, []).append(viewer.user)
        return people

    def value(self, chance: Random, need: Need, by: User) -> dict[str, Any]:
        if need == Need.AFTER_PHOTO:
            status = PhotoStatus.RECEIVED if chance.random() < 0.3 else PhotoStatus.READY
            return {"photos": (make.photo(by, at=self.now, status=status).pk,)}
        pick = chance.choice
        values: dict[Need, Callable[[], Any]] = {
            Need.NOTE: lambda: "记一笔",
            Need.REASON: lambda: "有原因",
            Need.REASON_CLASS: lambda: pick(["wrong_unit", "other"]),
            Need.DEPARTMENT: lambda: pick(["sanitation", "roads", "street-1", "squad-1"]),
            Need.ASSIGNEE: lambda: pick(["hana", "hugo", "omar", "sasha"]),
            Need.PASSED: lambda: pick([True, True, False]),
            Need.CLOSING: lambda: (1,),
            Need.UNTIL: lambda: self.now + timedelta(days=pick([1, 30, 400])),
            Need.INTO: lambda: pick([*Case.objects.order_by("number").values_list("number", flat=True)]),
            Need.CATEGORY: lambda: pick(["06010", "01001"]),
            Need.CONDITION: lambda: 1,
            Need.LOCATION: lambda: pick([make.middle(1, 0), make.middle(2, 0), (121.0, 31.0)]),
            Need.PLACE: lambda: pick(["S1", "S2", "gone"]),
            Need.PARTS: lambda: (Piece("06010"), Piece("01001")),
            Need.RULING: lambda: pick(["once", "precedent"]),
        }
        return {need.value: values[need]()}


def do_what_was_promised() -> None:
    """What workers do, until nothing is left that is due; none of it may fail."""
    while due := set(Message.objects.filter(due_at__lte=timezone.now()).values_list("topic", flat=True)):
        for topic in due:
            outbox.drain(topic)
    assert not [str(failed) for failed in Message.objects.exclude(last_error="")]


def test_random_lives_are_sound(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "PATIENCE", 0)
    squad = make.department("squad-1", name="一中队", parent=city.sanitation)
    squad_hand = make.user("sasha", Role.HANDLER)
    make.place("S1")
    make.place("S2", at_cell=(2, 0))
    squad.members.create(user=squad_hand)
    city.everyone.append(squad_hand)
    made: Counter[str] = Counter()
    viewers = [Viewer(user) for user in city.everyone if user.role != Role.ADMINISTRATOR]
    # In a run of all tests the same lives each time; who asks for more wants others than before. One or two of them
    # Hypothesis ends at once, to see whether less would do.
    house = settings(
        max_examples=LIVES + 5, stateful_step_count=STEPS + 1, deadline=None, database=None,
        derandomize="LIVES" not in os.environ, suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )  # fmt: skip
    run_state_machine_as_test(lambda: Life(city, viewers, made), settings=house)  # type: ignore[arg-type] # any callable will do
    print(dict(made))  # noqa: T201 - shown with -s, and when it fails
    assert made["lives"] >= LIVES
    by_people = {name for name, move in MOVES.items() if "system" not in move.roles}
    assert sum(made[name] for name in by_people) > 5 * LIVES
    if LIVES >= 500:
        assert by_people - {"accept"} <= set(made), by_people - set(made)
