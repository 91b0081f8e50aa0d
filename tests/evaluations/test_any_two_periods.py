"""Two periods of one's choice side by side: each number its list, the same in the file and while drilling."""

import csv
import html
import io
import re
from datetime import date, timedelta
from functools import partial

import pytest
from django.test import Client

from evaluations.dictionary.indicators import INDICATORS
from evaluations.periods import Days
from evaluations.presenters.between import sides_shown
from evaluations.queries.analysis.sides import Compared, Side
from tests import factories as make
from tests.cast import City
from tests.dashboards.figures import figures_of, length

pytestmark = pytest.mark.django_db
RATES = re.compile(r'<a class="count" href="([^"]+)">[\d.]+ % \((\d+)\)</a>')
EARLY, LATE = ("2026-02-03", "2026-02-09"), ("2026-02-20", "2026-02-27")


def asked(period: tuple[str, str], second: tuple[str, str]) -> str:
    return (
        f"period=free&since={period[0]}&until={period[1]}&second_since={second[0]}&second_until={second[1]}"
        "&department=sanitation"
    )


@pytest.mark.parametrize("name", ["sides", "hot-spots"])
@pytest.mark.parametrize(("period", "second"), [(LATE, EARLY), (EARLY, LATE)])
def test_whichever_is_chosen_second_the_earlier_stands_before(
    month: City, client: Client, name: str, period: tuple[str, str], second: tuple[str, str]
) -> None:
    client.force_login(month.lea)
    page = client.get(f"/analysis/{name}/?{asked(period, second)}")
    assert page.status_code == 200
    found = [*figures_of(page.text), *((html.unescape(url), int(n)) for url, n in RATES.findall(page.text))]
    assert [(url, length(month.lea, url)) for url, __ in found] == found
    if name == "sides":
        headings = [heading.label for heading in page.context["shown"].tables[0].headings]
        assert headings[1] == " – ".join(EARLY)
        assert headings[3] == " – ".join(LATE)
        assert len(found) > 20


def test_the_file_and_the_other_questions_keep_them(month: City, client: Client) -> None:
    client.force_login(month.lea)
    query = asked(LATE, EARLY)
    page = client.get(f"/analysis/sides/?{query}")
    answer = client.get(f"/analysis/sides.csv?{query}")
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    rows = page.context["shown"].tables[0].rows
    assert lines[0][1:4:2] == [" – ".join(EARLY), " – ".join(LATE)]
    assert [line[1] for line in lines[1:]] == [str(row[1].value if row[1].value is not None else "") for row in rows]
    assert all("second_since=2026-02-03" in tab["url"] for tab in page.context["tabs"])


@pytest.mark.parametrize("name", ["sides", "hot-spots"])
def test_days_in_both_are_said(month: City, client: Client, name: str) -> None:
    client.force_login(month.lea)
    words = "两个时段有重叠的日期"
    assert words in client.get(f"/analysis/{name}/?{asked(LATE, ('2026-02-09', '2026-02-20'))}").text
    assert words not in client.get(f"/analysis/{name}/?{asked(LATE, ('2026-02-09', '2026-02-19'))}").text


def test_counts_of_periods_of_unlike_length_change_beside_as_many_days(month: City, client: Client) -> None:
    client.force_login(month.lea)
    weeks = ("2026-01-28", "2026-02-19")  # 23 days beside 8
    page = client.get(f"/analysis/sides/?{asked(LATE, weeks)}")
    name, before, __, after, __, change, *___ = page.context["shown"].tables[0].rows[0]
    assert (name.value, change.value) == ("已上报", round(after.value - before.value * 8 / 23, 1))
    assert after.value < before.value
    assert change.value > 0
    words = "前一时段共 23 天，后一时段共 8 天"
    assert words in page.text
    assert words not in client.get(f"/analysis/sides/?{asked(LATE, ('2026-02-01', '2026-02-08'))}").text


def test_colour_says_what_it_is_a_day(city: City) -> None:
    side, days = partial(Side, whole=None, part_url=""), (60, 7)
    worse = Compared(INDICATORS["was_late"], side(30), side(25), days)
    better = Compared(INDICATORS["was_late"], side(25), side(30), (7, 60))
    assert (worse.change, worse.more_than_chance, better.change, better.more_than_chance) == (21.5, True, -184.3, True)
    rows = sides_shown([worse, better], [], (_days(1, 60), _days(61, 67))).tables[0].rows
    assert [row[5].tone for row in rows] == ["bad", "good"]


def _days(first: int, last: int) -> Days:
    since = date(2025, 12, 31)
    return Days(since + timedelta(days=first), since + timedelta(days=last), make.MONDAY)


def test_a_spot_says_which_days_are_which(month: City, client: Client) -> None:
    client.force_login(month.lea)
    shown = client.get(f"/analysis/hot-spots/?{asked(EARLY, LATE)}").context["shown"]
    assert [" – ".join(days) in label for days, (label, __) in zip((LATE, EARLY), shown.figures[:2], strict=True)] == [
        True, True
    ]  # fmt: skip
    assert [heading.label for heading in shown.tables[0].headings[1:3]] == [" – ".join(LATE), " – ".join(EARLY)]


def test_nothing_is_compared_with_nothing(month: City, client: Client) -> None:
    client.force_login(month.lea)
    never = client.get(f"/analysis/sides/?{asked(LATE, ('2019-01-01', '2019-01-31'))}")
    assert not never.context["shown"].says
    to_come = client.get(f"/analysis/sides/?{asked(LATE, ('2026-05-01', '2026-05-31'))}")
    assert "还没有任何一天结束" in to_come.text
    file = client.get(f"/analysis/sides.csv?{asked(LATE, ('2026-05-01', '2026-05-31'))}")
    assert (file.status_code, "还没有任何一天结束" in file.text) == (404, True)


@pytest.mark.parametrize(
    "second", [("2026-02-09", ""), ("2026-02-09", "2026-02-01"), ("2020-01-01", "2026-01-01"), ("soon", "2026-01-01")]
)
def test_what_is_no_period_is_said(month: City, client: Client, second: tuple[str, str]) -> None:
    client.force_login(month.lea)
    for name in ("sides", "hot-spots"):
        answer = client.get(f"/analysis/{name}/?{asked(LATE, second)}")
        assert answer.status_code == 400
        assert 'role="alert"' in answer.text
        assert client.get(f"/analysis/{name}.csv?{asked(LATE, second)}").status_code == 400
