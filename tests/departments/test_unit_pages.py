"""Units and the intake of sources in the browser."""

import pytest
from django.test import Client

from catalogue.choices import Intake, Source
from catalogue.models import IntakePolicy
from departments.models import Department
from registry.models import Change
from tests import factories as make
from tests.cast import City
from tests.typed import seen, unit

pytestmark = pytest.mark.django_db


def test_a_source_takes_another_road(abel: Client, city: City) -> None:
    roads = dict.fromkeys(Source.values, "desk") | {"public": "auto"}
    abel.post("/city/roads/", roads)
    found = {row.source: row.intake for row in IntakePolicy.objects.all()}
    assert found == {"inspector": Intake.DESK, "leader": Intake.DESK, "public": Intake.AUTO}
    assert set(Change.objects.values_list("key", flat=True)) == {"inspector", "leader", "public"}


def test_a_unit_is_added_below_another(abel: Client, city: City) -> None:
    assert abel.post("/city/units/add/", unit(code="parks", parent="sanitation")).status_code == 302
    assert Department.objects.get(code="parks").parent == city.sanitation
    assert "tree-1" in abel.get("/city/units/").text


def test_units_do_not_stand_above_each_other_in_a_circle(abel: Client, city: City) -> None:
    abel.post("/city/units/add/", unit(code="parks", parent="sanitation"))
    path = "/city/units/sanitation/"
    answer = abel.post(path, unit(parent="parks", seen=seen(abel, path)))
    assert answer.status_code == 422
    city.sanitation.refresh_from_db()
    assert city.sanitation.parent is None


def test_a_unit_is_switched_off_and_gets_no_more_cases(abel: Client, city: City) -> None:
    path = "/city/units/sanitation/"
    said = unit(seen=seen(abel, path))
    del said["active"]
    abel.post(path, said)
    assert make.dispatched("06010", by=city.ines).department == city.street_office
