"""Random lives: whatever people do, in whatever order and at the same moment, the history stays sound.

`LIVES=2000 ./dev test tests/cases/test_random_lives.py` lives as many as the project was shown with; a run of all tests
lives a few. Each life is decided by one seed, which is printed when it fails.
"""

import os
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.roles import Role
from cases.actions import Piece, Wish, chase_due, perform, resume_all
from cases.models import Case
from cases.permissions import Viewer, refusal
from cases.queries import whole
from cases.soundness import CHECKS, look
from cases.workflow import MOVES, Need
from common.models import Message
from common.refusals import Refused
from tests import factories as make
from tests.cast import City
from tests.factories import MONDAY

# What ends a life, or may be done in any state, is done seldom: else hardly a case would reach its check.
SELDOM = dict.fromkeys(["self_handle", "void", "reject", "merge"], 0.05) | dict.fromkeys(
    ["instruct", "supervise", "end_supervision", "remind", "relocate", "reclassify", "split"], 0.15
)
LIVES, STEPS = int(os.environ.get("LIVES", "25")), 40
pytestmark = [pytest.mark.django_db(transaction=True)]


class Life:
    """One case and the people around it; every answer is a case or a refusal, never anything else."""

    def __init__(self, city: City, viewers: list[Viewer], seed: int) -> None:
        self.random, self.now = Random(seed), MONDAY
        self.made: Counter[str] = Counter()
        begin, code = self.random.choice([make.reported, make.dispatched]), self.random.choice(["06010", "01001"])
        with transaction.atomic():
            self.case = begin(code, by=city.ines, at=self.now)
        self.viewers = viewers

    def step(self) -> None:
        self.now += timedelta(minutes=self.random.choice([1, 7, 45, 300, 2000]))
        if self.random.random() < 0.1:
            chase_due(at=self.now)
            resume_all(at=self.now)
        self.case = seen(self.case)
        if self.random.random() < 0.05:
            self.together()
        else:
            self.try_one(*self.choice())

    def together(self) -> None:
        """Three people with the same page before them press at the same moment."""
        choices = [self.choice() for _ in range(3)]
        failed: list[BaseException] = []

        def press(by: User, wish: Wish) -> None:
            try:
                self.try_one(by, wish)
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

    def try_one(self, by: User, wish: Wish) -> None:
        try:
            perform(case_id=self.case.pk, wish=wish, at=self.now, by=by)
        except Refused:
            self.made["refused"] += 1
        else:
            self.made[wish.move] += 1

    def choice(self) -> tuple[User, Wish]:
        by, name = self.random.choice(self.viewers).user, self.random.choice([*MOVES])
        if self.random.random() < 0.9 and (possible := list(self.possible())):
            weights = [SELDOM.get(name, 1.0) for _, name in possible]
            by, name = self.random.choices(possible, weights)[0]
        version = self.case.version - (self.random.random() < 0.1)
        given: dict[str, Any] = {}
        for need in Need:
            if need in MOVES[name].needs or (need in MOVES[name].optional and self.random.random() < 0.3):
                given |= self.value(need, by)
        return by, Wish(move=name, version=version, id=uuid.UUID(int=self.random.getrandbits(128), version=4), **given)

    def possible(self) -> Iterator[tuple[User, str]]:
        for viewer in self.viewers:
            viewer.at = self.now
            for move in MOVES.values():
                asked = viewer.user.role in move.roles and self.case.state in move.sources
                if asked and refusal(viewer, self.case, move) is None:
                    yield viewer.user, move.name

    def value(self, need: Need, by: User) -> dict[str, Any]:
        if need == Need.AFTER_PHOTO:
            return {"photos": (make.photo(by, at=self.now).pk,)}
        pick = self.random.choice
        values: dict[Need, Callable[[], Any]] = {
            Need.NOTE: lambda: "记一笔",
            Need.REASON: lambda: "有原因",
            Need.REASON_CLASS: lambda: pick(["wrong_unit", "other"]),
            Need.DEPARTMENT: lambda: pick(["sanitation", "roads", "street-1", "squad-1"]),
            Need.PASSED: lambda: pick([True, True, False]),
            Need.CLOSING: lambda: (1,),
            Need.UNTIL: lambda: self.now + timedelta(days=pick([1, 30, 400])),
            Need.INTO: lambda: pick([other.number for other in Case.objects.order_by("-reported_at")[:3]]),
            Need.CATEGORY: lambda: pick(["06010", "01001"]),
            Need.CONDITION: lambda: 1,
            Need.LOCATION: lambda: pick([make.middle(1, 0), make.middle(2, 0), (121.0, 31.0)]),
            Need.PARTS: lambda: (Piece("06010"), Piece("01001")),
            Need.RULING: lambda: pick(["once", "precedent"]),
        }
        return {need.value: values[need]()}


def seen(case: Case) -> Case:
    """The case as it is now."""
    found = whole(Case.objects.filter(pk=case.pk))
    assert found is not None
    return found


def unsound() -> dict[str, list[str]]:
    # No worker runs here, so what it was promised grows old; that this is noticed is asked in test_fsck.
    Message.objects.all().delete()
    return {found.check.name: found.examples for found in map(look, CHECKS) if found.count}


# In a run of all tests the same lives each time; who asks for more wants others than before.
@settings(
    max_examples=LIVES, deadline=None, database=None, suppress_health_check=list(HealthCheck),
    derandomize="LIVES" not in os.environ,
)  # fmt: skip
@given(seed=st.integers(min_value=0, max_value=2**32))
def live(city: City, viewers: list[Viewer], made: Counter[str], seed: int) -> None:
    life = Life(city, viewers, seed)
    for _ in range(STEPS):
        life.step()
    made.update(life.made)
    made["lives"] += 1
    if made["lives"] % max(10, LIVES // 20) == 0:
        assert unsound() == {}


def test_random_lives_are_sound(city: City) -> None:
    squad = make.department("squad-1", name="一中队", parent=city.sanitation)
    squad_hand = make.user("sasha", Role.HANDLER)
    squad.members.create(user=squad_hand)
    city.everyone.append(squad_hand)
    made: Counter[str] = Counter()
    viewers = [Viewer(user) for user in city.everyone if user.role != Role.ADMINISTRATOR]
    live(city, viewers, made)
    assert unsound() == {}
    print(dict(made))  # noqa: T201 - shown with -s, and when it fails
    by_people = {name for name, move in MOVES.items() if "system" not in move.roles}
    assert sum(made[name] for name in by_people) > 5 * LIVES
    if LIVES >= 500:
        assert by_people - {"accept"} <= set(made), by_people - set(made)
