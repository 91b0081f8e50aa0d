"""The search of the top bar: a number opens its case, words are marked where they stand."""

import pytest
from django.utils.safestring import SafeString
from pytest_django import DjangoAssertNumQueries

from common.hits import marked
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City

pytestmark = pytest.mark.django_db


def test_an_exact_number_goes_straight_to_the_case(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)
    answer = signed_in(city.sven).get("/search/", {"q": f" {case.number} "})
    assert answer["Location"] == case.get_absolute_url()


def test_the_hits_are_marked_in_text_place_unit_and_class(city: City, signed_in: SignedIn) -> None:
    make.dispatched("06010", by=city.ines, description="<b>装修垃圾", address="人民路88号")
    page = signed_in(city.sven).get("/search/", {"q": "垃圾 人民路 环卫"}).content.decode()
    assert "&lt;b&gt;装修<mark>垃圾</mark>" in page
    assert "<mark>人民路</mark>88号" in page
    assert "<mark>环卫</mark>中心" in page
    assert "暴露<mark>垃圾</mark>" in page


def test_a_unit_is_found_by_its_name_with_its_phone_and_what_it_owes(city: City, signed_in: SignedIn) -> None:
    city.sanitation.phone = "0591-8833"
    city.sanitation.save(update_fields=["phone"])
    case = make.dispatched("06010", by=city.ines)
    page = signed_in(city.sven).get("/search/", {"q": "环卫"}).content.decode()
    assert "<strong><mark>环卫</mark>" in page
    assert "0591-8833" in page
    address = f"/cases/?department={city.sanitation.code}"
    assert f'href="{address}"' in page
    assert case.number in signed_in(city.sven).get(address).content.decode()


@pytest.mark.parametrize("who", ["ines", "hana"])
def test_units_are_found_by_those_who_watch_over_them(city: City, signed_in: SignedIn, who: str) -> None:
    assert "/cases/?department=" not in signed_in(getattr(city, who)).get("/search/", {"q": "环卫"}).content.decode()


@pytest.mark.parametrize("words", [",", "，；", "绿化 环卫"])
def test_each_word_must_stand_in_the_name_of_a_unit(city: City, signed_in: SignedIn, words: str) -> None:
    assert "/cases/?department=" not in signed_in(city.sven).get("/search/", {"q": words}).content.decode()


def test_what_another_unit_owes_is_not_found(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)
    omar = signed_in(city.omar)
    for words in (case.number, "垃圾"):
        assert "Nothing was found" in omar.get("/search/", {"q": words}).content.decode()


def test_the_end_of_a_number_finds_its_case(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)
    answer = signed_in(city.sven).get("/search/", {"q": case.number.partition("-")[2]})
    [hits] = answer.context["found"]
    assert hits.found.number == 1
    assert f'href="{case.get_absolute_url()}"' in hits.found.html


@pytest.mark.parametrize("words", ["", "  ", "。", "'|&!():*\\", "\0", "x" * 500])
def test_nothing_typed_breaks_it(city: City, signed_in: SignedIn, words: str) -> None:
    assert signed_in(city.sven).get("/search/", {"q": words}).status_code == 200


def test_a_long_text_is_cut_so_that_its_first_hit_is_seen() -> None:
    shown = marked("前" * 200 + "井盖" + "后" * 200, ["井盖"])
    assert shown.startswith("…")
    assert "<mark>井盖</mark>" in shown
    assert isinstance(shown, SafeString)


@pytest.mark.usefixtures("_warm_frame")
def test_it_costs_fifteen_queries_at_most(
    city: City, signed_in: SignedIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for __ in range(3):
        make.dispatched("06010", by=city.ines)
    sven = signed_in(city.sven)
    # One for each kind of thing that words find; which names each word stands in, once for cases and for items; how far
    # back the newest cases go.
    with django_assert_max_num_queries(15):
        sven.get("/search/", {"q": "垃圾 环卫"})
