"""A granted appeal corrects the card of the month in which the case fell due, however late it is granted."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.translation import override

from cases.models import Case
from evaluations.actions import rebuild
from tests.cast import City
from tests.dashboards.history import closed, go
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
FRIDAY = MONDAY - timedelta(days=3)  # the last of February
EVENING = MONDAY.replace(hour=21)
CARD = "/scorecards/departments/sanitation/"
FEBRUARY, MARCH = "?period=free&since=2026-02-01&until=2026-02-28", "?period=free&since=2026-03-01&until=2026-03-31"


@pytest.fixture
def late(city: City, monkeypatch: pytest.MonkeyPatch) -> Case:
    """Of two cases that fell due in February one was closed late, in March."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: EVENING)
    closed(city, FRIDAY, after=timedelta(hours=1))
    case = closed(city, FRIDAY, after=timedelta(days=3, hours=1))
    rebuild()
    return case


def granted(city: City, case: Case) -> None:
    at = MONDAY.replace(hour=15)
    case = go(case, "appeal", at, by=city.hugo, reason="暴雨全员抢险")
    case = go(case, "review_appeal", at, by=city.sven, passed=True, reason="属实")
    go(case, "decide_appeal", at, by=city.lea, passed=True, reason="市防汛指挥部有记录")


def said(client: Client, query: str) -> tuple[int, int, list[str]]:
    """What fell due, what was late of it, and the line of the last week of February in what is known."""
    with override("en"):
        context = client.get(CARD + query).context
    lines = [line for line in context["tables"]["months"].lines if line.label == "2026-02-23"]
    return context["rate"].own.whole, context["late"].own.part, [str(cell.value) for cell in lines[0].cells[:2]]


def test_the_month_of_the_fact_changes_and_the_month_of_the_decision_does_not(
    client: Client, city: City, late: Case
) -> None:
    client.force_login(city.lea)
    assert (said(client, FEBRUARY), said(client, MARCH)) == ((2, 1, ["2", "1"]), (0, 0, ["2", "1"]))
    granted(city, late)
    assert (said(client, FEBRUARY), said(client, MARCH)) == ((1, 0, ["1", "0"]), (0, 0, ["1", "0"]))
    causes = b"".join(client.get(f"{CARD}causes.csv{FEBRUARY}")).decode("utf-8-sig")
    assert "1" in {row[1] for row in csv.reader(io.StringIO(causes))}
