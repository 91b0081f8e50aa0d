"""Every number a page shows, of whoever looks at it, is the length of the list behind it.

Overview, home and digest are read as people read them, at a moment that stands still; then each link is opened.
"""

import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from cases.homes.worklists import SECTIONS, fill, sections_of
from cases.models import Case, Scope
from cases.news.digest import CaseDigest
from cases.rulebook import rulebook
from tests.cast import City
from tests.dashboards.figures import figures_of, length, rows
from tests.dashboards.month import NOW

pytestmark = pytest.mark.django_db
PERIODS = (
    "", "period=month", "period=free&since=2026-02-16&until=2026-02-22",
    "period=free&since=2026-02-04&until=2026-03-02",
)  # fmt: skip


WHO_AND_WHEN = [(name, period) for name in ("lea", "hugo") for period in PERIODS]
WHO_AND_WHEN += [(name, "period=month") for name in ("sue", "arno", "ada", "sven", "dora")]


@pytest.mark.parametrize(("name", "period"), WHO_AND_WHEN)
def test_each_number_of_the_overview(month: City, client: Client, name: str, period: str) -> None:
    user = getattr(month, name)
    client.force_login(user)
    page = client.get(f"/dashboard/?{period}").text
    found = sorted({*figures_of(page)})  # many stand in a table and in a chart
    assert len({url for url, __ in found}) > 40
    assert [(url, length(user, url)) for url, __ in found] == found


def test_each_number_of_who_leads_a_part_of_the_city(month: City, client: Client) -> None:
    Scope.objects.create(person=month.lea, kind="area", code=month.street.code)
    Scope.objects.create(person=month.lea, kind="class", code="event:06")
    lea = User.objects.get(pk=month.lea.pk)
    client.force_login(lea)
    found = sorted({*figures_of(client.get("/dashboard/?period=month").text)})
    assert max(number for url, number in found if "overdue=true" in url) > 0
    assert [(url, length(lea, url)) for url, __ in found] == found


def test_a_link_opens_the_page_with_as_many_rows(month: City, client: Client) -> None:
    """By the door: the list, page by page, for the numbers that people press most."""
    client.force_login(month.lea)
    found = list(figures_of(client.get("/dashboard/?period=month&part=figures").text))
    assert len(found) >= 7
    for url, number in found:
        assert sum(1 for __ in rows(client, url)) == number, url


@pytest.mark.parametrize("role", sorted(SECTIONS))
def test_each_number_of_a_home(month: City, role: str) -> None:
    for user in (user for user in month.everyone if user.role == role):
        filled = fill(user, sections_of(user.role, rulebook().settings), at=NOW)
        counted = {each.section.url: each.number for each in filled}
        assert counted == {url: length(user, url) for url in counted}


def test_the_homes_and_the_overview_say_the_same_of_what_is_overdue(month: City, client: Client) -> None:
    """The list, the lamp, the home, the overview and the metric: one number, without private ones; the shift leader's
    list has those too."""
    private = sum(case.overdue(at=NOW) for case in Case.objects.filter(private=True))
    expected = sum(case.overdue(at=NOW) for case in Case.objects.filter(private=False))
    assert length(month.sven, "/cases/?overdue=true") == expected + private > expected
    client.force_login(month.lea)
    sections = sections_of(Role.LEADER, rulebook().settings)
    home = {each.section.question: each.number for each in fill(month.lea, sections, at=NOW)}
    overview = dict(figures_of(client.get("/dashboard/?part=figures").text))
    lamps = {each["lamp"]: each["number"] for each in client.get("/cases/?stage=").context["lamps"]}
    metric = re.search(r"^citymgmt_overdue_cases (\S+)", client.get("/metrics").text, re.M)
    assert metric is not None
    said = {
        home["overdue=true"], overview["/cases/?all=1&overdue=true&ordering=due_at"], lamps["red"], float(metric[1]),
        length(month.lea, "/cases/?overdue=true"), length(month.lea, "/cases/?lamp=red"),
    }  # fmt: skip
    assert said == {expected}
    assert expected > 10


def test_each_number_of_the_digest(month: City) -> None:
    digest = CaseDigest()
    heads = [month.hugo]
    counts = digest.counts(heads, at=NOW)
    for head in heads:
        listed_there = {name: length(head, digest.url(name, at=NOW)) for name in digest.sections}
        assert dict(counts[head.pk]) == listed_there
        assert listed_there["overdue"] > 0


def test_the_due_are_those_on_time_the_late_and_what_is_not_done_yet(month: City) -> None:
    span = {"due_after": (NOW - timedelta(days=20)).isoformat(), "due_before": NOW.isoformat()}
    asked = "&".join(f"{name}={value}" for name, value in span.items()).replace("+", "%2B")
    number = {
        name: length(month.lea, f"/cases/?all=1&{asked}&{question}")
        for name, question in {
            "due": "exempt=false", "on_time": "on_time=true", "late": "was_late=true", "overdue": "overdue=true",
            "suspended": "state=suspended", "exempt": "exempt=true",
        }.items()
    }  # fmt: skip
    assert number["due"] == number["on_time"] + number["late"] + number["overdue"] + number["suspended"]
    assert min(number.values()) > 0
