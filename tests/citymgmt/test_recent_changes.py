"""The card of the newest changes on an auditor's home is made once, and is never older than the log."""

from dataclasses import replace

import pytest
from django.test import Client

from departments.registers import PEOPLE
from tests.cast import City

pytestmark = pytest.mark.django_db


def home(city: City, language: str) -> str:
    city.arno.language = language
    city.arno.save(update_fields=["language"])
    client = Client(headers={"Accept-Language": language})
    client.force_login(city.arno)
    return client.get("/today/").content.decode()


def rename(city: City, name: str) -> None:
    city.hana.refresh_from_db()
    PEOPLE.save(key="hana", data=replace(PEOPLE.snapshot(city.hana), name=name), by=city.abel)


def test_a_change_stands_there_at_once_though_the_card_was_made_before(city: City) -> None:
    rename(city, "Hanna")
    before = home(city, "en")
    assert "Hanna" in before
    assert "Johanna" not in before
    rename(city, "Johanna")
    assert "Johanna" in home(city, "en")


def test_each_language_has_its_own(city: City) -> None:
    rename(city, "Hanna")
    assert "Changes of the set-up" in home(city, "en")
    assert "Changes of the set-up" not in home(city, "zh-hans")
