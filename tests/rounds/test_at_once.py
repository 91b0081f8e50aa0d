"""Two people at one round at the same moment: whoever is second finds what the first has done."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.roles import Role
from common.integrity import examine
from common.refusals import Conflict
from rounds.actions import RoundRequest, Turn, chase_objections, move_round, turn_finding
from rounds.actions.missing import miss_rounds
from rounds.integrity import CHECKS
from rounds.models import Answer, FindingState, Objection, Round, Stop
from rounds.queries.sheet import part_of
from tests import factories as make
from tests.cast import City
from tests.races import while_uncommitted
from tests.rounds import making
from tests.rounds.walking import (
    decide,
    drawn,
    found,
    go,
    handed_in,
    looked_at,
    objected,
    said,
    stops_of,
    walked,
)

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def sound() -> None:
    wrong = {check.name: examine(check).examples for check in CHECKS}
    assert not any(wrong.values()), wrong


def test_a_round_is_not_handed_in_while_somebody_opens_a_stop_of_it_again(city: City) -> None:
    of = drawn(city)
    for stop in stops_of(of):
        looked_at(stop, city.sue)
    first = stops_of(of)[0]
    again, refused = while_uncommitted(lambda: go(first, "look_again", city.ines), lambda: handed_in(of, city.sue))
    assert (again.state, type(refused)) == ("open", Conflict)
    assert Round.objects.get(pk=of.pk).state == "walking"
    sound()


def test_a_stop_is_not_opened_again_while_its_round_is_handed_in(city: City) -> None:
    of = drawn(city)
    for stop in stops_of(of):
        looked_at(stop, city.sue)
    first = stops_of(of)[0]
    done, refused = while_uncommitted(lambda: handed_in(of, city.sue), lambda: go(first, "look_again", city.ines))
    assert (done.state, type(refused)) == ("handed_in", Conflict)
    assert not Stop.objects.filter(round=of, state="open").exists()
    sound()


@pytest.mark.parametrize("ends", ["cancel", "miss"])
def test_nothing_is_answered_on_a_round_that_ends_just_then(city: City, ends: str) -> None:
    of = drawn(city)
    stop = stops_of(of)[0]
    late = of.due_at + 9 * DAY

    def end() -> object:
        return making.do(of, "cancel", city.lea, reason="下雨") if ends == "cancel" else miss_rounds(at=late)

    __, refused = while_uncommitted(end, lambda: said(stop, "fence", "yes", city.sue))
    assert isinstance(refused, Conflict)
    assert not Answer.objects.exists()
    __, refused = while_uncommitted(lambda: None, lambda: go(stop, "give_up", city.sue, reason="锁门"))
    assert isinstance(refused, Conflict)
    sound()


def test_what_is_answered_anew_while_it_becomes_an_item_stands(city: City) -> None:
    of = drawn(city)
    stop = stops_of(of)[0]
    finding = found(stop, "fence", city.sue)
    turn = Turn(uuid.uuid4(), ("item",), "围挡缺板")
    __, refused = while_uncommitted(
        lambda: turn_finding(finding_id=finding.pk, turn=turn, by=city.sue),
        lambda: said(stop, "fence", "yes", city.ines, replaces=finding.answer_id),
    )
    assert isinstance(refused, Conflict)
    finding.refresh_from_db()
    assert (finding.state, finding.item is not None) == (FindingState.CHARGED, True)
    sound()


@pytest.mark.parametrize("first", ["uphold", "settle"])
def test_a_lapsed_objection_is_upheld_while_its_round_is_settled(city: City, first: str) -> None:
    judge = make.user("judy", Role.SUPERVISOR)
    finding = walked(city, no={"fence": 2, "dust": 1})["fence"]
    objection = objected(finding, city.hana)
    later = timezone.now() + 60 * DAY
    chase_objections(at=later)
    assert Objection.objects.get(pk=objection.pk).state == "lapsed"
    of = Round.objects.get(pk=finding.round_id)
    settle = RoundRequest("settle", of.version, uuid.uuid4())
    calls = [
        lambda: decide(objection, "uphold", judge, reason="已修复"),
        lambda: move_round(round_id=of.pk, request=settle, at=later, by=city.lea),
    ]
    results = while_uncommitted(*(calls if first == "uphold" else reversed(calls)))
    assert not any(isinstance(result, Exception) for result in results), results
    of.refresh_from_db()
    stop = Stop.objects.get(pk=finding.answer.stop_id)
    assert (of.state, of.marks_lost, stop.lost) == ("settled", Decimal(2), Decimal(2))
    [row] = part_of("unit", Round.objects.filter(pk=of.pk), city.lea).rows
    assert row.lost == of.marks_lost
    sound()
