"""The clock makes rounds by their plans, draws them at their hour, chases late ones and ends those nobody began."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from common import outbox
from common.integrity import examine
from departments.models import CalendarDay, WorkCalendar
from notices.models import Notice
from rounds.actions import draw_due_rounds, look_after_rounds, make_due_rounds
from rounds.integrity import CHECKS
from rounds.models import Draw, Plan, Round, Stop
from rounds.topics import ROUND
from tests import factories as make
from tests.cast import City
from tests.races import at_once
from tests.rounds import making

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ZONE = ZoneInfo(settings.TIME_ZONE)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """In November 2026, of which the 2nd is a Monday, by the city's clocks."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def tick(moment: datetime) -> None:
    make_due_rounds(at=moment)
    draw_due_rounds(at=moment)
    look_after_rounds(at=moment)


def weekly(**rest: Any) -> Plan:
    return making.plan(next_at=at(2), **rest)


def sound() -> None:
    wrong = {check.name: examine(check).examples for check in CHECKS if check.name != "rounds_left"}
    assert not any(wrong.values()), wrong


def test_a_plan_has_one_round_for_each_window(city: City) -> None:
    make.place("S1")
    plan = weekly()
    for moment in (at(2), at(2, 0, 1), at(4), at(8, 23, 59)):
        tick(moment)
    of = Round.objects.get()
    assert (of.plan, of.due_on.isoformat(), of.attempt) == (plan, "2026-11-08", 1)
    tick(at(9))
    assert [each.due_on.day for each in Round.objects.order_by("due_on")] == [8, 15]


def test_nothing_of_a_draw_is_there_before_its_hour(city: City) -> None:
    make.place("S1")
    weekly(draws_at="09:30")
    tick(at(2, 9, 29))
    of = Round.objects.get()
    assert (of.state, of.draws_at, Draw.objects.count(), Stop.objects.count()) == ("planned", at(2, 9, 30), 0, 0)
    tick(at(2, 9, 30))
    of.refresh_from_db()
    assert (of.state, Draw.objects.get().drawn_at, Stop.objects.count()) == ("drawn", at(2, 9, 30), 1)
    sound()


def test_the_hour_is_on_the_first_working_day_of_the_window(city: City) -> None:
    make.place("S1")
    calendar = WorkCalendar.objects.create(code="city", name="城市", shifts=[["08:00", "12:00"]], is_default=True)
    CalendarDay.objects.create(calendar=calendar, date=at(2).date(), kind="holiday")
    weekly()
    tick(at(2))
    assert Round.objects.get().draws_at == at(3, 8)


def test_a_clock_that_stood_still_makes_what_is_due_and_no_flood(city: City) -> None:
    make.place("S1")
    for frequency in ("daily", "weekly", "every_10_days", "semi_monthly", "month_end"):
        making.plan(frequency, frequency=frequency, next_at=at(2))
    tick(at(27, 12))
    due = {of.plan.frequency: of.due_on.day for of in Round.objects.select_related("plan")}
    assert due == {"daily": 27, "weekly": 29, "every_10_days": 30, "semi_monthly": 30}
    tick(at(30, 12))
    assert Round.objects.filter(plan__frequency="month_end").get().due_on.day == 30
    assert all(plan.next_at and plan.next_at > at(30, 12) for plan in Plan.objects.all())


def test_an_irregular_plan_and_one_that_has_ended_make_none(city: City) -> None:
    make.place("S1")
    making.plan("irregular", frequency="irregular", next_at=None)
    making.plan("over", next_at=at(2), ended_on=at(2).date())
    tick(at(3))
    assert not Round.objects.exists()


def test_a_plan_that_cannot_be_made_stands_before_no_other(city: City, caplog: pytest.LogCaptureFixture) -> None:
    make.place("S1")
    broken, whole = weekly(code="a"), weekly(code="b")
    Plan.objects.filter(pk=broken.pk).update(frequency="sometimes")
    tick(at(2))
    assert [of.plan for of in Round.objects.all()] == [whole]
    assert "Plan a makes no round" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_make_and_draw_each_round_once(city: City) -> None:
    make.place("S1")
    for number in range(12):
        weekly(code=f"p{number}")
    at_once([lambda: tick(at(2, 9)), lambda: tick(at(2, 9))])
    assert (Round.objects.count(), Draw.objects.count(), Stop.objects.count()) == (12, 12, 12)
    sound()


def test_where_no_place_fits_there_is_nothing_to_walk(city: City) -> None:
    make.place("S1", ended_on=at(1).date())
    weekly()
    tick(at(2, 8))
    of = Round.objects.get()
    assert (of.state, of.stops.count(), of.events.last().move) == ("cancelled", 0, "nothing")  # type: ignore[union-attr]
    sound()


def test_a_late_round_goes_up_the_ladder_and_is_missed_in_the_end(city: City) -> None:
    make.place("S1")
    weekly(group=making.group(city.ines, city.sue, head=city.sue))
    for moment in (at(2, 9), at(8), at(9, 1), at(10, 1)):
        tick(moment)
    of = Round.objects.get(due_on=at(8).date())
    words = [event.move for event in of.events.order_by("seq")]
    assert (of.state, words) == ("drawn", ["plan", "draw", "warn", "late", "late"])
    tick(at(12, 0, 1))
    of.refresh_from_db()
    assert of.state == "missed"
    assert of.next_chase_at is None
    sound()


def test_who_hears_of_it(city: City) -> None:
    make.place("S1")
    weekly(group=making.group(city.ines, city.sue, head=city.sue))
    for moment in (at(2, 9), at(10, 1), at(12, 0, 1)):
        tick(moment)
        outbox.drain(ROUND)
    heard: dict[str, set[str]] = {}
    for notice in Notice.objects.select_related("user"):
        heard.setdefault(notice.what, set()).add(notice.user.username)
    assert heard["round_drawn"] >= {"ines", "sue"}
    assert heard["round_overdue"] == {"ines", "sue"}
    assert heard["round_long_overdue"] >= {"sue", "lea"}
    assert heard["round_missed"] >= {"sue", "lea", "arno"}
    assert "hana" not in {user for users in heard.values() for user in users}


def test_a_round_under_way_is_never_missed_by_the_clock(city: City) -> None:
    make.place("S1")
    weekly()
    tick(at(2, 9))
    making.do(Round.objects.get(), "begin", city.sue, at=at(3))
    tick(at(25))
    assert Round.objects.get(due_on=at(8).date()).state == "walking"
