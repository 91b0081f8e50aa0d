"""People in the browser: who, as what, in which unit, and the way to a password."""

from typing import Any

import pytest
from django.test import Client

from departments.models import Membership
from registry.models import Change
from tests.cast import City
from tests.typed import person, seen

pytestmark = pytest.mark.django_db


def test_a_person_is_added_with_a_unit(abel: Client, city: City) -> None:
    assert abel.post("/city/people/add/", person(username="lina")).status_code == 302
    assert Membership.objects.get(user__username="lina").department == city.roads
    assert list(Change.objects.values_list("kind", "after__unit")) == [("person", "roads")]


def test_an_inspector_is_added_with_rounds(abel: Client, city: City) -> None:
    abel.post("/city/people/add/", person(username="iris", role="inspector", unit="", grids=["D1", "D2"]))
    assert city.duty_grids[1].inspectors.filter(username="iris").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": ""}, {"role": "administrator"}, {"grids": ["D1"]}, {"role": "king"}, {"username": "hana"},
        {"username": "a b"}, {"email": "x"}, {"name": " "}, {"unit": "nowhere"},
    ],
)  # fmt: skip
def test_what_does_not_belong_together_is_refused(abel: Client, city: City, wrong: dict[str, Any]) -> None:
    assert abel.post("/city/people/add/", person(username="lina") | wrong).status_code == 422
    assert not Change.objects.exists()


def test_who_becomes_an_administrator_leaves_the_unit(abel: Client, city: City) -> None:
    path = "/city/people/hana/"
    abel.post(path, person(role="administrator", unit="", seen=seen(abel, path)))
    city.hana.refresh_from_db()
    assert (city.hana.role, Membership.objects.filter(user=city.hana).exists()) == ("administrator", False)


def test_nobody_gives_themselves_another_role(abel: Client, city: City) -> None:
    path = "/city/people/abel/"
    assert abel.post(path, person(role="leader", unit="", seen=seen(abel, path))).status_code == 403


def test_who_is_off_is_signed_out(abel: Client, city: City) -> None:
    hana = Client()
    hana.force_login(city.hana)
    said = person(unit="sanitation", seen=seen(abel, "/city/people/hana/"))
    del said["active"]
    abel.post("/city/people/hana/", said)
    assert hana.get("/cases/").status_code == 302


def test_who_is_off_is_on_again(abel: Client, city: City) -> None:
    abel.post("/city/people/hana/remove/")
    city.hana.refresh_from_db()
    assert not city.hana.is_active
    for _twice in range(2):
        assert abel.post("/city/people/hana/remove/", {"again": "1"}).status_code == 302
    city.hana.refresh_from_db()
    assert city.hana.is_active
    assert Change.objects.count() == 2


def test_a_link_sets_the_first_password_once(abel: Client, city: City) -> None:
    link = abel.post("/city/people/hana/invite/").context["link"]
    hana = Client()
    form = hana.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    said = {"new_password1": "korrekt-pferd-9", "new_password2": "korrekt-pferd-9"}
    assert hana.post(address, said).status_code == 302
    city.hana.refresh_from_db()
    assert city.hana.check_password("korrekt-pferd-9")
    assert "link-off" in Client().get(link, follow=True).text


def test_a_newer_link_makes_the_older_worthless(abel: Client, city: City) -> None:
    first = abel.post("/city/people/hana/invite/").context["link"]
    abel.post("/city/people/hana/invite/")
    assert "link-off" in Client().get(first, follow=True).text


def test_a_link_ends_the_old_password_and_is_in_the_log_without_its_token(abel: Client, city: City) -> None:
    city.hana.set_password("alt-alt-alt-1")
    city.hana.save()
    link = abel.post("/city/people/hana/invite/").context["link"]
    city.hana.refresh_from_db()
    assert not city.hana.has_usable_password()
    assert link.rstrip("/").rpartition("/")[2] not in str(Change.objects.values_list().get())
