"""Where a group is a single other one its sums are that one's numbers: only who may read these is told of them."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from cases.models import Case
from departments.models import Department, Kind
from evaluations.actions import rebuild
from evaluations.letters.week import WeekLetter
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db
CARD = "/scorecards/departments/sanitation/"
MONDAY = date(2026, 2, 23)


@pytest.fixture
def pair(month: City) -> City:
    """Of the units of Sanitation's kind only Roads has cases beside it."""
    Department.objects.filter(code="gone").update(kind=Kind.STREET)
    return month


def told_of_others(client: Client, user: User, url: str = CARD) -> list[Any]:
    """What its tables and its chart say of the group."""
    client.force_login(user)
    context = client.get(url).context
    found = [
        line.cells[place - 1].value
        for table in context["tables"].values()
        for place, column in enumerate(table.columns)
        if column.key.startswith("group")
        for line in table.lines
    ]
    assert len(found) > 10
    return [value for value in [*found, *context["chart"]["series"][1]["values"]] if value is not None]


def test_a_head_is_not_told_of_a_group_that_is_one_unit(client: Client, pair: City) -> None:
    assert told_of_others(client, pair.hugo) == []
    answer = client.get(CARD)
    assert "其中仅一个有案件，故不告知" in answer.text
    card = answer.context["card"]
    assert (card.others, card.others_spent, card.others_numbers) == (None, None, {})
    assert answer.context["rate"].own.value is not None, "its own numbers stand as ever"
    assert len(told_of_others(client, pair.lea)) > 5


def test_two_others_are_a_sum(client: Client, month: City) -> None:
    assert len(told_of_others(client, month.hugo)) > 5


def test_the_weekly_letter_does_not_tell_it_either(pair: City) -> None:
    assert WeekLetter(pair.hugo, MONDAY).numbers.group is None
    assert WeekLetter(pair.hugo, MONDAY).group == ""
    Department.objects.filter(code="gone").update(kind=pair.sanitation.kind)
    assert WeekLetter(pair.hugo, MONDAY).numbers.group is not None


def test_an_inspector_is_not_told_of_the_only_other_one(client: Client, month: City) -> None:
    def others(user: User, url: str) -> list[str]:
        client.force_login(user)
        (reports, __) = client.get(url).context["tables"]
        number = next(place for place, column in enumerate(reports.columns) if column.key == "group")
        return [line.cells[number - 1].text for line in reports.lines]

    assert not any(others(month.ines, "/scorecards/me/"))
    assert any(others(month.lea, "/scorecards/people/ines/"))
    third = make.user("irma", Role.INSPECTOR)
    Case.objects.filter(pk__in=Case.objects.filter(reporter=month.ivan)[:9].values("pk")).update(reporter=third)
    rebuild()
    assert any(others(month.ines, "/scorecards/me/"))
