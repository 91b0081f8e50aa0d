"""The home draws what houses register for a role, in their order, without naming them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.safestring import mark_safe

from accounts.models import User
from accounts.roles import Role
from registry import homes
from registry.homes import HomeCard, HomePart, HomeSection, HomeStatus, Row, home_line, lists
from tests.cast import City
from tests.registry.lists_of_homes import FINDINGS, people

pytestmark = pytest.mark.django_db


def register(*rows: Row, order: int = 99) -> None:
    def shown(user: User, at: datetime) -> tuple[Row, ...]:
        return rows

    homes.register(HomePart(FINDINGS, order, {Role.SUPERVISOR}, shown))


@pytest.fixture(autouse=True)
def _leave_nothing_behind() -> Iterator[None]:
    yield
    homes.forget(FINDINGS)


def home(user: Any) -> str:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client.get("/today/").content.decode()


def test_a_list_of_a_house_stands_with_its_number_and_rows_where_it_leads(city: City) -> None:
    line = home_line(url="/findings/7/", seen="7.1", lamp=mark_safe(""), what="Vendor <on> the pavement")
    register(HomeSection("Findings to write off", "/findings/?open=1", 12, [line]))
    page = home(city.sue)
    assert 'href="/findings/?open=1"' in page
    assert 'href="/findings/7/"' in page
    assert "Vendor &lt;on&gt; the pavement" in page
    assert "Findings to write off" not in home(city.lea)


def test_an_empty_list_is_named_among_what_is_quiet(city: City) -> None:
    register(HomeSection("Findings to write off", "/findings/", 0), HomeStatus("Ledger", "No order is open"))
    assert 'href="/findings/">Findings to write off' in home(city.sue)


def test_how_a_thing_stands_and_a_fragment_are_drawn_as_they_are_given(city: City) -> None:
    register(HomeStatus("Ledger", "2 orders late", bad=True, url="/ledger/"), HomeCard(mark_safe("<b>A card</b>")))
    page = home(city.sue)
    assert "watched-bad" in page
    assert 'href="/ledger/"' in page
    assert "<b>A card</b>" in page


def test_parts_stand_in_their_order_and_each_once(city: City) -> None:
    register(HomeSection("Findings", "/findings/", 1), order=1)
    register(HomeSection("Findings", "/findings/", 1), order=1)
    client = Client()
    client.force_login(city.sue)
    found = client.get("/today/").context["home"].waiting
    assert [str(section.label) for section in found].index("Findings") == 0
    assert [str(section.label) for section in found].count("Findings") == 1


def test_the_part_of_another_house_is_not_replaced_by_chance() -> None:
    with pytest.raises(ValueError, match="recent changes"):
        homes.register(HomePart("recent changes", 5, {Role.AUDITOR}, lambda user, at: []))


@pytest.mark.usefixtures("_warm_frame")
def test_a_list_of_another_house_costs_no_statement(city: City) -> None:
    client, costs = Client(), []
    client.force_login(city.sue)
    for number in range(3):
        found = [people(f"People {n}", lambda user: User.objects.exclude(pk=user.pk)) for n in range(number)]
        if found:
            homes.register(lists(FINDINGS, 1, {Role.SUPERVISOR: found}))
        client.get("/today/")
        with CaptureQueriesContext(connection) as captured:
            shown = client.get("/today/").context["home"].waiting
        assert [str(each.label) for each in shown[:number]] == [f"People {n}" for n in range(number)]
        costs.append(len(captured))
    assert costs[0] == costs[1] == costs[2]


def test_the_same_statement_answers_each_person_for_themselves(city: City) -> None:
    homes.register(lists(FINDINGS, 1, {Role.HANDLER: [people("Myself", lambda user: User.objects.filter(pk=user.pk))]}))
    for who in (city.hana, city.omar, city.hana):
        client = Client()
        client.force_login(who)
        [section] = [each for each in client.get("/today/").context["home"].waiting if each.label == "Myself"]
        assert section.number == 1
        assert f"/people/{who.username}/" in section.lines[0]


def test_a_list_says_how_long_it_is_and_shows_its_first_rows_in_their_order(city: City) -> None:
    homes.register(lists(FINDINGS, 1, {Role.SUPERVISOR: [people("All", lambda user: User.objects.all())]}))
    client = Client()
    client.force_login(city.sue)
    section = client.get("/today/").context["home"].waiting[0]
    first = [*User.objects.order_by("username").values_list("username", flat=True)[:3]]
    assert section.number == User.objects.count()
    assert [name in line for name, line in zip(first, section.lines, strict=True)] == [True] * 3


def test_a_list_that_speaks_of_the_moment_when_it_was_written_is_refused(city: City) -> None:
    frozen = people("Frozen", lambda user: User.objects.filter(date_joined__lte=timezone.now()))
    homes.register(lists(FINDINGS, 1, {Role.SUPERVISOR: [frozen]}))
    with pytest.raises(ValueError, match="written once"):
        homes.home_of(city.sue, at=timezone.now())
