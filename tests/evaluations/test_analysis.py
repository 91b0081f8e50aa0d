"""The six questions of the analysis: counted by hand, and each number as long as the list behind it, whoever asks."""

import html
import io
import re
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.models import User
from cases.models import Case, DisputeStatement, LocationSource
from departments.models import Department
from evaluations.actions import rebuild
from evaluations.dictionary.chance import grew
from evaluations.periods import Days
from evaluations.presenters import Row
from evaluations.presenters.times import pareto_shown
from evaluations.queries.analysis.reports import Reports
from evaluations.views.analysis import ANALYSES
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.dashboards.figures import figures_of, length
from tests.dashboards.month import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
MONDAY = make.MONDAY
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
METRE = 1 / 111_320  # in degrees of latitude
FEBRUARY = "period=free&since=2026-02-01&until=2026-02-28"
# A rate with its cases in brackets.
RATES = re.compile(r'<a class="count" href="([^"]+)"[^>]*>[\d.]+ % \((\d+)\)</a>')


def reported(city: City, at: datetime, *, metres: float = 0, **rest: Any) -> Case:
    """Exposed rubbish of Sanitation, so many metres east of the middle of the first cell."""
    lng, lat = make.middle(0, 0)
    said: dict[str, Any] = {
        "id": uuid.uuid4(), "category": city.rubbish, "source": "inspector", "reporter": city.ines, "state": "closed",
        "occurred_at": at, "reported_at": at, "stage_started_at": at, "closed_at": at + HOUR, "finished_at": at + HOUR,
        "department": city.sanitation, "district": city.district, "street": city.street, "community": city.community,
        "located": LocationSource.POINT, "location": Point(lng + metres * METRE, lat, srid=4326), "address": "东街1号",
    }  # fmt: skip
    return Case(**said | rest)


def shown(signed_in: SignedIn, user: User, name: str, query: str = FEBRUARY) -> Any:
    answer = signed_in(user).get(f"/analysis/{name}/?{query}")
    assert answer.status_code == 200
    return answer.context["shown"]


FEBRUARY_10 = datetime.fromisoformat("2026-02-10T09:30:00+08:00")  # a Tuesday


@pytest.fixture
def february(city: City, monkeypatch: pytest.MonkeyPatch) -> City:
    """Ten reports: five of rubbish at one corner, one of a manhole there, two half a kilometre away, one far away, one
    without a place; one of them long before."""
    Case.objects.bulk_create([
        *(reported(city, FEBRUARY_10 + n * DAY, metres=n) for n in range(5)),
        reported(city, FEBRUARY_10, category=city.manhole),
        *(reported(city, FEBRUARY_10 + 2 * HOUR, metres=500 + n, category=city.manhole, address="") for n in range(2)),
        reported(city, FEBRUARY_10, metres=9_000),
        reported(city, FEBRUARY_10, location=None, located=LocationSource.UNKNOWN),
        reported(city, FEBRUARY_10 - 40 * DAY),
    ])  # fmt: skip
    rebuild()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return city


def cells(found: Any, part: int = 0) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in found.tables[part].rows]


def test_again_at_the_same_place(february: City, signed_in: SignedIn) -> None:
    """Two places make seven of the ten: a class has a place of its own, and so has what lies elsewhere."""
    found = shown(signed_in, february.lea, "repeats")
    assert found.says == "2 places make 70 % of all reports."
    assert [row[:4] for row in cells(found)] == [
        ["东街1号", "暴露垃圾", 5, 50.0], ["Without an address", "供水井盖", 2, 20.0],
    ]  # fmt: skip
    often = shown(signed_in, february.lea, "repeats", f"{FEBRUARY}&least=3")
    assert often.says == "1 place makes 50 % of all reports."
    assert shown(signed_in, february.lea, "repeats", f"{FEBRUARY}&category=01").says == (
        "1 place makes 67 % of all reports."
    )


def test_which_few_make_most(february: City, signed_in: SignedIn) -> None:
    found = shown(signed_in, february.lea, "pareto")
    assert found.says == "2 of 2 subclasses make 100 % of all reports."
    assert cells(found) == [["暴露垃圾", 7, 70.0, 70.0, "yes"], ["供水井盖", 3, 30.0, 100.0, "yes"]]


def test_those_that_are_not_among_the_few_are_one_row_of_the_page_and_each_one_of_the_file(city: City) -> None:
    of = Reports(city.lea, Days(date(2026, 2, 1), date(2026, 2, 28), NOW))
    rows = [Row(key, key.upper(), {"reported": number}) for key, number in (("c", 4), ("a", 90), ("b", 6))]
    few, *others = cells(pareto_shown(rows, of, folded=True))
    assert few == ["A", 90, 90.0, 90.0, "yes"]
    assert others == [["Others (2)", 10, 10.0, 100.0, "no"]]
    in_file = cells(pareto_shown(rows, of, folded=False))
    assert in_file[1:] == [["B", 6, 6.0, 96.0, "no"], ["C", 4, 4.0, 100.0, "no"]]


def test_when_they_come_in(february: City, signed_in: SignedIn) -> None:
    """By the city's clock: half past nine in Shanghai is the day before, in New York."""
    found = shown(signed_in, february.lea, "hours")
    assert found.says == "Most come in on Tuesday, 09:00 to 09:59: 4."
    rows = {row[0]: row[1:] for row in cells(found)}
    assert rows["09:00"] == [0, 4, 1, 1, 1, 1, 0, 8]
    assert rows["11:00"] == [0, 2, 0, 0, 0, 0, 0, 2]
    assert [cell.value for cell in found.tables[0].total][1:] == [0, 6, 1, 1, 1, 1, 0, 10]


def said(case: Case, unit: Department, at: datetime, by: User) -> DisputeStatement:
    return DisputeStatement(case=case, department=unit, text="非我单位职责", by=by, at=at)


def test_who_sends_cases_to_whom(february: City, signed_in: SignedIn) -> None:
    """Three went from Roads to Sanitation, one of these twice; one from Sanitation by Roads to the office; one came
    back; one has no unit any more."""
    first, second, third, fourth, fifth, sixth = Case.objects.filter(reported_at__gte=FEBRUARY_10).order_by("pk")[:6]
    roads, sanitation, office = february.roads, february.sanitation, february.street_office
    at, by = FEBRUARY_10 + 5 * HOUR, february.omar
    DisputeStatement.objects.bulk_create([
        said(first, roads, at, by), said(second, roads, at, by), said(third, roads, at, by),
        said(third, sanitation, at + HOUR, by), said(third, roads, at + 2 * HOUR, by),
        said(fourth, sanitation, at, by), said(fourth, roads, at, by), said(fifth, sanitation, at, by),
        said(sixth, roads, at, by),
    ])  # fmt: skip
    Case.objects.filter(pk=fourth.pk).update(department=office)
    Case.objects.filter(pk=sixth.pk).update(department=None)
    found = shown(signed_in, february.lea, "bounces")
    assert found.says == "6 cases were sent back by a unit: 60.0 % of all reports."
    assert [row[:3] for row in cells(found)] == [
        ["市政所", "环卫中心", 3], ["环卫中心", "市政所", 2], ["市政所", "Without a unit at present", 1],
        ["市政所", "东街街道办", 1], ["环卫中心", "环卫中心: it came back", 1],
    ]  # fmt: skip
    follow(signed_in, february.lea, "bounces")


@pytest.fixture
def two_months(city: City, monkeypatch: pytest.MonkeyPatch) -> City:
    """January: 100 cases in one square, 100 in another, 90 of 100 that fell due on time. February: 100 and 250, 60 of
    100 on time."""
    january = datetime.fromisoformat("2026-01-10T09:30:00+08:00")
    made = []
    for start, far, late in ((january, 100, 10), (january + 31 * DAY, 250, 40)):
        for n in range(100 + far):
            due = {"due_at": start + 2 * HOUR} if n < 100 else {}
            fixed = {"finished_at": start + 3 * HOUR, "closed_at": start + 4 * HOUR} if n < late else {}
            made.append(reported(city, start, metres=0 if n < 100 else 2_000, **due, **fixed))
    Case.objects.bulk_create(made)
    rebuild()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return city


def test_before_and_after_say_whether_it_is_more_than_chance(two_months: City, signed_in: SignedIn) -> None:
    found = shown(signed_in, two_months.lea, "sides")
    lines = {row[0].value: row for row in found.tables[0].rows}
    assert [cell.shown for cell in lines["On-time rate"][1:6]] == [
        "90.0 % (90)", "100", "60.0 % (60)", "100", "-30 points",
    ]  # fmt: skip
    assert lines["On-time rate"][5].tone == "bad"
    assert lines["On-time rate"][6].value.startswith("Yes")
    assert [cell.value for cell in lines["Reported"]][:5] == ["Reported", 200, None, 350, None]
    assert lines["Rework rate"][6].value.startswith("No")
    assert lines["Return rate"][6].value == "Too few to say"
    [unit] = cells(found, 1)
    assert unit[:6] == ["环卫中心", 90.0, 100, 60.0, 100, -30.0]
    follow(signed_in, two_months.lea, "sides")


def test_both_closing_rates_are_of_one_age(two_months: City, signed_in: SignedIn) -> None:
    """It is 44 hours after February: of January counts what was closed in the 44 hours after it, and not since."""
    january = Case.objects.filter(due_at__lt=FEBRUARY_10 - 31 * DAY + DAY).order_by("pk")
    in_time, too_late = january[:7], january[7:12]
    end = datetime.fromisoformat("2026-02-01T00:00:00+08:00")
    Case.objects.filter(pk__in=[each.pk for each in in_time]).update(closed_at=end + 43 * HOUR)
    Case.objects.filter(pk__in=[each.pk for each in too_late]).update(closed_at=end + 45 * HOUR)
    rebuild()
    found = shown(signed_in, two_months.lea, "sides")
    closing = next(row for row in found.tables[0].rows if row[0].value == "Closing rate")
    assert [cell.shown for cell in closing[1:6]] == ["95.0 % (95)", "100", "100.0 % (100)", "100", "+5 points"]
    follow(signed_in, two_months.lea, "sides")


def test_a_hot_spot_grew_more_than_the_city(two_months: City, signed_in: SignedIn) -> None:
    """The city grew by 75 %: the square that stayed as it was is none, and neither would be one that grew as much."""
    found = shown(signed_in, two_months.lea, "hot-spots")
    assert found.says == "At 1 spot it became more than in the city as a whole."
    assert [row[1:] for row in cells(found)] == [[250, 100, 175.0, 75]]
    follow(signed_in, two_months.lea, "hot-spots")
    (spot,) = found.tables[0].rows
    page, __, query = spot[0].on_map.partition("?")
    assert page == "/map/"
    drawn = signed_in(two_months.lea).get(f"/map/table/?{query}").context["rows"]
    assert sum(row.n for row, *__ in drawn) == 250


def test_what_grew_by_chance_grew_not() -> None:
    assert grew(30, 10, 0.5)
    assert not grew(12, 10, 0.5)
    assert not grew(30, 10, 0.75)
    assert not grew(0, 0, 0.5)


def follow(signed_in: SignedIn, user: User, name: str, query: str = FEBRUARY) -> int:
    """Each number of a page as the list behind it has it; how many there were."""
    page = signed_in(user).get(f"/analysis/{name}/?{query}").text
    found = [*figures_of(page), *((html.unescape(url), int(n)) for url, n in RATES.findall(page))]
    for url, number in found:
        assert (length(user, url), url) == (number, url)
    return len(found)


def questions() -> Iterator[tuple[str, str, str]]:
    chance = Random(6)
    parts = ("", "department=sanitation", "area=310101001", "category=06", "source=hotline")
    for name in ANALYSES:
        for who in ("lea", "ada", "hugo"):
            period = chance.choice(["period=7-days", "period=month", "period=90-days", FEBRUARY])
            yield name, who, f"{period}&{chance.choice(parts)}"


@pytest.mark.parametrize(("name", "who", "query"), [*questions()])
def test_every_number_is_its_list(month: City, signed_in: SignedIn, name: str, who: str, query: str) -> None:
    units = [month.sanitation, month.roads]
    DisputeStatement.objects.bulk_create(
        said(case, units[n % 2], case.reported_at, month.omar) for n, case in enumerate(Case.objects.all()[:40])
    )
    follow(signed_in, getattr(month, who), name, query)


@pytest.mark.parametrize("name", [*ANALYSES])
def test_an_empty_city_says_so(city: City, signed_in: SignedIn, name: str) -> None:
    answer = signed_in(city.lea).get(f"/analysis/{name}/")
    assert answer.status_code == 200
    assert not answer.context["shown"].says
    assert answer.context["shown"].why in html.unescape(answer.text)
    assert signed_in(city.hugo).get("/analysis/").status_code == 200


@pytest.mark.parametrize("name", [*ANALYSES])
def test_the_file_says_what_the_page_says(two_months: City, signed_in: SignedIn, name: str) -> None:
    client = signed_in(two_months.lea)
    table = client.get(f"/analysis/{name}/?{FEBRUARY}").context["shown"].tables[0]
    answer: Any = client.get(f"/analysis/{name}.xlsx?{FEBRUARY}")
    sheet: Any = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == [heading.label for heading in table.headings]
    said = [[cell.value for cell in row] for row in (*table.rows, *([table.total] if table.total else []))]
    assert [[cell or None for cell in row] for row in rows[1:]] == [[cell or None for cell in row] for row in said]
    text = b"".join(client.get(f"/analysis/{name}.csv?{FEBRUARY}").streaming_content).decode()  # type: ignore[attr-defined]
    assert all(str(row[0].value) in text for row in table.rows)
    assert client.get(f"/analysis/{name}.csv?part=9").status_code == 404


def test_what_is_asked_wrongly_is_said(city: City, signed_in: SignedIn) -> None:
    client = signed_in(city.lea)
    assert client.get("/analysis/moon/").status_code == 404
    wrong = client.get("/analysis/hours/?department=nobody&period=month")
    assert wrong.status_code == 400
    assert "Shown are the last 30 days of the whole city." in wrong.text
    assert client.get("/analysis/hours.csv?department=nobody").status_code == 400


def test_who_may_ask(city: City, signed_in: SignedIn) -> None:
    allowed = {user.username for user in city.everyone if signed_in(user).get("/analysis/").status_code == 200}
    assert allowed == {"ada", "sven", "dora", "sue", "lea", "arno", "hugo"}


@pytest.mark.parametrize("name", [*ANALYSES])
def test_the_number_of_statements_does_not_grow(month: City, signed_in: SignedIn, name: str) -> None:
    client, costs = signed_in(month.lea), []
    for query in ("period=7-days", "period=90-days"):
        client.get(f"/analysis/{name}/?{query}")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/analysis/{name}/?{query}")
        costs.append(len(asked))
    assert max(costs) <= 40, costs
