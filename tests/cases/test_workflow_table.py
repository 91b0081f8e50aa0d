"""The rules answer as tests/cases/stated.py states; pages and API are asked in test_stated_at_the_doors.py."""

import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from accounts.models import User
from accounts.roles import Role
from cases.models import Case
from cases.permissions import Viewer, refusal
from cases.workflow import MOVES, SYSTEM, Ask, State
from common.refusals import Conflict, Forbidden
from registry.settings import with_defaults
from tests.cases.stated import ALLOWED, ASKED, NOON, PEOPLE, WATCHED

UNITS = {"unit": 1, "unit_head": 1, "squad": 3, "squad_head": 3, "other_unit": 2}

STAYS = (
    "state_grounds assist finish_part request_extension endorse_extension grant_extension refuse_extension "
    "request_suspension refuse_suspension recheck allow_own_check appeal review_appeal decide_appeal remind "
    "supervise end_supervision instruct reclassify relocate split raise_urgency lower_urgency "
    "assign unassign auto_unassign keep_private make_public name_place"
)
TARGETS = {
    "accept": "accepted", "order_verification": "verifying", "auto_verification": "verifying", "verify": "accepted",
    "self_handle": "self_handled", "file": "filed", "auto_file": "filed", "auto_dispatch": "dispatched",
    "dispatch": "dispatched", "declare_ownerless": "dispatched", "arbitrate": "dispatched",
    "take": "in_disposal", "sub_dispatch": "dispatched", "return_to_unit": "dispatched", "dispose": "disposed",
    "send_back": "filed", "grant_suspension": "suspended", "resume": "in_disposal", "auto_resume": "in_disposal",
    "order_check": "checking", "check": "checked", "close": "closed", "rework": "dispatched", "reopen": "dispatched",
    "reject": "rejected", "void": "void", "merge": "merged", "unmerge": "accepted", "restore": "accepted",
    "import_close": "closed", "import_void": "void", "refuse_proof": "in_disposal",
} | dict.fromkeys(STAYS.split(), "None")  # fmt: skip
FINAL = {"closed", "self_handled", "rejected", "void", "merged"}


def viewer(person: str) -> Viewer:
    made = Viewer(cast(User, SimpleNamespace(role=PEOPLE[person], pk=hash(person))), at=NOON)
    made.__dict__["department_id"] = UNITS.get(person)
    made.__dict__["duty_grid_ids"] = frozenset({"walks": {7}, "beside": {7}, "elsewhere": {8}}.get(person, ()))
    made.__dict__["book"] = SimpleNamespace(settings=with_defaults({}), must_verify=lambda source: False)
    return made


def case_in(state: str, move: str = "") -> Case:
    case = Case(
        id=uuid.uuid4(), state=state, department_id=1, squad_id=3, duty_grid_id=7, street_id=1,
        due_at=NOON + timedelta(hours=1), reporter_id=hash("walks"),
    )  # fmt: skip
    for column, value in ASKED.get(move, {}).items():
        setattr(case, column, value)
    case._state.fields_cache["department"] = None
    return case


@pytest.mark.django_db
@pytest.mark.parametrize("state", State.values)
def test_everybody_may_exactly_what_is_stated(state: str) -> None:
    for move in MOVES:
        case = case_in(state, move)
        may = {person for person in PEOPLE if refusal(viewer(person), case, MOVES[move]) is None}
        assert may == set(ALLOWED[state].get(move, "").split()), move


def test_every_move_ends_where_it_is_stated() -> None:
    assert {name: str(move.target) for name, move in MOVES.items()} == TARGETS
    assert {name: str(move.target_if_failed) for name, move in MOVES.items() if move.target_if_failed} == {
        "check": "dispatched", "verify": "accepted",
    }  # fmt: skip


def test_some_can_end_elsewhere_too() -> None:
    anywhere = {"reported", "verifying", "accepted", "filed", "dispatched", "in_disposal", "disposed"}
    assert {name: set(move.also) for name, move in MOVES.items() if move.also} == {
        "send_back": {"disputed"},
        "reclassify": {"filed", "dispatched"},
        "relocate": {"filed", "dispatched"},
        "unmerge": anywhere,
        "reopen": {"filed"},
        "refuse_proof": {"accepted"},
    }


def test_what_the_platform_does_nobody_else_can() -> None:
    assert {name for name, move in MOVES.items() if move.roles == {SYSTEM}} == {
        "auto_file", "auto_dispatch", "auto_verification", "auto_resume", "import_close", "import_void", "refuse_proof",
        "auto_unassign",
    }  # fmt: skip


def test_what_makes_nobodys_form_stale() -> None:
    assert {name for name, move in MOVES.items() if move.quiet} == {
        "remind", "supervise", "end_supervision", "instruct", "state_grounds", "finish_part", "recheck",
        "allow_own_check", "auto_unassign",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("move", "state", "person", "change"),
    [
        ("file", "accepted", "shift_leader", {"verified": False}),
        ("request_extension", "in_disposal", "unit", {"due_at": NOON - timedelta(seconds=1)}),
        ("request_extension", "in_disposal", "unit", {"extension_count": 2}),
        ("request_extension", "in_disposal", "unit", {"extension": Ask.ASKED}),
        ("grant_extension", "in_disposal", "dispatcher", {"extension": Ask.ASKED}),
        ("request_suspension", "in_disposal", "unit", {"suspension_count": 1}),
        ("grant_suspension", "in_disposal", "dispatcher", {"suspension": ""}),
        ("send_back", "dispatched", "unit", {"routing_why": "arbitrated"}),
        ("dispose", "in_disposal", "unit", {"parts_open": 1}),
        ("return_to_unit", "in_disposal", "squad", {"squad_id": None}),
        ("raise_urgency", "filed", "acceptor", {"urgent": True}),
        ("lower_urgency", "in_disposal", "leader", {"urgency_raised_at": None}),
        ("unassign", "in_disposal", "unit", {"assignee_id": None}),
        ("appeal", "closed", "unit_head", {"finished_at": NOON}),
        ("appeal", "closed", "unit_head", {"appeal": Ask.REFUSED}),
        ("decide_appeal", "closed", "supervisor", {"appeal": Ask.ASKED}),
        ("check", "disposed", "beside", {"disposed_by_id": hash("beside")}),
        ("check", "disposed", "walks", {}),
        ("recheck", "closed", "walks", {}),
        ("check", "disposed", "shift_leader", {"reporter_id": hash("shift_leader")}),
        ("allow_own_check", "checking", "shift_leader", {"stage_due_at": NOON + timedelta(seconds=1)}),
        ("allow_own_check", "checking", "shift_leader", {"reporter_id": hash("shift_leader")}),
        ("allow_own_check", "checking", "shift_leader", {"reporter_may_check": True}),
    ],
)
def test_what_does_not_hold_is_refused(move: str, state: str, person: str, change: dict[str, Any]) -> None:
    case = case_in(state, move)
    for column, value in change.items():
        setattr(case, column, value)
    assert refusal(viewer(person), case, MOVES[move]) is not None


def test_the_wrong_role_is_told_who_could() -> None:
    said = refusal(viewer("elsewhere"), case_in("filed"), MOVES["dispatch"])
    assert isinstance(said, Forbidden)
    assert str(Role.DISPATCHER.label) in said.message


def test_the_wrong_state_is_told_which_state_it_is() -> None:
    said = refusal(viewer("acceptor"), case_in("closed"), MOVES["accept"])
    assert isinstance(said, Conflict)
    assert str(State.CLOSED.label) in said.message


def test_every_state_can_be_reached_and_every_open_one_left() -> None:
    reached = {"reported", "disputed"} | set(TARGETS.values()) - {"None"}
    assert reached == set(State.values)
    assert all(set(ALLOWED[state]) - set(WATCHED) for state in State.values if state not in FINAL)
