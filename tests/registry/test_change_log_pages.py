"""The change log and the list of rules, each with its way back."""

from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone

from cases.registers import RULES
from departments.registers import UNITS
from registry.models import Change
from tests.cast import City
from tests.typed import condition, seen, unit

pytestmark = pytest.mark.django_db


def test_the_log_is_readable_and_takes_back(abel: Client, city: City) -> None:
    path = f"/city/catalogue/conditions/{city.rubbish_lies.pk}/"
    abel.post(path, condition(seen=seen(abel, path), text="Condition 1", closing_text="Clean again"))
    page = abel.get("/city/changes/").text
    assert "06010/1 暴露垃圾" in page
    assert "<del>4 个工作时</del>" in page
    change = Change.objects.get()
    assert abel.post(f"/city/changes/{change.pk}/revert/").status_code == 302
    assert abel.post(f"/city/changes/{change.pk}/revert/").status_code == 409
    city.rubbish_lies.refresh_from_db()
    assert city.rubbish_lies.limit_value == 4


@pytest.mark.parametrize(
    ("query", "found"),
    [({"kind": "unit"}, True), ({"kind": "person"}, False), ({"by": "abel"}, True), ({"q": "园林"}, True),
     ({"until": "2020-01-01"}, False), ({"since": "2020-01-01"}, True)],
)  # fmt: skip
def test_the_log_is_narrowed_by_who_what_and_when(abel: Client, city: City, query: dict[str, str], found: bool) -> None:
    abel.post("/city/units/add/", unit(code="parks"))
    assert bool(abel.get("/city/changes/", query).context["entries"]) is found


def test_both_days_are_within_the_log_and_so_is_any_other(abel: Client, city: City) -> None:
    abel.post("/city/units/add/", unit(code="parks"))
    today = timezone.localdate().isoformat()
    for since, until in ((today, today), ("0001-01-01", "9999-12-31")):
        assert abel.get("/city/changes/", {"since": since, "until": until}).context["entries"]
        assert b"parks" in abel.get(f"/city/changes/export.csv?since={since}&until={until}").getvalue()


def test_the_log_is_a_file_too(client: Client, abel: Client, city: City) -> None:
    abel.post("/city/units/add/", unit(code="parks", parent="sanitation"))
    client.force_login(city.arno)
    lines = client.get("/city/changes/export.csv?kind=unit").getvalue().decode().splitlines()
    assert len(lines) == 2
    assert "园林所" in lines[1]
    assert str(city.sanitation) in lines[1]
    assert client.get("/city/changes/export.csv?since=x").status_code == 400


def test_a_wrong_filter_of_the_log_says_so(abel: Client, city: City) -> None:
    assert abel.get("/city/changes/", {"since": "x"}).status_code == 400


def test_a_rule_ends_and_comes_back(abel: Client, city: City) -> None:
    path = f"/routing/rules/{city.rubbish_rule.pk}/end/"
    assert abel.post(path, {"on": "2099-01-01"}).status_code == 302
    change = Change.objects.get()
    abel.post(f"/city/changes/{change.pk}/revert/")
    city.rubbish_rule.refresh_from_db()
    assert city.rubbish_rule.ended_on is None


def test_a_rule_is_logged_in_words(abel: Client, city: City) -> None:
    rule = replace(RULES.snapshot(city.street_rule), what="category", what_code="event:01001")
    RULES.save(key="", data=rule, new=True, by=city.abel)
    abel.cookies["django_language"] = "en"
    said = {label: new for label, __, new in abel.get("/city/changes/").context["entries"][0].changes}
    assert (said["For what"], said["Where"]) == ("subclass", "area")


def test_what_the_operator_loaded_is_said_to_be_theirs(abel: Client, city: City) -> None:
    UNITS.save(key="roads", data=replace(UNITS.snapshot(city.roads), phone="12319"), by=None)
    for page in ("/city/changes/", "/city/units/roads/"):
        assert "运维人员" in abel.get(page).text


@pytest.mark.parametrize(
    ("query", "numbers"),
    [({"q": "06010"}, ["rubbish_rule"]), ({"department": "street-1"}, ["street_rule"]),
     ({"area": "310101001"}, ["street_rule"]), ({}, ["rubbish_rule", "street_rule"]), ({"q": "nothing"}, [])],
)  # fmt: skip
def test_rules_are_searched(abel: Client, city: City, query: dict[str, str], numbers: list[str]) -> None:
    page = abel.get("/city/rules/", query).context["page"]
    assert {rule.pk for rule in page.rows} == {getattr(city, name).pk for name in numbers}
