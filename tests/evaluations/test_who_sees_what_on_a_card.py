"""A card counts what its reader sees: parts of the city, units below, private cases, and without counters too."""

import re

import pytest
from django.test import Client

from accounts.models import User
from cases.models import Case, Scope
from departments.models import Department
from evaluations.actions import rebuild
from evaluations.models import Folding
from tests.cast import City
from tests.dashboards.figures import figures_of, length

pytestmark = pytest.mark.django_db
CARD = "/scorecards/departments/sanitation/"
DAYS = "?period=90-days"


def shown(client: Client, user: User, url: str) -> list[tuple[str, int]]:
    """The numbers of a card, each of which is the length of its list."""
    client.force_login(user)
    answer = client.get(url + DAYS)
    assert answer.status_code == 200
    found = [*figures_of(re.sub(r"<script.*?</script>", "", answer.text, flags=re.S))]
    for address, number in found:
        assert (address, length(user, address)) == (address, number)
    return found


def test_who_sees_a_part_of_the_city_reads_the_cards_of_that_part(client: Client, month: City) -> None:
    whole = shown(client, month.lea, CARD)
    Scope.objects.create(person=month.lea, kind="class", code="event:06")
    part = shown(client, User.objects.get(pk=month.lea.pk), CARD)
    assert 0 < sum(number for __, number in part) < sum(number for __, number in whole)


def test_the_head_of_a_unit_reads_the_units_below_it_without_their_private_cases(client: Client, month: City) -> None:
    squad = Department.objects.get(code="squad")
    cases = Case.objects.filter(department=month.sanitation).values_list("pk", flat=True)[:30]
    Case.objects.filter(pk__in=[*cases]).update(department=squad)
    rebuild()
    assert Case.objects.filter(department=squad, private=True).exists()
    head = User.objects.get(pk=month.hugo.pk)  # who was asked for the units below before this one was made
    below = shown(client, head, "/scorecards/departments/squad/")
    assert sum(number for __, number in below) > 10
    assert shown(client, head, CARD)


@pytest.mark.parametrize("who", ["lea", "hugo"])
def test_before_counters_are_there_it_is_counted_live(client: Client, month: City, who: str) -> None:
    user = getattr(month, who)
    counted = shown(client, user, CARD)
    Folding.objects.all().delete()
    assert shown(client, user, CARD) == counted


def test_long_names_and_a_unit_of_few_cases_are_shown(client: Client, month: City) -> None:
    Department.objects.filter(code="sanitation").update(name="很" * 100, short_name="")
    Department.objects.filter(code="gone").update(name="<b>&", short_name="")
    assert shown(client, month.lea, CARD)
    text = client.get(f"/scorecards/departments/gone/{DAYS}").text
    assert "&lt;b&gt;&amp;" in text
    assert "已停用" in text
