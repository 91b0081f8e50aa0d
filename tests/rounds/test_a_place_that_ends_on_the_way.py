"""A place that ends while its round is walked: what was found there becomes a case and an item, and it is settled."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from common.refusals import Malformed
from places.models import Place
from places.registers import PLACES
from registry.registers import ChangeRequest
from rounds.actions import RoundRequest, Turn, move_round, turn_finding
from rounds.models import Round
from tests.cast import City
from tests.ledgers.opening import opened
from tests.rounds import making
from tests.rounds.walking import drawn, handed_in, looked_at, stops_of

pytestmark = pytest.mark.django_db


def test_what_was_found_there_is_followed_up_and_the_round_is_settled(city: City) -> None:
    of = drawn(city)
    first, second = stops_of(of)
    place = first.place
    PLACES.save_many([ChangeRequest(PLACES, place.code, PLACES.inverse(place))], by=city.abel)
    finding = looked_at(first, city.sue, no={"fence": 1})["fence"]
    looked_at(second, city.sue)
    turn = Turn(uuid.uuid4(), ("case", "item"), "围挡缺板", category="06010")
    turned, __ = turn_finding(finding_id=finding.pk, turn=turn, by=city.sue)
    assert turned.item is not None
    assert turned.case is not None
    assert (turned.item.place, turned.item.street) == (place, city.street)
    version = Round.objects.get(pk=handed_in(of, city.sue).pk).version
    later = timezone.now() + timedelta(days=60)
    move_round(round_id=of.pk, request=RoundRequest("settle", version, uuid.uuid4()), at=later, by=city.lea)
    assert Place.objects.get(pk=place.pk).last_result == "minor"
    assert len(stops_of(making.now(of.plan, city.lea))) == 1
    with pytest.raises(Malformed):
        opened(city, place=place.code)
