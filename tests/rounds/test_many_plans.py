"""Fifty plans over a thousand places: what the lists cost, and what the clock's tick costs when nothing is due."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.contrib.gis.geos import Point
from django.db import connection
from django.test.utils import CaptureQueriesContext

from places.models import Place
from rounds.actions import draw_due_rounds, look_after_rounds, make_due_rounds
from rounds.models import Plan, Round, Stop
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.rounds import making

pytestmark = pytest.mark.django_db
PLANS, PLACES, SIZE = 50, 1_000, 20
MONDAY = datetime(2026, 11, 2, 9, tzinfo=ZoneInfo(settings.TIME_ZONE))


@pytest.fixture
def many(city: City) -> City:
    kind, (lng, lat) = make.place_kind("site"), make.middle(0, 0)
    Place.objects.bulk_create(
        Place(
            code=f"P{n:04}", name=f"工地{n}", kind=kind, started_on=make.SINCE,
            point=Point(lng + n % 40 * 1e-5, lat + n // 40 * 1e-5, srid=4326),
        )
        for n in range(PLACES)
    )  # fmt: skip
    checklist = making.checklist()
    for n in range(PLANS):
        making.plan(f"p{n}", checklist=checklist, selection="random", sample_size=SIZE, next_at=MONDAY)
    make_due_rounds(at=MONDAY)
    draw_due_rounds(at=MONDAY)
    return city


@pytest.mark.usefixtures("_warm_frame")
def test_fifty_plans_over_a_thousand_places(many: City, signed_in: SignedIn) -> None:
    assert (Round.objects.filter(state="drawn").count(), Stop.objects.count()) == (PLANS, PLANS * SIZE)
    client = signed_in(many.sue)
    client.get("/account/access/")
    with CaptureQueriesContext(connection) as frame:
        client.get("/account/access/")
    for address in ("/rounds/", "/plans/"):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        assert len(captured) <= 8 + 4, (address, len(captured), len(frame))


def test_a_tick_with_nothing_due_costs_four_statements(many: City) -> None:
    later = MONDAY + timedelta(minutes=1)
    with CaptureQueriesContext(connection) as captured:
        made = make_due_rounds(at=later), draw_due_rounds(at=later), look_after_rounds(at=later)
    assert made == (0, 0, 0)
    asked = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 5, asked
    assert Plan.objects.filter(next_at__gt=later).count() == PLANS
