"""A unit's scorecard: whether it is worse than its group, why, and what is to be done first."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from common.durations import took
from evaluations.periods import PeriodChoice, period_of
from evaluations.presenters import breakdowns
from evaluations.presenters.tables import Bar
from evaluations.queries import scorecards
from evaluations.queries.scorecards import months_until
from tests.cast import City
from tests.dashboards.figures import figures_of, length

pytestmark = pytest.mark.django_db
CARD = "/scorecards/departments/sanitation/"


def page(client: Client, user: object, url: str = CARD) -> str:
    client.force_login(user)  # type: ignore[arg-type]
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.text


def test_each_number_of_it_is_the_length_of_its_list(client: Client, month: City) -> None:
    for kind, code in (
        ("departments", "sanitation"),
        ("areas", month.street.code),
        ("classes", "06010"),
        ("sources", "hotline"),
    ):
        found = list(figures_of(page(client, month.lea, f"/scorecards/{kind}/{code}/")))
        assert len(found) > 10, kind
        for url, number in found:
            assert (url, length(month.lea, url)) == (url, number)


def test_a_head_reads_the_own_unit_and_of_others_sums_only(client: Client, month: City) -> None:
    text = page(client, month.hugo)
    for url, number in figures_of(text):
        assert (url, length(month.hugo, url)) == (url, number)
    assert "department=roads" not in text
    for other in ("/scorecards/departments/roads/", "/scorecards/departments/nowhere/"):
        assert client.get(other).status_code == 404
    for other in (f"/scorecards/areas/{month.street.code}/", "/scorecards/classes/06010/"):
        assert client.get(other).status_code == 403
    assert client.get("/scorecards/unit/?period=90-days").headers["Location"] == f"{CARD}?period=90-days"


def test_under_ten_cases_there_is_no_rate_in_a_table_and_no_point_in_the_chart(client: Client, month: City) -> None:
    client.force_login(month.lea)
    few = 0
    for path in ("departments/sanitation", "departments/roads", "sources/hotline"):
        shown = client.get(f"/scorecards/{path}/?period=90-days").context
        months = shown["tables"]["months"].lines
        for line in [*shown["tables"]["classes"].lines, *months]:
            due, rate = line.cells[0].value, line.cells[2].value
            assert (rate is None) == (due < 10), (path, line.label, due, rate)
            few += due < 10
        own, group = ([line.cells[place].value for line in months] for place in (2, 3))
        if any(own):
            assert [each["values"] for each in shown["chart"]["series"]] == [own, group]
    assert few


def test_a_chart_without_a_point_is_a_sentence(client: Client, month: City) -> None:
    client.force_login(month.lea)
    answer = client.get("/scorecards/departments/roads/?period=free&since=2019-01-01&until=2019-01-31")
    assert answer.context["chart"] is None
    assert 'id="month-chart"' not in answer.text
    assert "件数过少，不计算占比。" in answer.text


def test_the_bars_of_a_unit_that_had_nothing_are_not_those_of_its_group(client: Client, month: City) -> None:
    client.force_login(month.lea)
    lines = client.get("/scorecards/sources/uav/?period=90-days").context["tables"]["stages"].lines
    bars = [line.cells[-2].bars for line in lines if line.cells[-2].bars]
    assert {own for own, __ in bars} == {Bar(0, 0, 0)}
    assert max(group.nine_tenths for __, group in bars) == 100


def test_a_month_begins_at_midnight_of_the_city() -> None:
    """In the first hours of March the moment has the date of February still, where it stands in UTC."""
    night = datetime(2026, 2, 28, 16, 30, tzinfo=UTC)
    found = months_until(period_of(PeriodChoice.THIRTY, night).days)
    assert len(found) == 12
    assert (found[0].first, found[-1].first) == (date(2025, 4, 1), date(2026, 3, 1))


def test_others_are_refused_in_words(client: Client, month: City) -> None:
    for user in (month.ines, month.hana, month.abel, month.otto):
        client.force_login(user)
        answer = client.get(CARD)
        assert answer.status_code == 403, user
        assert "无权" in answer.text or "仅供" in answer.text or "<h1" in answer.text


@pytest.mark.parametrize("path", ["departments/roads", "departments/gone", "departments/squad", "sources/uav"])
def test_little_is_said_of_little(client: Client, month: City, path: str) -> None:
    assert page(client, month.lea, f"/scorecards/{path}/?period=free&since=2019-01-01&until=2019-01-31")
    assert page(client, month.lea, f"/scorecards/{path}/")


def test_a_wrong_period_is_said_and_the_last_thirty_days_are_shown(client: Client, month: City) -> None:
    client.force_login(month.lea)
    answer = client.get(f"{CARD}?period=free&since=2026-03-01&until=2026-02-01")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("query", ["period=free&since=2026-03-01&until=2026-02-01", "period=free", "period=last"])
def test_a_file_of_a_wrong_period_is_refused(client: Client, month: City, query: str) -> None:
    """A file shows no words beside its numbers: they would be taken for those of the days that were asked for."""
    client.force_login(month.lea)
    for form in ("csv", "xlsx"):
        assert client.get(f"{CARD}classes.{form}?{query}").status_code == 400
    assert client.get(f"{CARD}classes.csv").status_code == 200


def test_each_table_is_a_file_with_the_same_numbers(client: Client, month: City) -> None:
    client.force_login(month.lea)
    shown = client.get(f"{CARD}?period=90-days").context["tables"]
    for key, table in shown.items():
        answer = client.get(f"{CARD}{key}.csv?period=90-days")
        lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
        assert [head.removesuffix("（小时）") for head in lines[0]] == [
            str(column.label) for column in table.columns if column.key != "bars"
        ]
        assert [line[0] for line in lines[1:]] == [line.label for line in table.lines]
        assert client.get(f"{CARD}{key}.xlsx?period=90-days").status_code == 200
    assert client.get(f"{CARD}nothing.csv").status_code == 404


def test_what_a_file_tells_in_hours_says_so_and_is_as_exact_as_the_page(client: Client, month: City) -> None:
    client.force_login(month.lea)
    stage = client.get(f"{CARD}?period=90-days").context["tables"]["stages"].lines[1]
    answer = client.get(f"{CARD}stages.csv?period=90-days")
    heads, *lines = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))  # type: ignore[attr-defined]
    assert heads[:3] == ["环节", "案件数", "P50（小时）"]
    assert "本对象与同组" not in heads
    seconds = timedelta(hours=float(lines[1][2])).total_seconds()
    assert took(timedelta(seconds=round(seconds))) == stage.cells[1].text


def test_of_many_subclasses_the_page_shows_what_adds_most_and_the_file_has_all(
    client: Client, month: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = in_the_file(client, month)
    assert len(whole) > 1
    monkeypatch.setattr(breakdowns, "SUBCLASSES_SHOWN", 1)
    answer = client.get(CARD)
    assert [line.label for line in answer.context["tables"]["classes"].lines] == whole[:1]
    assert f"另有 {len(whole) - 1} 个小类，见导出文件。" in answer.text
    assert in_the_file(client, month) == whole


def in_the_file(client: Client, month: City) -> list[str]:
    """The subclasses of the file, in its order."""
    client.force_login(month.lea)
    text = b"".join(client.get(f"{CARD}classes.csv")).decode("utf-8-sig")
    return [row[0] for row in csv.reader(io.StringIO(text))][1:]


@pytest.mark.parametrize("who", ["lea", "hugo"])
@pytest.mark.parametrize(("young", "most"), [(0, 10), (scorecards.YOUNG, 12)])
def test_a_card_takes_ten_statements_at_most_and_two_more_while_it_tells_weeks(
    client: Client, month: City, who: str, young: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scorecards, "YOUNG", young)
    page(client, getattr(month, who))
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as asked:
        page_again = client.get(CARD)
    assert page_again.status_code == 200
    frame = (
        "common_heartbeat",
        "django_session",
        '"accounts_user"."password"',
        "notices_notice",
        "departments_membership",
        "grids_cityversion",
    )
    of_the_card = [each["sql"] for each in asked if not any(name in each["sql"] for name in frame)]
    assert len(of_the_card) <= most, "\n".join(sql[:200] for sql in of_the_card)


def test_from_the_overview_to_the_cards_of_its_rows_with_the_same_period(client: Client, month: City) -> None:
    text = page(client, month.lea, "/dashboard/?period=90-days")
    for address in (CARD, f"/scorecards/areas/{month.street.code}/", "/scorecards/classes/06010/"):
        assert f'href="{address}?period=90-days"' in text, address
    assert 'href="/analysis/?period=90-days"' in text
    own = page(client, month.hugo, "/dashboard/?period=90-days")
    cards = set(re.findall(r'href="(/scorecards/(?!unit/)[^?"]+)', own))
    assert cards == {CARD}, "a head reads the cards of the own unit, and of those below it"
