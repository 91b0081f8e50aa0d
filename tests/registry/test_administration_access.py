"""Administrators keep a city in the browser, auditors read it, everybody else is told who may."""

from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from departments.models import WorkCalendar
from registry.models import Change
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db


def lists() -> list[str]:
    return ["catalogue/", "rules/", "roads/", "limits/", "settings/", "calendars/", "units/", "people/", "changes/"]


def forms(city: City) -> list[str]:
    calendar = WorkCalendar.objects.create(code="city", name="全市", shifts=[["08:00", "12:00"]], is_default=True)
    return [
        "catalogue/add/", "catalogue/classes/add/", f"catalogue/classes/{city.rubbish.major_id}/",
        f"catalogue/{city.rubbish.pk}/", f"catalogue/{city.rubbish.pk}/conditions/add/",
        f"catalogue/conditions/{city.rubbish_lies.pk}/", "calendars/add/",
        f"calendars/{calendar.code}/", f"calendars/{calendar.code}/week/", "units/add/", "units/sanitation/",
        "people/add/", "people/hana/",
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "status"), [("abel", 200), ("arno", 200), ("ada", 403), ("hana", 403), ("ines", 403)])
def test_administrators_keep_it_auditors_read_it(client: Client, city: City, name: str, status: int) -> None:
    client.force_login(getattr(city, name))
    for path in [*lists(), *forms(city)]:
        assert client.get(f"/city/{path}").status_code == status, path


@pytest.mark.parametrize("name", ["arno", "sven", "dora", "hugo"])
def test_nobody_else_changes_anything(client: Client, city: City, name: str) -> None:
    paths = [
        *forms(city), "roads/", f"catalogue/{city.rubbish.pk}/end/", "calendars/city/days/", "people/hana/invite/",
        "changes/1/revert/",
    ]  # fmt: skip
    client.force_login(getattr(city, name))
    for path in paths:
        if path != "calendars/city/":
            assert client.post(f"/city/{path}", {}).status_code == 403, path
    assert not Change.objects.exists()


@pytest.mark.parametrize("path", ["catalogue/", "rules/", "calendars/", "units/", "people/", "changes/"])
def test_an_empty_list_says_what_would_fill_it(client: Client, db: Any, path: str) -> None:
    client.force_login(make.user("abel", Role.ADMINISTRATOR))
    assert "blank-title" in client.get(f"/city/{path}", {"q": "nothing of this name"}).text
