"""Suspended over the Spring Festival of 2026, resumed, extended, sent back, reworked: due times counted by hand.

The festival is 15 to 23 February; the Saturdays 14 and 28 February are worked. A day has eight hours, 8-12 and 14-18.
The limit is two working days, sixteen hours, from Tuesday 10 February, 10:00:01.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cases import rulebook
from cases.actions import MoveRequest, perform, resume_all
from cases.models import Case
from cases.workflow import State
from catalogue.models import FilingCondition, StageLimit
from common.refusals import Refused
from departments.models import CalendarDay, DayKind, WorkCalendar
from grids.models import CityVersion
from registry.models import SettingValue
from tests import factories as make
from tests.cast import City
from tests.factories import CITY_ZONE

pytestmark = pytest.mark.django_db


def on(day: int, hour: int, minute: int = 0, second: int = 0, *, month: int = 2) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=CITY_ZONE)


@pytest.fixture
def festival(city: City) -> City:
    calendar = WorkCalendar.objects.create(
        code="city", name="市", shifts=[["08:00", "12:00"], ["14:00", "18:00"]], is_default=True
    )
    for day in range(15, 24):
        CalendarDay.objects.create(calendar=calendar, date=on(day, 0).date(), kind=DayKind.HOLIDAY)
    for day in (14, 28):
        CalendarDay.objects.create(calendar=calendar, date=on(day, 0).date(), kind=DayKind.WORKDAY)
    FilingCondition.objects.filter(pk=city.rubbish_lies.pk).update(limit_value=2, limit_unit="work_day")
    return city


def go(case: Case, move: str, by: Any, at: datetime, **said: Any) -> Case:
    return perform(case_id=case.pk, request=MoveRequest(move=move, version=case.version, **said), at=at, by=by)[0]


def dispatched(city: City) -> Case:
    return make.dispatched("06010", by=city.ines, at=on(10, 10), condition=1)


def suspended(city: City) -> Case:
    case = go(dispatched(city), "take", city.hana, on(10, 11))
    case = go(case, "request_suspension", city.hana, on(11, 9), reason="节后施工", until=on(24, 9))
    return go(case, "grant_suspension", city.dora, on(11, 10))


def resumed(city: City) -> Case:
    case = suspended(city)
    assert resume_all(at=on(24, 9)) == 1
    case.refresh_from_db()
    return case


def test_it_begins_with_the_limit(festival: City) -> None:
    case = dispatched(festival)
    assert case.due_at == on(12, 10, 0, 1)
    assert case.warn_at == on(11, 16, 48, 1)  # 12 h 48 min: six on Tuesday, four on Wednesday morning, 2 h 48 min after


def test_while_it_is_suspended_no_clock_runs(festival: City) -> None:
    case = suspended(festival)
    assert (case.state, case.due_at, case.stage_due_at, case.next_chase_at) == (State.SUSPENDED, None, None, None)
    assert case.lamp(at=on(20, 12)) == "grey"
    assert not Case.objects.overdue(at=on(20, 12)).exists()


def test_a_case_with_a_broken_history_keeps_no_other_suspended(festival: City) -> None:
    broken, sound = suspended(festival), suspended(festival)
    Case.objects.filter(pk=broken.pk).update(seq=99)
    assert resume_all(at=on(24, 9)) == 1
    assert [Case.objects.get(pk=case.pk).state for case in (broken, sound)] == [State.SUSPENDED, State.IN_DISPOSAL]


def test_it_goes_on_by_itself_with_what_was_left(festival: City) -> None:
    assert resume_all(at=on(20, 12)) == 0
    case = resumed(festival)
    # 7 h 59 min 59 s were used before; of the rest seven on the 24th, 1 h and 1 s on the 25th.
    assert case.state == State.IN_DISPOSAL
    assert case.due_at == case.stage_due_at == on(25, 9, 0, 1)
    assert case.suspended_until is None


def test_an_extension_adds_one_limit(festival: City) -> None:
    case = go(resumed(festival), "request_extension", festival.hana, on(24, 10), reason="缺材料")
    case = go(case, "endorse_extension", festival.hugo, on(24, 11))
    case = go(case, "grant_extension", festival.dora, on(24, 15))
    # 24 h and 1 s from the 24th, 9:00: seven, eight, eight, and 1 h 1 s on Friday the 27th.
    assert case.due_at == on(27, 9, 0, 1)
    case = go(case, "request_extension", festival.hugo, on(25, 10), reason="仍缺材料")
    case = go(case, "grant_extension", festival.sven, on(25, 11))
    # Eight more: Friday to its end, the worked Saturday, and 1 h 1 s on Monday 2 March.
    assert case.due_at == on(2, 9, 0, 1, month=3)
    with pytest.raises(Refused, match="上限"):
        go(case, "request_extension", festival.hugo, on(26, 10), reason="还要")


def test_sent_back_and_sent_out_again_it_keeps_its_due_time(festival: City) -> None:
    case = go(resumed(festival), "send_back", festival.hana, on(24, 10), reason="不归我们管")
    case = go(case, "dispatch", festival.dora, on(24, 16), department=festival.roads.code)
    assert (case.department, case.due_at) == (festival.roads, on(25, 9, 0, 1))


def test_a_city_may_let_each_unit_begin_anew(festival: City) -> None:
    SettingValue.objects.create(name="bundle_returns", value=False)
    CityVersion.objects.create(number=99)
    case = go(resumed(festival), "send_back", festival.hana, on(24, 10), reason="不归我们管")
    case = go(case, "dispatch", festival.dora, on(24, 16), department=festival.roads.code)
    assert case.due_at == on(26, 16)  # two whole days


def test_rework_goes_on_from_the_first_due_time(festival: City) -> None:
    case = resumed(festival)
    proof = make.photo(festival.hana, at=on(24, 12))
    case = go(case, "dispose", festival.hana, on(24, 15), photos=(proof.pk,))
    case = go(case, "check", festival.sven, on(25, 10), passed=False)
    assert (case.due_at, case.rework_count) == (on(25, 9, 0, 1), 1)
    assert Case.objects.overdue(at=on(25, 10)).count() == 1
    proof = make.photo(festival.hana, at=on(25, 11))
    case = go(case, "dispose", festival.hana, on(25, 11), photos=(proof.pk,))
    assert case.on_time is False


def test_what_was_late_before_it_was_suspended_stays_late(festival: City) -> None:
    case = go(dispatched(festival), "request_suspension", festival.hugo, on(12, 11), reason="等批复", until=on(24, 9))
    case = go(case, "grant_suspension", festival.sven, on(12, 12))
    assert case.due_at == on(12, 10, 0, 1)


def test_a_changed_limit_changes_no_clock_that_runs(festival: City) -> None:
    case = resumed(festival)
    before = [case.due_at, case.warn_at, case.stage_due_at, case.limit_text]
    FilingCondition.objects.filter(pk=festival.rubbish_lies.pk).update(limit_value=Decimal("0.5"))
    CityVersion.objects.create(number=99)
    rulebook.forget()
    case = go(case, "remind", festival.dora, on(24, 10))
    case.refresh_from_db()
    assert [case.due_at, case.warn_at, case.stage_due_at, case.limit_text] == before
    case = go(case, "request_extension", festival.hugo, on(24, 11), reason="缺材料")
    case = go(case, "grant_extension", festival.dora, on(24, 12))
    assert case.due_at == on(27, 9, 0, 1)  # an original limit more, not one of today's


def test_reclassified_it_is_due_by_the_other_limit_from_the_first_start(festival: City) -> None:
    case = go(resumed(festival), "reclassify", festival.ada, on(24, 10), category="01001", condition=1)
    # Two urgent hours had passed before it was suspended: it was due on the first day.
    assert case.due_at == on(10, 12, 0, 1)
    assert case.department == festival.street_office
    event = case.events.get(move="reclassify")
    assert event.data["category"] == {"from": ["06010", 1], "to": ["01001", 1]}


def test_each_stage_has_its_own_clock_by_source_and_urgency(festival: City) -> None:
    StageLimit.objects.create(stage="take", value=1, unit="work_hour")
    StageLimit.objects.create(stage="take", urgency="urgent", value=Decimal("0.5"), unit="work_hour")
    CityVersion.objects.create(number=98)
    case = dispatched(festival)
    assert (case.stage, case.stage_due_at) == ("take", on(10, 11, 0, 1))
    urgent = make.dispatched("01001", by=festival.ines, at=on(10, 10), condition=1)
    assert urgent.stage_due_at == on(10, 10, 30, 1)
    assert timedelta(0) < urgent.due_at - urgent.stage_due_at  # type: ignore[operator]
