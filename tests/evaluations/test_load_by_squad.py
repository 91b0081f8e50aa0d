"""Who of a unit has how many: its people, its squads for what nobody there has, and what lies with nobody at all."""

import pytest
from django.test import Client

from cases.models import Case
from departments.models import Department
from tests.cast import City
from tests.dashboards.figures import figures_of, length

pytestmark = pytest.mark.django_db


def test_a_squad_stands_beside_the_people_with_its_own_list(client: Client, month: City) -> None:
    """A case of a squad that a person of it has is that person's."""
    squad = Department.objects.get(code="squad")
    own = Case.objects.filter(department=month.sanitation, state="in_disposal", private=False)
    first, second, third, fourth = (case.pk for case in own.order_by("pk")[:4])
    Case.objects.filter(pk__in=own.values("pk")).update(squad=None, assignee=None)
    Case.objects.filter(pk__in=[first, second]).update(squad=squad)
    Case.objects.filter(pk=third).update(squad=squad, assignee=month.hana)
    Case.objects.filter(pk=fourth).update(assignee=month.hana)
    client.force_login(month.lea)
    answer = client.get("/scorecards/departments/sanitation/")
    lines = answer.context["loads"].lines
    found = {line.label: line.cells[0].value for line in lines if line.cells[0].value}
    squads = [label for label in found if squad.name in label]
    assert len(squads) == 1
    listed = {line.label: length(month.lea, line.cells[0].url) for line in lines if line.cells[0].value}
    assert found == listed
    assert found[squads[0]] == own.filter(squad=squad, assignee=None).count() + others(month, squad)
    assert sum(found.values()) == length(month.lea, "/cases/?all=1&stage=dispose&department=sanitation")
    assert [(url, length(month.lea, url)) for url, __ in figures_of(answer.text)] == [*figures_of(answer.text)]


def others(month: City, squad: Department) -> int:
    """What lies with the squad in other states that are to be disposed of."""
    waits = Case.objects.filter(department=month.sanitation, state="dispatched", squad=squad, assignee=None)
    return waits.filter(private=False).count()
