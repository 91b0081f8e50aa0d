"""The counters are what the cases say: folded or counted anew, now or later, by this count or by a slow one."""

from datetime import date, timedelta

import pytest

from cases.actions import place_all_events
from cases.models import Case, CaseEvent
from evaluations.actions import fold, fold_all, rebuild
from evaluations.dictionary.cuts import CUTS, OF_DURATIONS
from evaluations.dictionary.durations import DURATIONS
from evaluations.dictionary.measures import MEASURES
from evaluations.models import DayCount, Fact, Folding
from evaluations.queries import slow
from tests import factories as make
from tests.cast import City
from tests.dashboards.history import closed, go, some_days
from tests.evaluations.kept import kept
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def differ() -> list[slow.Difference]:
    return [*slow.differences(FIRST, LAST)]


def test_each_counter_of_a_month_is_what_a_slow_count_says(month: City) -> None:
    assert differ() == []
    holding = {name for name in MEASURES if DayCount.objects.exclude(**{name: 0}).exists()}
    # No case of this month was accepted, verified, extended, suspended or opened again.
    assert len(holding) > 24


def test_the_slow_count_says_everything_a_second_time() -> None:
    assert set(slow.SAID) == set(MEASURES)
    assert set(slow.TIMES) == set(DURATIONS)
    assert set(slow.CUTS) == {cut.number for cut in CUTS}
    assert set(slow.CUTS_OF_TIMES) == {cut.number for cut in OF_DURATIONS}


def test_a_wrong_counter_is_found(month: City) -> None:
    key, due = DayCount.objects.filter(cut=64).exclude(due=0).order_by("pk").values_list("pk", "due")[0]
    DayCount.objects.filter(pk=key).update(due=due + 1)
    [found] = differ()
    assert (found.measure, found.cut, found.kept) == ("due", 64, due + 1)
    rebuild()
    assert differ() == []


def test_folding_step_by_step_and_counting_anew_give_the_same_rows(city: City) -> None:
    fold_all()
    some_days(city)
    fold_all()
    late = closed(city, MONDAY - timedelta(days=3), after=timedelta(days=3, hours=1))
    fold_all()
    at = MONDAY + timedelta(hours=5)
    go(late, "reopen", at, by=city.sven, reason="复发")
    fold_all()
    folded = kept()
    assert len(folded[2]) == Case.objects.count() == 9
    assert differ() == []
    rebuild()
    assert kept() == folded


def test_each_place_of_the_feed_folded_alone_gives_the_same(city: City) -> None:
    fold_all()
    some_days(city)
    place_all_events()
    while fold(most=1):
        pass
    folded = kept()
    rebuild()
    assert kept() == folded


def test_the_same_places_folded_again_change_nothing(city: City) -> None:
    """As after a backup was restored to a moment before the counters' own: they say the same after it."""
    fold_all()
    some_days(city)
    fold_all()
    folded = kept()
    Folding.objects.update(position=0)
    fold_all()
    assert kept() == folded


def test_an_appeal_of_may_corrects_the_day_of_april(city: City) -> None:
    fold_all()
    late = closed(city, MONDAY - timedelta(days=3), after=timedelta(days=3, hours=1))
    fold_all()
    assert late.due_at is not None
    asked = ("pk", "day", "due", "was_late", "excused")
    [(key, day, *numbers)] = DayCount.objects.filter(cut=0).exclude(was_late=0).values_list(*asked)
    assert numbers == [1, 1, 0]
    may = MONDAY + timedelta(days=60)
    late = go(late, "appeal", may, by=city.hugo, reason="暴雨")
    late = go(late, "review_appeal", may, by=city.sven, passed=True, reason="属实")
    go(late, "decide_appeal", may, by=city.lea, passed=True, reason="属实")
    fold_all()
    assert DayCount.objects.filter(pk=key).values_list(*asked)[0] == (key, day, 0, 0, 1)
    assert day < may.date() - timedelta(days=50)


def test_a_case_that_moves_to_another_unit_leaves_nothing_with_the_first(city: City) -> None:
    fold_all()
    case = make.dispatched("06010", by=city.ines)
    fold_all()
    case = go(case, "send_back", MONDAY + timedelta(hours=1), by=city.hana, reason="不归我")
    go(case, "dispatch", MONDAY + timedelta(hours=2), by=city.dora, department="roads")
    fold_all()
    rows = DayCount.objects.filter(cut=64).values_list("department", "dispatched", "returned")
    assert [row for row in rows if row[1] or row[2]] == [(city.roads.pk, 1, 1)]
    assert not DayCount.objects.filter(department=city.sanitation.pk).exists()


def test_limits_of_today_do_not_rewrite_the_past(city: City) -> None:
    fold_all()
    closed(city, MONDAY, after=timedelta(hours=1))
    fold_all()
    folded = kept()
    city.rubbish_lies.limit_value = 100
    city.rubbish_lies.save()
    fold_all()
    assert kept() == folded
    rebuild()
    assert kept() == folded


def test_closed_at_the_due_minute_is_on_time_and_a_second_later_is_late(city: City) -> None:
    first, second = (make.dispatched("06010", by=city.ines, at_cell=(n, 0)) for n in (0, 1))
    for case, late in ((first, 0), (second, 1)):
        assert case.due_at is not None
        proof = make.photo(city.hana, at=MONDAY + timedelta(hours=1))
        go(case, "dispose", case.due_at + timedelta(seconds=late), by=city.hana, photos=(proof.pk,))
    rebuild()
    rows = DayCount.objects.filter(cut=0).exclude(due=0).values_list("due", "on_time", "was_late")
    assert [*rows] == [(2, 1, 1)]


def test_counters_of_another_version_are_counted_anew_by_the_clock(month: City) -> None:
    counted = kept()
    DayCount.objects.filter(cut=0).delete()
    Folding.objects.update(counts="0 UTC")
    fold_all()
    assert kept() == counted


def test_words_that_change_nothing_touch_no_counter(city: City) -> None:
    fold_all()
    case = make.dispatched("06010", by=city.ines)
    fold_all()
    before = Folding.objects.get().position
    counters = list(DayCount.objects.order_by("pk").values_list("pk", "n"))
    go(case, "remind", MONDAY + timedelta(hours=1), by=city.sven)
    fold_all()
    assert Folding.objects.get().position == CaseEvent.objects.count() == before + 1
    assert list(DayCount.objects.order_by("pk").values_list("pk", "n")) == counters
    assert Fact.objects.count() == 1
