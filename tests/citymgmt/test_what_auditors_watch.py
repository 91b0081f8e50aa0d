"""What an auditor's home counts, counts back from the moment in which it is opened: its statement is written once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from citymgmt import watch  # noqa: F401 - registers what it looks after
from common.models import Message
from departments.registers import PEOPLE
from registry.homes import HomeStatus, home_of
from tests.cast import City

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def said(city: City, label: str, after: timedelta) -> HomeStatus:
    with override("en"):
        (found,) = [each for each in home_of(city.arno, at=NOW + after).statuses if str(each.label) == label]
        return found


def test_changes_of_one_day_are_counted(city: City) -> None:
    PEOPLE.save(key="hana", data=replace(PEOPLE.snapshot(city.hana), name="Hanna"), by=city.abel)
    assert said(city, "Changes by administrators", timedelta(hours=23)).words == "1 change in the last 24 hours"
    assert said(city, "Changes by administrators", timedelta(hours=25)).words == "0 changes in the last 24 hours"


def test_a_message_is_late_after_ten_minutes_and_one_given_up_at_once(city: City) -> None:
    Message.objects.all().delete()
    Message.objects.create(topic="a", created_at=NOW, due_at=NOW)
    assert not said(city, "Messages and reminders", timedelta(minutes=9)).bad
    late = said(city, "Messages and reminders", timedelta(minutes=11))
    assert (late.words, late.bad) == (
        "0 given up after several tries, 1 waiting for more than ten minutes", True
    )  # fmt: skip
    Message.objects.update(dead_at=NOW)
    given_up = "1 given up after several tries, 0 waiting for more than ten minutes"
    assert said(city, "Messages and reminders", timedelta(minutes=11)).words == given_up
