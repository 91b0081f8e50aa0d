"""Pages and API offer, and take, exactly what tests/cases/stated.py states: every state × move × person.

The cases come to their states by the moves themselves. What a move asks of the case beside its state (an extension
that was asked for) is one more case, in which only the moves that ask so are looked at.

What is offered is compared whole, for everybody in each state; of the cases of which more is asked for those who may
make such a move, and some others. At the door of each move knocks everybody who may; of the moves that are not theirs
each person tries some. With `--long` all look and knock everywhere. test_workflow_table.py asks the rules about all.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import RequestFactory
from django.urls import resolve
from django.utils import timezone
from django_htmx.middleware import HtmxDetails
from rest_framework.test import APIRequestFactory, force_authenticate

from accounts.models import User
from cases.actions import MoveRequest, perform
from cases.models import Case
from cases.workflow import CHECK, MOVES, Need, State
from common.refusals import Conflict, Forbidden, Missing
from tests import factories as make
from tests.cases.stated import ALLOWED, NAMED, PEOPLE
from tests.cast import City
from tests.sweeps import Sweep

pytestmark = pytest.mark.django_db

NAMES = {
    "walks": "ines", "beside": "iris", "elsewhere": "ivan", "acceptor": "ada", "shift_leader": "sven",
    "dispatcher": "dora", "unit": "hana", "unit_head": "hugo", "squad": "sasha", "squad_head": "sonja",
    "other_unit": "omar", "supervisor": "sue", "leader": "lea", "auditor": "arno", "administrator": "abel",
    "integration": "otto",
}  # fmt: skip
# How a case comes to its state: move, who makes it, the unit named. The first word is how it begins.
SQUAD = "dispatched sub_dispatch:unit_head:squad-1"
OURS = f"{SQUAD} take:squad"
DISPOSED = f"{OURS} dispose:squad"
CHECKED = f"{DISPOSED} order_check:acceptor check:beside"
BACK = "send_back:unit dispatch:dispatcher:sanitation"
ROADS: dict[str, str] = {
    "reported": "reported",
    "verifying": "reported order_verification:acceptor",
    "accepted": "reported accept:acceptor",
    "filed": "reported accept:acceptor file:shift_leader",
    "disputed": f"dispatched {BACK} send_back:unit",
    "dispatched": SQUAD,
    "in_disposal": OURS,
    "suspended": f"{OURS} request_suspension:unit grant_suspension:dispatcher",
    "disposed": DISPOSED,
    "checking": f"{DISPOSED} order_check:acceptor",
    "checked": CHECKED,
    "closed": f"{CHECKED} close:shift_leader",
    "self_handled": "reported self_handle:walks",
    "rejected": "reported reject:acceptor",
    "void": "reported accept:acceptor void:shift_leader",
    "merged": "reported merge:acceptor",
}
# What was done before, where a move asks for it.
FIRST: dict[str, str] = {
    "endorse_extension": "request_extension:unit",
    "refuse_extension": "request_extension:unit",
    "grant_extension": "request_extension:unit endorse_extension:unit_head",
    "grant_suspension": "request_suspension:unit",
    "refuse_suspension": "request_suspension:unit",
    "finish_part": "assist:dispatcher:roads",
    "end_supervision": "supervise:supervisor",
    "make_public": "keep_private:shift_leader",
    "lower_urgency": "raise_urgency:supervisor",
    "unassign": "assign:squad",
    "allow_own_check": "overtime",
    "appeal": "late",
    "review_appeal": "late appeal:unit_head",
    "decide_appeal": "late appeal:unit_head review_appeal:shift_leader",
}
# A field that is missing is asked for only of who may; a move that needs none is made.
TAKEN, REFUSED = (200, 400, 422), (403, 404, 409)
ONE_IN = 12  # of so many moves that are not theirs, each person tries one
FEWER = 4  # of so many who may make no move that asks more of a case, one looks at it
OFFERED = re.compile(r"/moves/(\w+)/")


def stated_in(state: str) -> dict[str, str]:
    return ALLOWED[state] | NAMED.get(state, {})


@dataclass
class Stage:
    """One case in one state, what was done before beside coming there, and which moves are looked at."""

    case: Case
    first: str
    people: dict[str, User]
    sweep: Sweep

    @property
    def moves(self) -> set[str]:
        return {move for move in MOVES if FIRST.get(move, "") == self.first}

    def visitors(self) -> list[tuple[str, User]]:
        """Everybody; where more was done before, those who may make a move that asks for it, and some of the others."""
        others = [person for person in self.people if not self.stated(person)]
        one_in = FEWER if self.first else 1
        coming = self.sweep.share(others, one_in=one_in, seed=f"{self.case.state} {self.first}")
        return [(name, user) for name, user in self.people.items() if name in coming or self.stated(name)]

    def knocks(self, person: str) -> set[str]:
        """The moves that this person tries."""
        others = sorted(self.moves - self.stated(person))
        return self.stated(person) | {*self.sweep.share(others, one_in=ONE_IN, seed=f"{self.case.state} {person}")}

    def stated(self, person: str) -> set[str]:
        may = {name for name, people in stated_in(self.case.state).items() if person in people.split()}
        return may & self.moves

    def walk(self, road: str) -> None:
        for step in road.split():
            if step == "late":
                Case.objects.filter(pk=self.case.pk).update(due_at=self.case.dispatched_at)
            elif step == "overtime":
                Case.objects.filter(pk=self.case.pk).update(stage_due_at=self.case.stage_started_at)
            else:
                move, person, *unit = step.split(":")
                self._make(move, self.people[person], unit)
            self.case.refresh_from_db()

    def _make(self, move: str, by: User, unit: list[str]) -> None:
        values = self._values(by) | {Need.DEPARTMENT: lambda: unit[0]}
        asked = (*MOVES[move].needs, Need.CLOSING) if move == CHECK else MOVES[move].needs
        given = {need.value: values[need]() for need in asked}
        perform(case_id=self.case.pk, request=MoveRequest(move, self.case.version, uuid.uuid4(), **given), by=by)

    def _values(self, by: User) -> dict[Need, Callable[[], Any]]:
        return {
            Need.NOTE: lambda: "记一笔",
            Need.REASON: lambda: "有原因",
            Need.REASON_CLASS: lambda: "wrong_unit",
            Need.CONDITION: lambda: 1,
            Need.CLOSING: lambda: (1,),
            Need.ASSIGNEE: lambda: by.username,
            Need.PASSED: lambda: True,
            Need.UNTIL: lambda: timezone.now() + timedelta(days=2),
            Need.AFTER_PHOTO: lambda: (make.photo(by, at=timezone.now()).pk,),
            Need.INTO: lambda: Case.objects.exclude(pk=self.case.pk).latest("reported_at").number,
        }


@pytest.fixture
def people(city: City) -> dict[str, User]:
    squad = make.department("squad-1", name="一中队", parent=city.sanitation)
    hands = make.user("sasha", PEOPLE["squad"]), make.user("sonja", PEOPLE["squad_head"])
    for each in hands:
        squad.members.create(user=each)
    iris = make.user("iris", PEOPLE["beside"])
    city.duty_grids[0].inspectors.add(iris)
    known = {user.username: user for user in (*city.everyone, *hands, iris)}
    found = {person: known[name] for person, name in NAMES.items()}
    assert {person: user.role for person, user in found.items()} == PEOPLE
    return found


def stages(state: str, people: dict[str, User], sweep: Sweep) -> Iterator[Stage]:
    """The case as it comes, and one more for each thing that a move asks beside the state."""
    asking = {FIRST[move] for move in stated_in(state) if move in FIRST}
    for first in ("", *sorted(asking)):
        yield stage(state, first, people, sweep)


def stage(state: str, first: str, people: dict[str, User], sweep: Sweep) -> Stage:
    begin, *road = ROADS[state].split()
    born = make.reported if begin == "reported" else make.dispatched
    now = timezone.now() - timedelta(minutes=5)
    born("06010", by=people["elsewhere"], at=now, at_cell=(2, 0))
    made = Stage(born("06010", by=people["walks"], at=now), first, people, sweep)
    made.walk(" ".join([*road, first]))
    assert made.case.state == state
    return made


@pytest.mark.parametrize("state", State.values)
def test_the_api_offers_and_takes_what_is_stated(state: str, people: dict[str, User], sweep: Sweep) -> None:
    for stage in stages(state, people, sweep):
        for person, user in stage.visitors():
            assert offered_by_api(user, stage) == stage.stated(person), person
            assert taken_by_api(user, stage, stage.knocks(person)) == stage.stated(person), person


def offered_by_api(user: User, stage: Stage) -> set[str]:
    answer = ask_api(user, "get", f"/api/v1/cases/{stage.case.pk}/")
    assert answer.status_code in (200, 404)
    offers = answer.data.get("allowed_moves", [])
    return {offer["move"] for offer in offers if offer["refusal"] is None} & stage.moves


def taken_by_api(user: User, stage: Stage, tried: set[str]) -> set[str]:
    return {move for move in tried if taken(user, stage, move)}


def taken(user: User, stage: Stage, move: str) -> bool:
    """Whether the move was not refused; whatever it did is undone."""
    address = f"/api/v1/cases/{stage.case.pk}/moves/{move}/"
    with transaction.atomic():
        status = ask_api(user, "post", address, {"version": stage.case.version}).status_code
        transaction.set_rollback(True)
    assert status in TAKEN + REFUSED, (address, status)
    return status in TAKEN


def ask_api(user: User, method: str, address: str, body: Any = None) -> Any:
    request = getattr(APIRequestFactory(), method)(address, body, format="json")
    force_authenticate(request, user)
    return ask(request, address)


def ask(request: Any, address: str) -> Any:
    """The door alone, without sessions, tokens and middleware: those stand in tests/test_who_may.py."""
    view, arguments, named = resolve(address)
    return view(request, *arguments, **named)


@pytest.mark.parametrize("state", State.values)
def test_the_pages_offer_and_open_what_is_stated(state: str, people: dict[str, User], sweep: Sweep) -> None:
    for stage in stages(state, people, sweep):
        for person, user in stage.visitors():
            assert offered_by_page(user, stage) == stage.stated(person), person
            assert opened_by_page(user, stage, stage.knocks(person)) == stage.stated(person), person


def offered_by_page(user: User, stage: Stage) -> set[str]:
    return {*OFFERED.findall(page(user, stage.case.get_absolute_url()))} & stage.moves


def opened_by_page(user: User, stage: Stage, tried: set[str]) -> set[str]:
    """The moves whose form opens."""
    address = stage.case.get_absolute_url()
    return {move for move in tried if page(user, f"{address}moves/{move}/")}


def page(user: User, address: str) -> str:
    """What the page shows; nothing where it refuses."""
    request: Any = RequestFactory().get(address, headers={"HX-Request": "true"})
    request.user, request.htmx = user, HtmxDetails(request)
    try:
        answer = ask(request, address)
    except (Missing, Forbidden, Conflict):
        return ""
    assert answer.status_code == 200
    return str(answer.text)
