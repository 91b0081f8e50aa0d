"""A report that was put at a wrong place, or outside the city, finds its unit once its place is right."""

import pytest
from django.test import Client

from cases.actions import MoveRequest, perform
from cases.topics import ROUTE
from common import outbox
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db


def test_a_report_from_outside_the_city_is_dispatched_by_rule_once_it_lies_in_it(city: City, client: Client) -> None:
    case = make.reported("06010", by=city.ines, lng=10.0, lat=10.0)
    outbox.drain(ROUTE)
    case.refresh_from_db()
    assert case.state == "reported"
    request = MoveRequest("relocate", case.version, location=make.middle(0, 0), reason="误报位置")
    perform(case_id=case.pk, request=request, by=city.sven)
    outbox.drain(ROUTE)
    client.force_login(city.hana)
    assert case.number in client.get("/cases/").content.decode()
