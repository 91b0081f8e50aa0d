"""People of the city hold the old system's numbers: whoever has one finds the case, on every page and at every door."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cases.models import Case
from tests.api.conftest import Api
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.imports.history import MAPPING, bring_in, row, still_open

pytestmark = pytest.mark.django_db
NUMBER = "101000349183"


@pytest.fixture
def sven(city: City, signed_in: SignedIn, tmp_path: Path) -> Client:
    bring_in(tmp_path, still_open(NUMBER), row("101000349184"), said='keep = ["flag", "whose"]\n' + MAPPING)
    return signed_in(city.sven)


@pytest.fixture
def case(sven: Client) -> Case:
    return Case.objects.get(external_number=NUMBER)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_page_of_the_case_says_it_and_whose_it_is(sven: Client, case: Case) -> None:
    page = text(sven.get(case.get_absolute_url()))
    assert NUMBER in page
    assert "Number in the other system" in page
    assert "old" in page


def test_it_also_says_the_columns_that_were_kept(sven: Client) -> None:
    closed = Case.objects.get(external_number="101000349184")
    page = text(sven.get(closed.get_absolute_url()))
    assert "<dt>whose</dt>" in page
    assert "<dd>Roads</dd>" in page


def test_the_list_shows_it_and_is_searched_and_filtered_by_it(sven: Client, case: Case) -> None:
    for question in ("", f"q={NUMBER}", f"external_number={NUMBER}"):
        page = text(sven.get(f"/cases/?{question}"))
        assert case.number in page
        assert NUMBER in page
    assert case.number not in text(sven.get("/cases/?external_number=101000349184"))


def test_a_closed_case_is_found_by_it_without_another_word(sven: Client) -> None:
    closed = Case.objects.get(external_number="101000349184")
    assert closed.number in text(sven.get("/cases/?external_number=101000349184"))
    assert closed.number in text(sven.get("/cases/?q=101000349184"))


def test_the_search_of_the_top_bar_goes_to_the_case(sven: Client, case: Case) -> None:
    assert sven.get(f"/search/?q={NUMBER}")["Location"] == case.get_absolute_url()


def test_who_may_not_see_the_case_does_not_find_it(sven: Client, case: Case, signed_in: SignedIn, city: City) -> None:
    for address in (f"/search/?q={NUMBER}", f"/cases/?q={NUMBER}"):
        assert case.number not in text(signed_in(city.hana).get(address))


def test_the_api_answers_with_it_and_finds_by_it(sven: Client, case: Case, city: City, api: Api) -> None:
    found = api(city.sven).get("/api/v1/cases/", {"external_number": NUMBER}).json()["results"]
    assert [(each["number"], each["external_number"]) for each in found] == [(case.number, NUMBER)]
    assert api(city.sven).get(f"/api/v1/cases/{case.number}/").json()["external_number"] == NUMBER


def test_the_export_has_a_column_of_it(sven: Client, case: Case) -> None:
    answer: Any = sven.get("/cases/export.csv?all=1")
    lines = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert {line["Number"]: line["Number in the other system"] for line in lines}[case.number] == NUMBER


def test_two_systems_may_have_the_same_number_and_both_cases_are_found(sven: Client, tmp_path: Path) -> None:
    bring_in(tmp_path, still_open(NUMBER), said=MAPPING.replace('system = "old"', 'system = "older"'))
    page = text(sven.get(f"/cases/?external_number={NUMBER}"))
    assert Case.objects.filter(external_number=NUMBER).count() == 2
    assert all(case.number in page for case in Case.objects.filter(external_number=NUMBER))
    assert sven.get(f"/search/?q={NUMBER}").status_code == 200  # which of them, only a person knows
