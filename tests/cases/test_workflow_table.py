"""The table of moves, stated a second time by hand: who may do what in which state.

Written from the seven links of the field, not computed from the code. `unit` is a member of the unit that owes the
fix, `other_unit` one of another unit; `walks` is the inspector of the duty grid, `elsewhere` another.
"""

from types import SimpleNamespace
from typing import cast

import pytest

from accounts.models import User
from accounts.roles import Role
from cases.models import Case
from cases.permissions import Viewer, refusal
from cases.workflow import MOVES, SYSTEM, State
from common.refusals import Conflict, Forbidden

PEOPLE = {
    "walks": Role.INSPECTOR,
    "elsewhere": Role.INSPECTOR,
    "acceptor": Role.ACCEPTOR,
    "shift_leader": Role.SHIFT_LEADER,
    "dispatcher": Role.DISPATCHER,
    "unit": Role.HANDLER,
    "unit_head": Role.DEPARTMENT_HEAD,
    "other_unit": Role.HANDLER,
    "supervisor": Role.SUPERVISOR,
    "leader": Role.LEADER,
    "auditor": Role.AUDITOR,
    "administrator": Role.ADMINISTRATOR,
    "integration": Role.INTEGRATION,
}

# state: {move: the people who may make it}
ALLOWED: dict[str, dict[str, str]] = {
    "reported": {"accept": "acceptor shift_leader", "reject": "acceptor shift_leader"},
    "accepted": {"file": "shift_leader", "reject": "acceptor shift_leader", "void": "shift_leader"},
    "filed": {"dispatch": "dispatcher shift_leader", "void": "shift_leader"},
    "dispatched": {
        "take": "unit unit_head",
        "dispose": "unit unit_head",
        "send_back": "unit unit_head",
        "void": "shift_leader",
    },
    "in_disposal": {"dispose": "unit unit_head", "send_back": "unit unit_head", "void": "shift_leader"},
    "disposed": {
        "order_check": "acceptor shift_leader",
        "check": "walks shift_leader",
        "rework": "shift_leader",
        "void": "shift_leader",
    },
    "checking": {"check": "walks shift_leader", "rework": "shift_leader", "void": "shift_leader"},
    "checked": {"close": "acceptor shift_leader", "rework": "shift_leader", "void": "shift_leader"},
    "closed": {},
    "rejected": {},
    "void": {},
}
TARGETS = {
    "accept": "accepted", "file": "filed", "auto_file": "filed", "auto_dispatch": "dispatched",
    "dispatch": "dispatched",
    "take": "in_disposal", "dispose": "disposed", "send_back": "filed", "order_check": "checking", "check": "checked",
    "close": "closed", "rework": "dispatched", "reject": "rejected", "void": "void",
    "import_close": "closed", "import_void": "void",
}  # fmt: skip


def viewer(person: str) -> Viewer:
    made = Viewer(cast(User, SimpleNamespace(role=PEOPLE[person])))
    made.__dict__["department_id"] = {"unit": 1, "unit_head": 1, "other_unit": 2}.get(person)
    made.__dict__["duty_grid_ids"] = frozenset({"walks": {7}, "elsewhere": {8}}.get(person, ()))
    return made


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("move", MOVES)
def test_everybody_may_exactly_what_is_stated(state: str, move: str) -> None:
    case = Case(state=state, department_id=1, duty_grid_id=7)
    case._state.fields_cache["department"] = None
    may = {person for person in PEOPLE if refusal(viewer(person), case, MOVES[move]) is None}
    assert may == set(ALLOWED[state].get(move, "").split())


def test_every_move_ends_where_it_is_stated() -> None:
    assert {name: str(move.target) for name, move in MOVES.items()} == TARGETS
    assert {name: str(move.target_if_failed) for name, move in MOVES.items() if move.target_if_failed} == {
        "check": "dispatched"
    }


def test_what_the_platform_does_nobody_else_can() -> None:
    assert {name for name, move in MOVES.items() if move.roles == {SYSTEM}} == {
        "auto_file", "auto_dispatch", "import_close", "import_void",
    }  # fmt: skip


def test_the_wrong_role_is_told_who_could() -> None:
    said = refusal(viewer("elsewhere"), Case(state="filed"), MOVES["dispatch"])
    assert isinstance(said, Forbidden)
    assert str(Role.DISPATCHER.label) in said.message


def test_the_wrong_state_is_told_which_state_it_is() -> None:
    said = refusal(viewer("acceptor"), Case(state="closed"), MOVES["accept"])
    assert isinstance(said, Conflict)
    assert str(State.CLOSED.label) in said.message


def test_every_state_can_be_reached_and_every_open_one_left() -> None:
    reached = {"reported"} | set(TARGETS.values())
    assert reached == set(State.values)
    assert all(ALLOWED[state] for state in State.values if state not in ("closed", "rejected", "void"))
