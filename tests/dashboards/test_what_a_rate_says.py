"""The overview says which unit is worst, whether that is more than chance, and compares nothing with nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from cases.models import Case
from catalogue.choices import Source
from dashboards.queries.overview import Table
from departments.models import Department
from evaluations.actions import rebuild
from evaluations.periods import PeriodChoice, period_of
from registry.registers import CITY_SETTINGS, SettingData
from tests import factories as make
from tests.cast import City
from tests.dashboards import looked
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
EVENING = MONDAY.replace(hour=20)
MONTH = period_of(PeriodChoice.THIRTY, EVENING)


def fell_due(city: City, unit: Department, *, on_time: int, late: int, days: int = 2) -> None:
    """Cases of a unit that fell due so many days ago, some of them disposed of a day late."""
    due = EVENING - timedelta(days=days)
    for number in range(on_time + late):
        case = make.dispatched("06010", by=city.ines, at=due - timedelta(hours=5))
        done = due - timedelta(hours=1) if number < on_time else due + timedelta(days=1)
        Case.objects.filter(pk=case.pk).update(
            department=unit, first_department=unit, due_at=due, finished_at=done, source=Source.INSPECTOR
        )


def page(client: Client, city: City, monkeypatch: pytest.MonkeyPatch, question: str = "") -> Any:
    monkeypatch.setattr("django.utils.timezone.now", lambda: EVENING)
    rebuild()
    client.force_login(city.lea)
    client.post("/preferences/", {"language": "en"})
    return client.get(f"/dashboard/?{question}")


def test_the_worst_unit_is_named_with_what_it_is_sure_of(
    client: Client, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    fell_due(city, city.roads, on_time=5, late=15)
    fell_due(city, city.sanitation, on_time=18, late=2)
    answer = page(client, city, monkeypatch)
    assert answer.context["worst"].line.code == "roads"
    assert next(row.code for row in answer.context["units"]) == "roads"
    told = "5 of 20 that fell due were on time; all others together reach 90.0 %"
    for words in ("25.0 %", told, "That is more", "11.2 and 46.9 %"):
        assert words in strip_tags(answer.text)


def test_a_difference_that_chance_may_make_accuses_nobody(
    client: Client, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    fell_due(city, city.roads, on_time=8, late=4)
    fell_due(city, city.sanitation, on_time=9, late=3)
    answer = page(client, city, monkeypatch)
    assert "None, by more than chance" in answer.text
    assert "interval-worse" not in answer.text


def test_under_ten_cases_there_is_no_rate_and_no_judgement(
    client: Client, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    fell_due(city, city.roads, on_time=0, late=3)
    answer = page(client, city, monkeypatch)
    assert "0.0 %" not in answer.text
    assert "Too few cases fell due to say." in answer.text
    assert "too few" in answer.text
    [late] = {row.cells["was_late"].value for row in answer.context["units"]}
    assert late == 3, "the cases themselves are still there"


def test_who_is_surely_worse_stands_before_who_has_too_few_to_say(city: City) -> None:
    """Three late cases of three are the lowest rate, and say nothing."""
    few = Department.objects.create(code="few", name="Few")
    fell_due(city, few, on_time=0, late=3)
    fell_due(city, city.roads, on_time=8, late=12)
    fell_due(city, city.sanitation, on_time=30, late=2)
    rebuild()
    rows = looked.rows(city.lea, MONTH, Table.UNITS)
    assert [row.code for row in rows if row.code in ("few", "roads", "sanitation")] == ["roads", "sanitation", "few"]


def test_a_change_is_coloured_only_where_one_way_is_good_and_it_is_more_than_chance(city: City) -> None:
    fell_due(city, city.roads, on_time=2, late=18, days=2)
    fell_due(city, city.roads, on_time=10, late=2, days=32)
    rebuild()
    figures = {figure.definition.key: figure for figure in looked.figures_of(city.lea, MONTH)}
    assert {change.tone for change in figures["reported"].changes} == {"flat"}, "more reports are not worse"
    [rate] = figures["on-time-rate"].changes
    assert (rate.tone, rate.chance, rate.way) == ("worse", False, -1)


def test_a_rate_that_changed_within_chance_is_not_coloured(city: City) -> None:
    fell_due(city, city.roads, on_time=8, late=4, days=2)
    fell_due(city, city.roads, on_time=9, late=3, days=32)
    rebuild()
    figures = {figure.definition.key: figure for figure in looked.figures_of(city.lea, MONTH)}
    [rate] = figures["on-time-rate"].changes
    assert (rate.tone, rate.chance) == ("flat", True)


def test_a_first_month_is_compared_with_nothing_and_says_so(
    client: Client, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    fell_due(city, city.roads, on_time=12, late=0)
    answer = page(client, city, monkeypatch)
    assert [figure.changes for figure in answer.context["figures"]] == [[]] * 5
    assert "compared with nothing" in answer.text
    assert {row.change for row in answer.context["units"]} == {None}


def test_the_words_say_which_days_are_compared(client: Client, city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    fell_due(city, city.roads, on_time=12, late=0, days=2)
    fell_due(city, city.roads, on_time=12, late=0, days=32)
    answer = page(client, city, monkeypatch)
    assert (
        "Changes are of the days that are over, 02-01 – 03-01: against 01-02 – 01-30, the period before" in answer.text
    )


def test_a_unit_head_is_told_that_it_was_counted_over_the_own_cases(
    client: Client, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    fell_due(city, city.sanitation, on_time=12, late=0)
    assert "From counters" in page(client, city, monkeypatch).text
    client.force_login(city.hugo)
    client.post("/preferences/", {"language": "en"})
    assert "Counted just now over the cases that you may see." in client.get("/dashboard/").text
    assert [row.code for row in looked.rows(city.hugo, MONTH, Table.UNITS)] == ["sanitation"]


def test_a_row_leads_to_its_scorecard_over_the_same_days(
    client: Client, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    fell_due(city, city.sanitation, on_time=5, late=15)
    fell_due(city, city.roads, on_time=12, late=0)
    answer = page(client, city, monkeypatch, "period=7-days")
    [first, *__] = answer.context["units"]
    assert first.url == "/scorecards/departments/sanitation/?period=7-days"
    for row in (first, answer.context["areas"][0], answer.context["classes"][0]):
        assert row.url.endswith("?period=7-days")
        assert client.get(row.url).status_code == 200
    client.force_login(city.hugo)
    mine = client.get("/dashboard/?period=7-days")
    assert [row.url for row in mine.context["units"]] == [first.url]
    for row in (mine.context["units"][0], mine.context["areas"][0]):
        assert client.get(row.url).status_code == 200


def test_the_target_of_the_city_is_drawn_beside_each_rate(
    client: Client, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    fell_due(city, city.roads, on_time=12, late=0)
    assert page(client, city, monkeypatch).context["rate_chart"]["target"] is None
    CITY_SETTINGS.save(key="target_on_time_rate", data=SettingData(92.5), by=city.abel)
    answer = page(client, city, monkeypatch)
    assert answer.context["rate_chart"]["target"] == 92.5
    assert "--target:92.5%" in answer.text
