"""What waits beside the cases stands on the overview: late rounds, orders and items, and who is in the street."""

import pytest
from django.test import Client

from departments.models import Membership
from inspections.actions import come_on_duty
from inspections.models import Presence
from tests.cast import City
from tests.dashboards.figures import STAT
from tests.evaluations.supervised import NOW, a_march
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
EARLIER = MONDAY
ROUNDS, UNSIGNED, ORDERS, ITEMS = (
    "/rounds/?overdue=true", "/orders/?unsigned=true", "/orders/?overdue=true", "/ledger/?overdue=true",
)  # fmt: skip
OVERSIGHT = {ROUNDS: 1, UNSIGNED: 2, ORDERS: 3, ITEMS: 5}
DESK = OVERSIGHT | {ROUNDS: 0}  # rounds are no part of its work


@pytest.fixture
def april(city: City, monkeypatch: pytest.MonkeyPatch) -> City:
    """What was opened in March, in April."""
    a_march(city)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return city


def late_on_page(client: Client) -> dict[str, int]:
    """As people read it."""
    shown = STAT.findall(client.get("/dashboard/").text)
    return {url: int(number) for url, number in shown if not url.startswith("/cases/")}


def late_on_lists(client: Client) -> dict[str, int]:
    return {url: len(client.get(url).context["page"].rows) for url in OVERSIGHT}


@pytest.mark.parametrize(
    ("name", "late"),
    [("lea", OVERSIGHT), ("sue", OVERSIGHT), ("arno", OVERSIGHT), ("sven", DESK), ("dora", DESK), ("ada", DESK)],
)
def test_each_number_of_what_is_late_is_the_length_of_its_list(
    client: Client, april: City, name: str, late: dict[str, int]
) -> None:
    client.force_login(getattr(april, name))
    assert late_on_page(client) == late_on_lists(client) == late


@pytest.mark.parametrize(("unit", "late"), [("roads", DESK), ("sanitation", dict.fromkeys(DESK, 0))])
def test_a_head_reads_what_is_late_of_the_own_unit(
    client: Client, april: City, unit: str, late: dict[str, int]
) -> None:
    Membership.objects.filter(user=april.hugo).update(department=getattr(april, unit))
    client.force_login(april.hugo)
    assert late_on_page(client) == late_on_lists(client) == late


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
