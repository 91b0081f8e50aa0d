"""Lists of cases: whose, which, in which order, and what they cost."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from cases.models import Case
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City

pytestmark = pytest.mark.django_db


def numbers(answer: Any) -> list[str]:
    return [row.case.number for row in answer.context["rows"]]


def test_a_unit_sees_what_it_owes_the_most_urgent_first(city: City, signed_in: SignedIn) -> None:
    later = make.dispatched("06010", by=city.ines, at=make.MONDAY + timedelta(hours=1))
    sooner = make.dispatched("06010", by=city.ines)
    make.dispatched("01001", by=city.ines)  # the sub-district's office owes this one
    assert numbers(signed_in(city.hana).get("/cases/")) == [sooner.number, later.number]


def test_the_desk_sees_all_open_cases_newest_first(city: City, signed_in: SignedIn) -> None:
    old = make.dispatched("06010", by=city.ines)
    new = make.dispatched("01001", by=city.ines, at=make.MONDAY + timedelta(hours=1))
    assert numbers(signed_in(city.sven).get("/cases/")) == [new.number, old.number]


def test_an_inspector_has_own_pages_and_sees_only_own_cases_here(city: City, signed_in: SignedIn) -> None:
    mine = make.dispatched("06010", by=city.ines)
    make.dispatched("06010", by=city.ivan, at_cell=(2, 0))
    assert numbers(signed_in(city.ines).get("/cases/")) == [mine.number]


@pytest.mark.parametrize(("query", "found"), [("lamp=red", 1), ("lamp=green", 1), ("lamp=grey", 1), ("lamp=yellow", 0)])
def test_counters_and_rows_of_a_lamp_agree(city: City, signed_in: SignedIn, query: str, found: int) -> None:
    now = timezone.now()
    make.dispatched("01001", by=city.ines, at=now - timedelta(days=3))
    make.dispatched("01001", by=city.ines, at=now)
    make.reported("06010", by=city.ines, at=now)
    answer = signed_in(city.sven).get(f"/cases/?{query}")
    counted = {each["lamp"]: each["number"] for each in answer.context["lamps"]}
    assert len(numbers(answer)) == counted[query.partition("=")[2]] == found


def test_filters_in_force_can_be_read_and_taken_off(city: City, signed_in: SignedIn) -> None:
    page = signed_in(city.sven).get("/cases/?stage=dispose&department=sanitation").content.decode()
    assert "Take off the filter Unit" in page
    assert "Take off the filter Waits for" in page


def test_the_filter_with_which_a_list_opens_can_be_taken_off_too(city: City, signed_in: SignedIn) -> None:
    """A unit's list opens with what it owes, somebody's own with the filter they chose: asked nothing, it would be that
    list again."""
    fixed = make.dispatched("06010", by=city.ines)
    Case.objects.filter(pk=fixed.pk).update(state="disposed", finished_at=make.MONDAY)
    hana = signed_in(city.hana)
    assert numbers(hana.get("/cases/")) == []
    for address in _ways_off(hana.get("/cases/").text):
        assert numbers(hana.get(f"/cases/{address}")) == [fixed.number]
    sven = signed_in(city.sven)
    sven.post("/cases/filters/", {"name": "red", "query": "lamp=red", "default": "on"})
    page = sven.get("/cases/", follow=True)
    assert numbers(page) == []
    lit = next(lamp["url"] for lamp in page.context["lamps"] if lamp["current"])
    for address in (*_ways_off(page.text), lit):
        assert numbers(sven.get(f"/cases/{address}")) == [fixed.number]


def _ways_off(page: str) -> list[str]:
    """Where the cross of the only filter and "Take all off" lead."""
    chips = page.partition('class="chips"')[2].partition("</ul>")[0]
    found = re.findall(r'href="([^"]*)"', chips)
    assert len(found) == 2
    return [unescape(each) for each in found]


def test_a_wrong_filter_that_is_not_drawn_is_named_too(city: City, signed_in: SignedIn) -> None:
    answer = signed_in(city.sven).get("/cases/?sent_back=maybe")
    assert answer.status_code == 400
    assert "Sent back: Say true or false." in " ".join(answer.text.split())


def test_filters_kept_when_nothing_chosen_was_called_unknown_still_work(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)
    assert numbers(signed_in(city.sven).get("/cases/?overdue=unknown")) == [case.number]


def test_a_wrong_filter_says_so_and_shows_nothing(city: City, signed_in: SignedIn) -> None:
    make.dispatched("06010", by=city.ines)
    answer = signed_in(city.sven).get("/cases/?reported_after=yesterday")
    assert answer.status_code == 400
    assert "A filter is wrong" in answer.content.decode()


@pytest.mark.parametrize("query", ["ordering=password", "cursor=abc", "cursor=W10"])
def test_orders_and_pages_that_are_not_ours_are_refused(city: City, signed_in: SignedIn, query: str) -> None:
    assert signed_in(city.sven).get(f"/cases/?{query}").status_code == 400


def test_pages_follow_each_other_without_gap_or_repetition(
    city: City, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.views.lists.SIZE", 2)
    made = [make.reported("06010", by=city.ines, at=make.MONDAY + timedelta(minutes=n // 2)) for n in range(5)]
    sven, cursor, seen = signed_in(city.sven), "", []
    while cursor is not None:
        answer = sven.get("/cases/", {"cursor": cursor})
        seen += numbers(answer)
        cursor = answer.context["page"].next
    assert sorted(seen) == sorted(case.number for case in made)
    before = sven.get("/cases/", {"cursor": answer.context["page"].previous})
    assert numbers(before) == seen[2:4]


@pytest.mark.parametrize("words", ["暴露垃圾一堆", "人民路"])
def test_words_find_description_and_address(city: City, signed_in: SignedIn, words: str) -> None:
    case = make.reported("06010", by=city.ines, address="人民路88号")
    make.reported("01001", by=city.ines, description="别的", address="别处")
    assert numbers(signed_in(city.sven).get("/cases/", {"q": words})) == [case.number]


def test_a_number_finds_its_case_closed_or_not(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)
    Case.objects.filter(pk=case.pk).update(state="void")
    assert numbers(signed_in(city.sven).get("/cases/", {"q": case.number})) == [case.number]


@pytest.mark.usefixtures("_warm_frame")
def test_it_costs_thirteen_queries_at_most(
    city: City, signed_in: SignedIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for __ in range(3):
        make.dispatched("06010", by=city.ines)
    for who in (city.hana, city.sven):
        browser = signed_in(who)
        with django_assert_max_num_queries(13):
            browser.get("/cases/")


def test_a_bureau_lists_its_contractors_cases_and_can_ask_for_its_own(city: City, signed_in: SignedIn) -> None:
    theirs, own = make.dispatched("06010", by=city.ines), make.dispatched("06010", by=city.ines)
    contractor = make.department("contractor", parent=city.sanitation)
    Case.objects.filter(pk=theirs.pk).update(department=contractor)
    hugo = signed_in(User.objects.get(pk=city.hugo.pk))
    assert set(numbers(hugo.get("/cases/"))) == {theirs.number, own.number}
    assert numbers(hugo.get("/cases/?stage=dispose&own_unit=true")) == [own.number]
    assert numbers(hugo.get("/cases/?stage=dispose&department=contractor")) == [theirs.number]
    assert "own_unit=true" in hugo.get("/cases/").content.decode()


@pytest.mark.parametrize("address", ["/cases/", "/cases/?all=1"])
def test_lamps_are_counted_up_to_a_bound(
    city: City, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    for __ in range(2):
        make.dispatched("06010", by=city.ines)
    sven = signed_in(city.sven)
    assert sum(each["number"] for each in sven.get(address).context["lamps"]) == 2
    monkeypatch.setattr("cases.views.lists.EACH_COUNTED", 1)
    assert [each["number"] for each in sven.get(address).context["lamps"]] == [2, 0, None, None]
