"""Each number of a home is the length of the list behind it, for each person, whatever lies in places, ledgers and
rounds: late and given back, of other groups and of other units."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from ledgers.actions import chase_items
from places.models import Permit
from rounds.models import Finding, Round
from tests.cases.conftest import SignedIn, signed_in
from tests.cast import City
from tests.ledgers import drawing, opening
from tests.places import applying, surveying
from tests.rounds import making, walking
from tests.rounds.doors import WalkedRound

__all__ = ["signed_in"]
pytestmark = pytest.mark.django_db
LISTS = ("/rounds/", "/ledger/", "/orders/", "/permits/", "/surveys/")
_NUMBER = re.compile(r'<a[^>]*href="([^"]+)"[^>]*>(?:(?!</a>).)*?<span class="stat-value">(\d+)</span>', re.DOTALL)
DAY = timedelta(days=1)


@pytest.fixture
def busy(city: City) -> City:
    """A bit of everything, with what only some may see or do."""
    now = timezone.now()
    surveying.collected(surveying.task_of(surveying.survey_of(city)))  # with the shops S1 and S2
    for walker in ("one", "two"):
        _rounds(city, walker)
    for state in ("found", "assigned", "rectifying", "reviewing", "answering", "accepted", "written_off"):
        opening.in_state(city, state)
    opening.opened(city, unit="roads")
    opening.opened(city, at=now - 12 * DAY, due_at=now - DAY, hot=True, leader="lea")
    chase_items()
    order = drawing.drawn(city, units=("sanitation", "roads"))
    drawing.do(order, "sign", city.hana)
    drawing.answered(city, drawing.drawn(city))
    drawing.drawn(city, at=now - 9 * DAY, due_at=now - DAY)
    applying.applied(city)
    Permit.objects.filter(pk=applying.applied(city, unit="roads").pk).update(state="applied")
    return city


def _rounds(city: City, which: str) -> None:
    """Handed in and given back; handed in and past its objections; drawn for a group of others, and for nobody's."""
    if which == "one":
        back = _walked(city)
        making.do(back, "give_back", city.lea, reason="漏看")
        making.now(making.plan("all"), city.lea)
        making.now(making.plan("others", group=making.group(city.ivan, code="others")), city.lea)
    else:
        over = WalkedRound(city).round
        Round.objects.filter(pk=over.pk).update(objections_until=timezone.now() - DAY)
        Finding.objects.filter(round=over).update(object_until=timezone.now() - DAY)
    Round.objects.filter(plan__code="all").update(due_at=timezone.now() + DAY)


def _walked(city: City) -> Round:
    of = making.now(making.plan(group=making.group(city.sue, city.ines)), city.lea)
    for stop in walking.stops_of(of):
        for line in walking.LINES:
            walking.said(stop, line, "no", city.sue, unit="sanitation")
        walking.go(stop, "look", city.sue)
    return walking.handed_in(of, city.sue)


def numbers(client: Client) -> list[tuple[str, int]]:
    found = [(unescape(url), int(number)) for url, number in _NUMBER.findall(client.get("/today/").text)]
    return [(url, number) for url, number in found if url.startswith(LISTS)]


def listed(client: Client, url: str) -> int:
    context = client.get(url).context
    return len(context["page"].rows)


def test_the_number_is_the_length_of_the_list(busy: City, signed_in: SignedIn) -> None:
    wrong, seen = [], 0
    people: list[User] = [*busy.everyone]
    for user in people:
        client = signed_in(user)
        for url, number in numbers(client):
            seen += 1
            if (length := listed(client, url)) != number:
                wrong.append((user.username, url, number, length))
    assert not wrong
    assert seen > 20
