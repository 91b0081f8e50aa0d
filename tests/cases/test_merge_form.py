"""The form of a merge offers the cases near by that are likely the same, and takes the number of any other."""

import uuid
from typing import Any

import pytest
from django.test import Client

from cases.models import Case
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City

pytestmark = pytest.mark.django_db


@pytest.fixture
def twins(city: City) -> tuple[Case, Case]:
    return make.dispatched("06010", by=city.ines, address="人民路88号"), make.dispatched("06010", by=city.ada)


def merge(client: Client, case: Case, **said: str) -> Any:
    posted = {"id": str(uuid.uuid4()), "version": case.version, **said}
    return client.post(f"/cases/{case.number}/moves/merge/", posted)


def test_likely_ones_are_offered_and_the_case_itself_is_not(
    city: City, signed_in: SignedIn, twins: tuple[Case, Case]
) -> None:
    first, second = twins
    other_class = make.dispatched("01001", by=city.ines)
    page = signed_in(city.ada).get(f"/cases/{second.number}/moves/merge/").content.decode()
    assert f'name="duplicate" value="{first.number}"' in page
    assert "人民路88号" in page
    for number in (second.number, other_class.number):
        assert f'name="duplicate" value="{number}"' not in page


def test_the_one_chosen_takes_it_in(city: City, signed_in: SignedIn, twins: tuple[Case, Case]) -> None:
    first, second = twins
    merge(signed_in(city.ada), second, duplicate=first.number)
    second.refresh_from_db()
    assert second.merged_into == first


def test_a_number_typed_does_as_well(city: City, signed_in: SignedIn, twins: tuple[Case, Case]) -> None:
    __, second = twins
    far = make.dispatched("01001", by=city.ines)
    merge(signed_in(city.ada), second, into=f" {far.number} ")
    second.refresh_from_db()
    assert second.merged_into == far


def test_one_chosen_and_another_typed_is_asked_back(city: City, signed_in: SignedIn, twins: tuple[Case, Case]) -> None:
    first, second = twins
    answer = merge(signed_in(city.ada), second, duplicate=first.number, into="20260101-000001")
    assert answer.status_code == 422
    page = " ".join(answer.content.decode().split())
    assert "not both" in page
    assert f'value="{first.number}" checked' in page
    assert "20260101-000001" in page


def test_neither_is_asked_for(city: City, signed_in: SignedIn, twins: tuple[Case, Case]) -> None:
    answer = merge(signed_in(city.ada), twins[1])
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"into"}


def test_where_nothing_is_near_only_the_number_is_asked(city: City, signed_in: SignedIn) -> None:
    alone = make.dispatched("06010", by=city.ines)
    page = signed_in(city.ada).get(f"/cases/{alone.number}/moves/merge/").content.decode()
    assert 'name="into"' in page
    assert 'name="duplicate"' not in page
