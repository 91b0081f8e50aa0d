"""Who leaves does not stay in charge of an item: the head is told, sees it at home, and hears the chase.

Who uses it: the head of the unit, who names somebody else; else the reminders of weeks go to a person who has left.
"""

from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from common.integrity import examine
from departments.registers.people import PEOPLE
from ledgers.actions import chase_items
from ledgers.integrity import CHECKS
from ledgers.models import Item
from notices.models import Notice, NoticeRule
from registry.homes import Home
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client
from tests.ledgers.drawing import do_what_was_promised
from tests.ledgers.opening import DAY, do, history, opened, sound

pytestmark = pytest.mark.django_db


def charged(city: City) -> Item:
    return do(opened(city), "take", city.hana, in_charge="hana")


def change(city: City, **data: Any) -> None:
    """An administrator changes Hana's entry, as at any door."""
    PEOPLE.save(key="hana", data=replace(PEOPLE.snapshot(city.hana), **data), by=city.abel)
    do_what_was_promised()


def vacant_of(client: Any) -> int:
    """The number on a head's home; the list behind it is as long."""
    home: Home = client.get("/today/").context["home"]
    found = [section.number for section in home.waiting if section.url == "/ledger/?own=true&vacant=true"]
    assert len(client.get("/ledger/?own=true&vacant=true").context["rows"]) == sum(found)
    return sum(found)


@pytest.mark.parametrize("data", [{"active": False}, {"unit": "roads"}, {"role": "inspector", "unit": ""}])
def test_the_head_is_told_and_names_somebody_else(city: City, signed_in: SignedIn, data: dict[str, Any]) -> None:
    item, head = charged(city), signed_in(city.hugo)
    assert vacant_of(head) == 0
    change(city, **data)
    item.refresh_from_db()
    assert (item.in_charge, history(item)[-1]) == (None, "auto_vacate")
    assert vacant_of(head) == 1
    assert "Nobody in charge" in head.get(item.get_absolute_url()).text
    assert set(Notice.objects.filter(what="item_vacant").values_list("user__username", flat=True)) == {"hugo"}
    numbers = [row["number"] for row in api_client(city.hugo).get("/api/v1/items/?vacant=true").json()["results"]]
    assert numbers == [item.number]
    sound()
    do(item, "put_in_charge", city.hugo, in_charge="hugo")
    assert vacant_of(head) == 0


def test_what_a_form_saw_before_can_still_be_sent(city: City) -> None:
    item = charged(city)
    seen = item.version
    change(city, active=False)
    item.refresh_from_db()
    assert item.version == seen


def test_the_reminder_of_a_silent_diary_falls_back_to_the_head(city: City) -> None:
    """In a city that tells the person in charge alone."""
    charged(city)
    for event in ("item_silent", "item_warned"):
        NoticeRule.objects.create(event=event, audience="item_unit", told=False, from_at=timezone.now() - DAY)
    change(city, active=False)
    chase_items(at=timezone.now() + 5 * DAY + DAY / 24)
    do_what_was_promised()
    assert set(Notice.objects.filter(what="item_silent").values_list("user__username", flat=True)) == {"hugo"}


def test_who_stays_in_the_unit_or_below_it_keeps_what_they_have(city: City) -> None:
    item = charged(city)
    change(city, phone="13900001111")
    item.refresh_from_db()
    assert item.in_charge == city.hana


def test_in_charge_of_what_is_not_their_units_is_found(city: City) -> None:
    item = charged(city)
    Item.objects.filter(pk=item.pk).update(in_charge=city.omar)
    assert "item_in_charge" in {check.name for check in CHECKS if examine(check).count}
