"""Every address × every role × (own, another's, none): tests/who_may.txt states the answers, by hand.

Every move × everybody is stated in tests/cases/stated.py; here those whom the case itself names are asked too.

Where a role is answered the same whosever it is, each run asks for one of the three, drawn anew for each address and
role; with `--long` all are asked for.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.roles import Role
from cases.models import Case, DisputeStatement, Part
from cases.workflow import MOVES, State
from common import pdf
from common.throttling import counter
from departments.models import Membership
from tests import factories as make
from tests.cases.stated import ALLOWED, ASKED, PEOPLE
from tests.doors import PHONE, RELATIONS, ROLES, World, addresses, api_of, stated_rows
from tests.sweeps import Sweep

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SEE_OWN_ONLY = {"inspector", "handler", "department_head", "administrator", "integration"}
# Who reports is told number, class and distance of what the report would repeat, whoever's it is.
TOLD_OF_DUPLICATES = {"/field/place/", "/api/v1/cases/duplicates/"}
# An administrator has the number from the request of the person whose words shall be erased.
ASKED_BY_NUMBER = {"/erased-words/<number>/"}
# Django's own doors: they turn to somewhere else whatever the method.
ANY_METHOD = {
    "/sign-in/", "/sign-in/provider/", "/sign-in/provider/back/", "/welcome/<uidb64>/<token>/", "/i18n/setlang/",
    "/api/…", "/api/v1/…",
}  # fmt: skip


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Built once: each knock is undone, and all of it at the end. Nothing is printed: that is slow and no question."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        patch.setattr(pdf, "pdf", lambda html, files: b"%PDF")
        logging.disable(logging.WARNING)  # of a thousand refusals, each of them meant
        yield World()
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)


def test_every_address_is_stated() -> None:
    stated = {row.split()[1] for row in stated_rows()}
    missing = sorted(set(addresses()) - stated)
    assert not missing, f"new addresses: say in tests/who_may.txt who may what there: {', '.join(missing)}"


def test_no_address_is_stated_that_is_gone() -> None:
    gone = sorted({row.split()[1] for row in stated_rows()} - set(addresses()))
    assert not gone, f"take these out of tests/who_may.txt, they are no addresses any more: {', '.join(gone)}"


@pytest.mark.parametrize(("row", "words"), stated_rows().items(), ids=stated_rows())
def test_everybody_is_answered_as_stated(world: World, row: str, words: list[str], sweep: Sweep) -> None:
    method, route = row.split()
    assert len(words) == len(ROLES), "a line has one word for each role"
    wrong = []
    for role, word in zip(ROLES, words, strict=True):
        for relation, right in asked(row, role, word, sweep):
            said, body = world.answer(method, route, role, relation)
            wrong += [] if said == right else [f"{role}, {relation}: {said}, and not {right}"]
            wrong += leaks(world, route, role, said, body)
    assert not wrong, f"{row}: {'; '.join(wrong)}"


def asked(row: str, role: str, word: str, sweep: Sweep) -> list[tuple[str, str]]:
    """What this run asks for at an address, and the answer that is stated."""
    if "/" in word:
        return list(zip(RELATIONS, word.split("/"), strict=True))
    relations = RELATIONS if "<" in row else RELATIONS[:1]
    return [(relation, word) for relation in sweep.share(relations, one_in=len(RELATIONS), seed=f"{row} {role}")]


def leaks(world: World, route: str, role: str, said: str, body: bytes) -> list[str]:
    """Another's case in an answer to somebody who does not see it; a reporter's phone outside the unmasking."""
    found = []
    if role in SEE_OWN_ONLY and said in ("ok", "bad"):
        marks = {str(world.other.pk)} | (
            set() if route in TOLD_OF_DUPLICATES | ASKED_BY_NUMBER else {world.other.number}
        )
        found += [f"{role} reads of another's case" for mark in marks if mark.encode() in body]
    if PHONE.encode() in body and not route.endswith("/unmask/"):
        found.append(f"{role} reads a reporter's phone")
    return found


@pytest.mark.parametrize("route", sorted(set(addresses()) - ANY_METHOD))
def test_what_is_not_stated_is_no_method(world: World, route: str) -> None:
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        if f"{method} {route}" not in stated_rows():
            assert world.answer(method, route, "shift_leader", "own")[0] == "405", method


# People beyond those of the hand-written table, and the moves that their relation alone allows them.
RELATED = {
    "reporter": "self_handle",
    "walks": "check recheck",  # here somebody else reported it
    "visitor": "self_handle verify check recheck",
    "assistant": "finish_part",
    "party": "state_grounds",
}
BLIND = {"elsewhere", "other_unit", "administrator", "integration"}
SEE_PRIVATE = {
    "reporter", "visitor", "unit", "unit_head", "squad", "squad_head", "assistant", "shift_leader", "auditor",
}  # fmt: skip


class Moving:
    """The people of the hand-written table of moves, and a case to which they are related as it says."""

    def __init__(self, world: World) -> None:
        city, self.case = world.city, world.own
        squad, helping, blamed = (make.department(code, name=code) for code in ("squad", "helping", "blamed"))
        units = {"squad": squad, "squad_head": squad, "assistant": helping, "party": blamed}
        roles = PEOPLE | {"reporter": "inspector", "visitor": "inspector", "assistant": "handler", "party": "handler"}
        known = {"walks": city.ines, "elsewhere": city.ivan, "unit": city.hana, "unit_head": city.hugo}
        users = {name: known.get(name) or make.user(f"m-{name}", Role(role)) for name, role in roles.items()}
        city.duty_grids[0].inspectors.add(users["beside"])
        for name, unit in (units | {"other_unit": city.roads}).items():
            Membership.objects.create(user=users[name], department=unit)
        at = self.case.reported_at
        Part.objects.create(case=self.case, department=helping, task="冲洗", assigned_at=at)
        DisputeStatement.objects.create(case=self.case, department=blamed, text="不属于本单位", by=city.hana, at=at)
        self.related: dict[str, Any] = {name: users[name] for name in ("reporter", "visitor")}
        self.related |= {"squad": squad, "parts_open": 1, "assisting": [helping.pk], "disputing": [blamed.pk]}
        self.clients = {name: api_of(user) for name, user in users.items()}

    def answer(self, person: str, state: str, move: str) -> int:
        """The status for the move, made in that state with all that the table asks of the case; then undone."""
        due: dict[str, Any] = {"due_at": timezone.now() + DAY}
        counter.forget()
        with transaction.atomic():
            now = due | self.related | {"state": state} | ASKED.get(move, {})
            now["pauses"] = [[self.case.reported_at.isoformat(), None]] if state == State.SUSPENDED else None
            Case.objects.filter(pk=self.case.pk).update(**now)
            address = f"/api/v1/cases/{self.case.pk}/moves/{move}/"
            status = self.clients[person].post(address, {"version": self.case.version}, format="json").status_code
            transaction.set_rollback(True)
        return int(status)


@pytest.fixture(scope="module")
def moving(world: World) -> Moving:
    return Moving(world)


@pytest.mark.parametrize("move", MOVES)
def test_the_api_lets_exactly_those_move_who_may(moving: Moving, move: str) -> None:
    stated = next((state for state in State if move in ALLOWED[state]), None)
    state = stated or next(state for state in State if state in MOVES[move].sources)
    may = set(ALLOWED[state].get(move, "").split()) | {name for name in RELATED if move in RELATED[name].split()}
    blind = BLIND | (set() if state == State.DISPUTED else {"party"})
    if move == "make_public":  # of a private case
        blind = moving.clients.keys() - SEE_PRIVATE
    expected = {name: "may" if name in may else 404 if name in blind else 403 for name in moving.clients}
    said = {name: moving.answer(name, state, move) for name in moving.clients}
    assert max(said.values()) < 500, said
    assert {name: status if status in (401, 403, 404) else "may" for name, status in said.items()} == expected
