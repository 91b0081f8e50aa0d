"""While it is quiet only urgent cases leave the inbox; the rest waits and goes out in one bundle."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail

from accounts.models import User
from cases.models import Case
from common import outbox
from common.models import Message
from notices.actions import mark_read
from notices.models import Delivery, Notice
from notices.quiet import Quiet
from tests import factories as make
from tests.cast import City
from tests.factories import CITY_ZONE, MONDAY
from tests.notices.telling import tell_events

pytestmark = pytest.mark.django_db
NIGHT = MONDAY.replace(hour=23)
MORNING = datetime(2026, 3, 3, 7, tzinfo=CITY_ZONE)


def told(city: City, at: datetime, code: str = "06010", **rest: Any) -> Case:
    User.objects.filter(pk=city.hana.pk).update(email="hana@example.org")
    case = make.dispatched(code, by=city.ines, **rest)
    tell_events(case.events.values_list("pk", flat=True), at=at)
    return case


def sent() -> list[Any]:
    for topic in ("notice.mail", "notice.bundle"):
        outbox.drain(topic)
    return mail.outbox


@pytest.mark.parametrize(
    ("hour", "until"),
    [(21, None), (22, MORNING), (23, MORNING), (6, MORNING - timedelta(days=1)), (7, None), (12, None)],
)
def test_quiet_goes_over_midnight(hour: int, until: datetime | None) -> None:
    assert Quiet(time(22), time(7)).until(MONDAY.replace(hour=hour), CITY_ZONE) == until


def test_quiet_within_a_day_and_none_at_all() -> None:
    assert Quiet(time(12), time(14)).until(MONDAY.replace(hour=13), CITY_ZONE) == MONDAY.replace(hour=14)
    assert Quiet(time(12), time(12)).until(MONDAY.replace(hour=12), CITY_ZONE) is None


def test_by_day_it_goes_at_once(city: City) -> None:
    told(city, MONDAY)
    assert len(sent()) == 1


def test_the_inbox_is_filled_at_once_and_the_mail_waits_for_the_morning(city: City) -> None:
    told(city, NIGHT)
    assert Notice.objects.filter(user=city.hana).count() == 1
    assert Delivery.objects.get().held_until == MORNING
    assert abs(Message.objects.get(topic="notice.bundle").due_at - MORNING) < timedelta(seconds=1)
    assert not Message.objects.filter(topic="notice.mail").exists()


def test_what_waited_comes_in_one_bundle_once(city: City) -> None:
    cases = [told(city, NIGHT), told(city, NIGHT + timedelta(hours=2)), told(city, NIGHT + timedelta(hours=7))]
    (letter,) = sent()
    assert all(case.number in letter.body for case in cases)
    assert "3" in letter.subject
    assert len(sent()) == 1


def test_what_was_read_at_night_is_not_in_the_bundle(city: City) -> None:
    told(city, NIGHT)
    mark_read(by=city.hana)
    late = told(city, NIGHT)
    (letter,) = sent()
    assert late.number in letter.subject


def test_an_urgent_case_wakes_people(city: City) -> None:
    make.rule(city.sanitation, category=city.manhole)
    told(city, NIGHT, "01001")
    assert len(sent()) == 1


def test_ones_own_quiet_hours_stand_before_the_citys(city: City) -> None:
    User.objects.filter(pk=city.hana.pk).update(quiet_from=time(9), quiet_to=time(11))
    told(city, MONDAY)
    assert Delivery.objects.get().held_until == MONDAY.replace(hour=11)
    told(city, NIGHT)
    assert Delivery.objects.latest("id").held_until is None


def test_a_bundle_that_fails_is_sent_whole_the_next_time(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    told(city, NIGHT)
    told(city, NIGHT)
    with monkeypatch.context() as broken:
        broken.setattr("notices.actions.deliver.send_mail", lambda *__: 1 / 0)
        assert sent() == []
    Message.objects.update(due_at=MORNING)
    (letter,) = sent()
    assert letter.extra_headers["Message-ID"].startswith(f"<bundle-{city.hana.pk}-0-")
