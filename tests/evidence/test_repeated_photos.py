"""A photo that was used before is marked, in the words of the house whose thing used it first."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.subjects import Subject
from departments.models import Department
from evidence.actions import attach_photos
from evidence.models import Photo
from evidence.presenters import Shot, first_shots, sides
from evidence.queries import photos_of
from tests import factories as make
from tests.cast import City
from tests.evidence.yards import sent_photo, yard

pytestmark = pytest.mark.django_db


def used(city: City, of: Department, *, kind: str = "before") -> Photo:
    photo = sent_photo(city.hana, kind=kind)
    attach_photos(subject=yard(of), ids=[photo.pk], by=city.hana)
    return photo


def shown(city: City, of: Department) -> list[Shot]:
    found = sides(photos_of(yard(of)), city.hana)
    both: list[Shot] = found["before"] + found["after"]
    return both


def test_in_a_yard_that_the_reader_sees_it_is_named_and_linked(city: City) -> None:
    used(city, city.sanitation)
    used(city, city.roads)
    [first], [second] = shown(city, city.sanitation), shown(city, city.roads)
    assert first.reused == ""
    assert second.reused == "Already seen in the yard of 环卫中心"
    assert second.reused_url == f"/yards/{city.sanitation.pk}/"


def test_in_a_yard_that_the_reader_does_not_see_it_is_not_named(city: City) -> None:
    used(city, city.roads)
    used(city, city.sanitation)
    [second] = shown(city, city.sanitation)
    assert (second.reused, second.reused_url) == ("Already seen in another yard", "")


def test_on_the_other_side_of_a_fix_it_is_marked_and_on_the_same_side_it_is_harmless(city: City) -> None:
    for kind in ("before", "before", "after"):
        used(city, city.sanitation, kind=kind)
    assert [bool(each.reused) for each in shown(city, city.sanitation)] == [False, False, True]


def test_in_something_of_which_no_house_knows_it_is_still_marked(city: City) -> None:
    earlier = make.photo(city.hana, of=Subject("ledger", "1"))
    make.photo(city.hana, of=yard(city.sanitation), same_as=earlier, same_bits=0)
    [second] = shown(city, city.sanitation)
    assert second.reused
    assert second.reused_url == ""


def test_of_many_things_the_first_photo_of_each_is_found_at_once(city: City) -> None:
    first = {unit: used(city, unit) for unit in (city.sanitation, city.roads)}
    used(city, city.sanitation, kind="after")
    wanted = [yard(unit) for unit in (city.sanitation, city.roads, city.street_office)]
    with CaptureQueriesContext(connection) as captured:
        found = first_shots(wanted)
    assert len(captured) == 1
    assert {key: each.url for key, each in found.items()} == {
        yard(unit): photo.get_absolute_url() for unit, photo in first.items()
    }
