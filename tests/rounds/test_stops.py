"""The life of a stop: done here, could not look, look again; and a round that is handed in only when none is open."""

import uuid

import pytest

from accounts.models import User
from accounts.roles import Role
from common.integrity import examine
from common.refusals import Conflict, Forbidden, Refused, VersionMissing
from rounds.actions import StopRequest, move_stop
from rounds.integrity import CHECKS
from rounds.models import Round, Stop
from rounds.permissions.stops import RULES
from rounds.viewer import RoundViewer
from rounds.workflow.rounds import RoundState
from rounds.workflow.stops import MOVES
from tests import factories as make
from tests.cast import City
from tests.rounds.making import group
from tests.rounds.walking import LINES, drawn, found, go, handed_in, looked_at, said, stops_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

# Stated a second time by hand. Who walks is in the group; `stranger` supervises and is in none.
PEOPLE = {
    "inspector": Role.INSPECTOR, "handler": Role.HANDLER, "head": Role.DEPARTMENT_HEAD, "acceptor": Role.ACCEPTOR,
    "supervisor": Role.SUPERVISOR, "leader": Role.LEADER, "stranger": Role.SUPERVISOR, "auditor": Role.AUDITOR,
    "administrator": Role.ADMINISTRATOR,
}  # fmt: skip
IN_GROUP = [name for name in PEOPLE if name != "stranger"]
WALK = {"inspector", "handler", "head", "acceptor", "supervisor", "leader"}
ALLOWED = {"open": {"look", "give_up"}, "looked_at": {"look_again"}, "could_not": {"look_again"}}
TARGETS = {"look": "looked_at", "give_up": "could_not", "look_again": "open"}


def sound() -> None:
    wrong = {check.name: examine(check).examples for check in CHECKS}
    assert not any(wrong.values()), wrong


@pytest.fixture
def stop(city: City) -> Stop:
    return stops_of(drawn(city, places=1))[0]


def test_the_table_is_what_was_agreed(city: City) -> None:
    of = drawn(city, places=1)
    people = {name: make.user(f"the-{name}", role) for name, role in PEOPLE.items()}
    Round.objects.filter(pk=of.pk).update(
        group=group(*(people[name] for name in IN_GROUP), code="all"), state="walking"
    )
    [stop] = stops_of(of)
    for line in LINES:
        said(stop, line, "yes", people["inspector"])
    for state, moves in ALLOWED.items():
        Stop.objects.filter(pk=stop.pk).update(state=state)
        stop = Stop.objects.select_related("round", "place").get(pk=stop.pk)
        for name, person in people.items():
            viewer = RoundViewer(person, of.draws_at)
            may = {move for move in MOVES if RULES.refusal(viewer, stop, MOVES[move]) is None}
            assert may == (moves if name in WALK else set()), (state, name)


def test_what_each_move_leads_to() -> None:
    assert {name: str(move.target) for name, move in MOVES.items()} == TARGETS


def test_done_here_keeps_what_was_earned(city: City, stop: Stop) -> None:
    looked_at(stop, city.sue, no={"fence": 2})
    stop.refresh_from_db()
    assert (str(stop.possible), str(stop.lost), stop.looked_by) == ("30.00", "4.00", city.sue)
    assert stop.events.get(move="look").data == {"possible": "30.00", "lost": "4.00"}
    sound()


def test_nothing_is_done_while_a_line_has_no_answer(city: City, stop: Stop) -> None:
    said(stop, "fence", "yes", city.sue)
    with pytest.raises(Conflict, match="have no answer yet"):
        go(stop, "look", city.sue)


def test_who_could_not_look_says_why(city: City, stop: Stop) -> None:
    with pytest.raises(Refused, match="Say why nobody could look"):
        go(stop, "give_up", city.sue)
    after = go(stop, "give_up", city.sue, reason="大门锁着")
    assert (after.state, after.reason, after.possible) == ("could_not", "大门锁着", None)
    assert Round.objects.get(pk=stop.round_id).state == RoundState.WALKING  # the first word sets out
    sound()


def test_where_faults_were_found_somebody_did_look(city: City, stop: Stop) -> None:
    found(stop, "fence", city.sue)
    with pytest.raises(Conflict, match="answer n/a to what you could not see"):
        go(stop, "give_up", city.sue, reason="被赶出来")


def test_looking_again_begins_where_it_was(city: City, stop: Stop) -> None:
    looked_at(stop, city.sue, no={"fence": 1})
    after = go(stop, "look_again", city.ines)
    assert (after.state, after.possible, after.looked_by) == ("open", None, None)
    go(stop, "look", city.ines)
    sound()


def test_a_round_is_handed_in_only_when_no_stop_is_open_and_says_which_are(city: City) -> None:
    of = drawn(city, places=3)
    first, second, third = stops_of(of)
    looked_at(first, city.sue)
    with pytest.raises(Conflict) as no:
        handed_in(of, city.sue)
    assert no.value.message.endswith(f"2. {second.place}, 3. {third.place}")
    assert no.value.extra["stops"] == [second.pk, third.pk]
    go(second, "give_up", city.ines, reason="停业")
    looked_at(third, city.ines)
    assert handed_in(of, city.ines).state == RoundState.HANDED_IN
    sound()


def test_nothing_moves_before_the_draw_and_after_it_is_handed_in(city: City) -> None:
    of = drawn(city, places=1)
    [stop] = stops_of(of)
    looked_at(stop, city.sue)
    handed_in(of, city.sue)
    with pytest.raises(Conflict, match="not under way"):
        go(stop, "look_again", city.sue)


def test_the_same_move_again_is_one_and_a_stale_one_hears_who_was_first(city: City, stop: Stop) -> None:
    request = StopRequest("give_up", 1, uuid.uuid4(), reason="停业")
    for again in (False, True):
        assert move_stop(stop_id=stop.pk, request=request, by=city.sue)[1] is again
    with pytest.raises(Conflict, match="Sue has just done “Could not look”"):
        move_stop(stop_id=stop.pk, request=StopRequest("look", 1, uuid.uuid4()), by=city.ines)
    with pytest.raises(VersionMissing):
        move_stop(stop_id=stop.pk, request=StopRequest("look_again", None), by=city.ines)
    assert stop.events.count() == 2


def test_hostile_hands_move_nothing(city: City, stop: Stop) -> None:
    sam: User = make.user("sam", Role.SUPERVISOR)
    with pytest.raises(Forbidden, match="Only members of the group"):
        go(stop, "give_up", sam, reason="停业")
