"""The life of a round: who may move it in which state, by page and API as by the rules, and what each move does."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import User
from common.integrity import examine
from common.refusals import Conflict, Forbidden, Refused, VersionMissing
from rounds.actions import RoundRequest, move_round
from rounds.integrity import CHECKS
from rounds.models import Draw, Round, RoundEvent, Stop
from rounds.permissions.rounds import RULES
from rounds.viewer import RoundViewer
from rounds.workflow.rounds import MOVES
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client
from tests.rounds import making
from tests.rounds.stated import ALLOWED, IN_GROUP, PEOPLE, SEE, SOURCES, TARGETS

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def sound() -> None:
    wrong = {check.name: examine(check).examples for check in CHECKS}
    assert not any(wrong.values()), wrong


@pytest.fixture
def people(city: City) -> dict[str, User]:
    return {name: make.user(f"the-{name}", role) for name, role in PEOPLE.items()}


@pytest.fixture
def drawn(people: dict[str, User]) -> Round:
    """A round of three places, walked by the group of the stated table."""
    for number in range(3):
        make.place(f"S{number}", at_cell=(number, 0))
    group = making.group(*(people[name] for name in IN_GROUP), head=people["hander"])
    return making.now(making.plan(group=group), people["leader"])


def brought(of: Round, state: str, people: dict[str, User]) -> None:
    """Put it into a state, as far as the rules look: all places seen, nobody may object any more."""
    making.seen(of)
    Round.objects.filter(pk=of.pk).update(
        state=state, handed_in_by=people["hander"], objections_until=timezone.now() - DAY
    )
    of.refresh_from_db()


@pytest.mark.parametrize("state", ALLOWED)
def test_who_may_do_what_in_which_state(people: dict[str, User], drawn: Round, state: str) -> None:
    brought(drawn, state, people)
    for move in MOVES.values():
        may = {
            name for name, user in people.items()
            if RULES.refusal(RoundViewer(user, timezone.now()), drawn, move) is None
        }  # fmt: skip
        assert may == set(ALLOWED[state].get(move.name, "").split()), move.name


@pytest.mark.parametrize("state", ALLOWED)
def test_page_and_api_let_exactly_those_move_who_may(
    people: dict[str, User], drawn: Round, signed_in: SignedIn, state: str, request: pytest.FixtureRequest
) -> None:
    """By default the moves that the state knows and two that it does not; with --long every one."""
    brought(drawn, state, people)
    moves = MOVES if request.config.getoption("long") else {*ALLOWED[state], "settle", "miss"}
    for name, user in people.items():
        page, api = signed_in(user), api_client(user)
        for move in moves:
            body = {"id": str(uuid.uuid4()), "version": drawn.version}
            body |= {"reason": "雨"} if "reason" in MOVES[move].fields else {}
            for door in ("page", "api"):
                with transaction.atomic():
                    if door == "api":
                        address = f"/api/v1/rounds/{drawn.pk}/moves/{move}/"
                        status = api.post(address, body, format="json").status_code
                    else:
                        status = page.post(f"/rounds/{drawn.pk}/moves/{move}/", body).status_code
                    transaction.set_rollback(True)
                may = name in ALLOWED[state].get(move, "").split()
                assert (status < 400) is may, (name, move, door, status)
                assert (status == 404) is (name not in SEE), (name, move, door, status)


def test_where_each_move_leads_and_from_where() -> None:
    assert {move.name: str(move.target) for move in MOVES.values()} == TARGETS
    assert {move.name: set(move.sources) for move in MOVES.values()} == {
        name: set(said.split()) for name, said in SOURCES.items()
    }


def test_a_round_from_its_draw_to_the_archive(city: City, people: dict[str, User], drawn: Round) -> None:
    assert [*drawn.events.order_by("seq").values_list("move", "to_state")] == [("plan", "planned"), ("draw", "drawn")]
    making.do(drawn, "begin", people["walker"])
    with pytest.raises(Conflict):
        making.do(drawn, "hand_in", people["walker"])
    making.seen(drawn)
    handed = making.do(drawn, "hand_in", people["hander"])
    assert handed.objections_until is not None
    assert handed.objections_until > timezone.now() + 4 * DAY
    with pytest.raises(Conflict):
        making.do(drawn, "settle", people["hander"])
    settled = making.do(drawn, "settle", people["leader"])
    assert (settled.state, settled.marks_possible, settled.marks_lost) == ("settled", Decimal(90), Decimal(0))
    assert [stop.result for stop in Stop.objects.filter(round=drawn)] == ["good"] * 3


def test_given_back_it_is_walked_on_and_its_clock_runs_again(people: dict[str, User], drawn: Round) -> None:
    making.do(drawn, "begin", people["walker"])
    making.seen(drawn)
    assert making.do(drawn, "hand_in", people["walker"]).next_chase_at is None
    back = making.do(drawn, "give_back", people["leader"], reason="两处照片看不清")
    assert (back.state, back.handed_in_at, back.objections_until) == ("walking", None, None)
    assert back.next_chase_at is not None


def test_a_second_draw_is_a_new_round_with_a_reason(people: dict[str, User], drawn: Round) -> None:
    first = Draw.objects.get(round=drawn)
    making.do(drawn, "redraw", people["leader"], reason="两个工地停工")
    drawn.refresh_from_db()
    again = Round.objects.get(replaces=drawn)
    assert (drawn.state, drawn.attempt, again.attempt, again.reason) == ("cancelled", 1, 2, "两个工地停工")
    assert (again.due_on, again.state, again.due_at) == (drawn.due_on, "drawn", drawn.due_at)
    assert Draw.objects.get(round=drawn).frame == first.frame
    assert drawn.stops.count() == 3
    sound()


def test_refusals_are_sentences(people: dict[str, User], drawn: Round) -> None:
    with pytest.raises(Forbidden, match="督查一组"):
        making.do(drawn, "begin", people["stranger"])
    with pytest.raises(Refused, match="理由"):
        making.do(drawn, "cancel", people["leader"])
    with pytest.raises(Forbidden):
        making.do(drawn, "miss", people["leader"])
    with pytest.raises(VersionMissing):
        move_round(round_id=drawn.pk, request=RoundRequest("begin", None), by=people["walker"])


def test_a_move_that_comes_twice_is_made_once(people: dict[str, User], drawn: Round) -> None:
    request = RoundRequest("begin", drawn.version, uuid.uuid4())
    first, again = (move_round(round_id=drawn.pk, request=request, by=people["walker"]) for __ in range(2))
    assert (first[1], again[1]) == (False, True)
    assert RoundEvent.objects.filter(round=drawn, move="begin").count() == 1


def test_what_was_drawn_stays_as_it_was(drawn: Round) -> None:
    for sql in (
        "UPDATE rounds_draw SET seed = 'x'",
        "DELETE FROM rounds_draw",
        "UPDATE rounds_checklistline SET marks = 1",
        "DELETE FROM rounds_checklistversion",
        "UPDATE rounds_roundevent SET note = 'x'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
