"""Telephone numbers of people and units: one form from every door, the country by the city's setting."""

import pytest
from django.test import Client

from accounts.models import User
from departments.models import Department
from tests.cast import City
from tests.catalogue.settings_form import standing
from tests.typed import person

pytestmark = pytest.mark.django_db


def test_a_number_is_kept_in_one_form_and_found_however_it_is_typed(abel: Client, city: City) -> None:
    assert abel.post("/city/people/add/", person(username="lina") | {"phone": "+86 138-1234-1234"}).status_code == 302
    assert User.objects.get(username="lina").phone == "13812341234"
    for typed in ("138 1234 1234", "13812341234", "+8613812341234"):
        assert "lina" in abel.get("/city/people/", {"q": typed}).text
    assert "lina" not in abel.get("/city/people/", {"q": "13912341234"}).text


def test_the_country_of_numbers_without_a_code_is_the_citys(abel: Client, city: City) -> None:
    """Where the setting says Germany, a German number needs no +49, on the person's own page too."""
    said = person(username="lina") | {"phone": "030 123456"}
    assert abel.post("/city/people/add/", said).status_code == 422
    assert abel.post("/city/settings/", standing() | {"phone_region": "de"}).status_code == 302
    assert abel.post("/city/people/add/", said).status_code == 302
    assert User.objects.get(username="lina").phone == "+4930123456"
    reach = {"phone": "0176 12345678", "told_by": ["mail"], "told_by_urgent": ["mail"]}
    assert abel.post("/my-notices/", reach).status_code == 302
    city.abel.refresh_from_db()
    assert city.abel.phone == "+4917612345678"


@pytest.mark.parametrize("region", ["ZZ", "China", "86"])
def test_a_country_that_there_is_not_is_refused(abel: Client, city: City, region: str) -> None:
    assert abel.post("/city/settings/", standing() | {"phone_region": region}).status_code == 422


def test_a_unit_has_its_extension_and_refuses_what_is_no_number(abel: Client, city: City) -> None:
    page = "/city/units/add/"
    unit = {"code": "parks", "name": "绿化市容局", "kind": "bureau", "axis": "line", "active": "on"}
    assert "电话号码由数字组成" in abel.post(page, unit | {"phone": "电话abc"}).text
    assert abel.post(page, unit | {"phone": "021-12345678转801"}).status_code == 302
    assert Department.objects.get(code="parks").phone == "021-12345678-801"
