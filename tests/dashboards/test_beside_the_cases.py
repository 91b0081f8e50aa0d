"""What waits beside the cases stands on the overview: late rounds, orders and items, and who is in the street."""

import pytest
from django.test import Client

from inspections.actions import come_on_duty
from inspections.models import Presence
from tests.cast import City
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
EARLIER = MONDAY


def test_the_inspectors_on_duty_are_counted_and_named(client: Client, city: City) -> None:
    come_on_duty(by=city.ines)
    come_on_duty(by=city.ivan)
    Presence.objects.filter(user=city.ivan).update(since=EARLIER, until=EARLIER)
    client.force_login(city.lea)
    page = client.get("/dashboard/")
    assert (page.context["duty"], page.context["inspectors"]) == (1, 2)
    named = client.get("/dashboard/duty/").text
    assert "Ines" in named
    assert "Ivan" not in named


def test_a_unit_head_is_told_nothing_of_who_is_on_duty(client: Client, city: City) -> None:
    come_on_duty(by=city.ines)
    client.force_login(city.hugo)
    assert client.get("/dashboard/").context["duty"] is None
    assert client.get("/dashboard/duty/").status_code == 403
