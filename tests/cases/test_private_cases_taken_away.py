"""Whoever takes a private case along, in a file or by the API's list, has looked at it, and the auditor reads so."""

import pytest

from cases.actions import ask_export
from cases.exports import make_exports
from cases.models import PRIVATE, Case, Unmasking
from catalogue.models import Category
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(city: City) -> Case:
    Category.objects.filter(pk=city.rubbish.pk).update(private=True)
    return make.dispatched("06010", by=city.ivan)


@pytest.mark.parametrize("address", ["/cases/export.csv", "/cases/export.xlsx", "/api/v1/cases/"])
def test_whoever_takes_it_away_in_a_file_or_a_list_of_the_api_is_noted_once(
    city: City, case: Case, signed_in: SignedIn, address: str
) -> None:
    make.dispatched("01001", by=city.ines)
    browser = signed_in(city.sven)
    for __ in range(2):
        b"".join(browser.get(address))
    b"".join(signed_in(city.lea).get(address))
    look = Unmasking.objects.get()
    assert (look.case, look.user, look.what) == (case, city.sven, PRIVATE)
    assert "Took a private case along" in signed_in(city.arno).get("/unmaskings/?purpose=taken").text


def test_so_is_who_has_a_file_made_in_the_background(city: City, case: Case, signed_in: SignedIn) -> None:
    ask_export(question="", by=city.sven)
    assert make_exports() == 1
    look = Unmasking.objects.get()
    assert (look.case, look.user.username) == (case, "sven")
